import type { Router } from 'express'
import { createFrame, type Frame, PageProblem } from './frame.ts'
import type { PagesOptions } from './options.ts'
import { accountRoutes } from './routes/account.ts'
import { alertRoutes } from './routes/alerts.ts'
import { businessRoutes } from './routes/business.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { healthRoutes } from './routes/health.ts'
import { messageRoutes } from './routes/messages.ts'
import { overviewRoutes } from './routes/overview.ts'
import { peopleRoutes } from './routes/people.ts'
import { sendingRoutes } from './routes/sending.ts'

/** The dashboard: everything under `/` that a browser shows. */
export function createPages(options: PagesOptions): Router {
  const frame = createFrame(options)
  overviewRoutes(frame, options)
  campaignRoutes(frame, options)
  messageRoutes(frame, options)
  peopleRoutes(frame, options)
  sendingRoutes(frame, options)
  businessRoutes(frame, options)
  alertRoutes(frame, options)
  healthRoutes(frame, options)
  accountRoutes(frame, options)
  notFoundRoute(frame)
  return frame.router
}

/** Any other address, where a browser asks; programs are answered elsewhere. */
function notFoundRoute({ router, get }: Frame): void {
  const path = '/{*path}'
  router.get(path, (request, _response, next) => {
    next(request.accepts(['json', 'html']) === 'html' ? undefined : 'router')
  })
  get(path, () => {
    throw new PageProblem('notFound')
  })
}
