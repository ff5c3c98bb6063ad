import type { HealthViews, Replay, ServiceStatus } from '../../domain/dashboard/health-view.ts'
import type { DashboardStore } from '../../domain/dashboard/ports.ts'
import { intakeOf } from './intake.ts'
import { partOf } from './part.ts'

export interface HealthViewParts {
  readonly store: DashboardStore
  readonly status: () => Promise<ServiceStatus>
  readonly replay: () => Promise<Replay>
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

const REJECTS_PAGE = 25
const NUMBER_VIEWS = 20

/** What the page about the service shows; it stands without the database too. */
export function createHealthViews({ store, status, replay, now, onProblem }: HealthViewParts): HealthViews {
  return {
    async health(rejectsAfter) {
      const nowMs = now()
      const [service, intake, database, rejects, numberViews] = await Promise.all([
        status(),
        partOf(intakeOf(store, nowMs), onProblem),
        partOf(store.database(), onProblem),
        partOf(store.rejects(rejectsAfter, REJECTS_PAGE), onProblem),
        partOf(store.numberViews(NUMBER_VIEWS), onProblem),
      ])
      return { nowMs, service, intake, database, rejects, numberViews }
    },
    reject: (id) => store.reject(id),
    replay,
  }
}
