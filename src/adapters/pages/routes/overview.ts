import { RANGES } from '../../../domain/dashboard/period.ts'
import type { Frame } from '../frame.ts'
import type { PagesOptions } from '../options.ts'
import { overviewPage } from '../views/overview.tsx'

/** The first page. Who does not ask for HTML is answered elsewhere. */
export function overviewRoutes(frame: Frame, { overview }: Pick<PagesOptions, 'overview'>): void {
  frame.router.get('/', (request, _response, next) => {
    next(request.accepts(['json', 'html']) === 'html' ? undefined : 'router')
  })
  frame.get('/', async (viewer, query) => {
    const range = RANGES.find((one) => one === query('range')) ?? 'today'
    return overviewPage(await overview(range, viewer.zone), viewer)
  })
}
