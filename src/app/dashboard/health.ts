import type { HealthViews, Replay, ServiceStatus } from '../../domain/dashboard/health-view.ts'
import type { DashboardStore, OperationsStore } from '../../domain/dashboard/ports.ts'
import { intakeOf } from './intake.ts'
import { partOf } from './part.ts'

export interface HealthViewParts {
  readonly store: DashboardStore
  readonly operations: Pick<OperationsStore, 'replicas' | 'stuck'>
  readonly status: () => Promise<ServiceStatus>
  readonly replay: () => Promise<Replay>
  readonly retryStuck: () => Promise<number>
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

const REJECTS_PAGE = 25
const NUMBER_VIEWS = 20
const STUCK = 20

/** What the page about the service shows; it stands without the database too. */
export function createHealthViews(parts: HealthViewParts): HealthViews {
  const { store, operations, status, replay, retryStuck, now, onProblem } = parts
  return {
    retryStuck,
    async health(rejectsAfter) {
      const nowMs = now()
      const [service, intake, database, replicas, stuck, rejects, numberViews] = await Promise.all([
        status(),
        partOf(intakeOf(store, nowMs), onProblem),
        partOf(store.database(), onProblem),
        partOf(operations.replicas(), onProblem),
        partOf(operations.stuck(STUCK), onProblem),
        partOf(store.rejects(rejectsAfter, REJECTS_PAGE), onProblem),
        partOf(store.numberViews(NUMBER_VIEWS), onProblem),
      ])
      return { nowMs, service, intake, database, replicas, stuck, rejects, numberViews }
    },
    reject: (id) => store.reject(id),
    replay,
  }
}
