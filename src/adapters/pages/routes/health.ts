import type { Replay } from '../../../domain/dashboard/health-view.ts'
import { type Fields, type Frame, PageProblem } from '../frame.ts'
import type { PagesOptions } from '../options.ts'
import { healthPage, rejectPage } from '../views/health.tsx'

const ID = /^\d{1,18}$/

/** The service itself, and what it did not understand. */
export function healthRoutes(frame: Frame, { health }: Pick<PagesOptions, 'health'>): void {
  frame.get('/health', async (viewer, query) => {
    const after = query('after')
    if (after !== '' && !ID.test(after)) throw new PageProblem('badRequest')
    const view = await health.health(after === '' ? undefined : after)
    const next = view.rejects.ok ? view.rejects.value.next : undefined
    return healthPage(viewer, view, next && `/health?after=${next}#rejects`, replayOf(query))
  })
  frame.get('/health/rejects/:id', async (viewer, _query, request) => {
    const id = String(request.params.id)
    const reject = ID.test(id) ? await health.reject(id) : undefined
    if (reject === undefined) throw new PageProblem('notFound')
    return rejectPage(viewer, reject)
  })
  frame.post('/health/retry', 'actor', async () => {
    await health.retryStuck()
    return { to: '/health#stuck' }
  })
  frame.post('/health/replay', 'actor', async () => {
    const { read, reports, rejected } = await health.replay()
    return { to: `/health?replayed=${read},${reports},${rejected}#rejects` }
  })
}

function replayOf(query: Fields): Replay | undefined {
  const [, read, reports, rejected] = /^(\d{1,9}),(\d{1,9}),(\d{1,9})$/.exec(query('replayed')) ?? []
  if (read === undefined) return undefined
  return { read: Number(read), reports: Number(reports), rejected: Number(rejected) }
}
