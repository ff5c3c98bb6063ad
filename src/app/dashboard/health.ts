import type { HealthViews, LinkHealth, Replay, ServiceStatus } from '../../domain/dashboard/health-view.ts'
import type { DashboardStore, OperationsStore } from '../../domain/dashboard/ports.ts'
import type { LinkStore } from '../../domain/link/ports.ts'
import { partOf } from './part.ts'
import { webhookFiguresOf } from './webhook-figures.ts'

export interface HealthViewParts {
  readonly store: DashboardStore
  readonly operations: Pick<OperationsStore, 'replicas' | 'stuck'>
  readonly status: () => Promise<ServiceStatus>
  readonly replay: () => Promise<Replay>
  readonly retryStuck: () => Promise<number>
  readonly links: Pick<LinkStore, 'state' | 'failures'>
  readonly now: () => number
  readonly onProblem: (error: unknown) => void
}

const REJECTS_PAGE = 25
const NUMBER_VIEWS = 20
const STUCK = 20
const LINK_FAILURES = 10

/** What the page about the service shows; it stands without the database too. */
export function createHealthViews(parts: HealthViewParts): HealthViews {
  const { store, operations, status, replay, retryStuck, links, now, onProblem } = parts
  return {
    retryStuck,
    async health(rejectsAfter) {
      const nowMs = now()
      const [service, webhooks, database, replicas, stuck, rejects, numberViews, link] = await Promise.all([
        status(),
        partOf(webhookFiguresOf(store, nowMs), onProblem),
        partOf(store.database(), onProblem),
        partOf(operations.replicas(), onProblem),
        partOf(operations.stuck(STUCK), onProblem),
        partOf(store.rejects(rejectsAfter, REJECTS_PAGE), onProblem),
        partOf(store.numberViews(NUMBER_VIEWS), onProblem),
        partOf(linkOf(links), onProblem),
      ])
      return { nowMs, service, webhooks, database, replicas, stuck, rejects, numberViews, link }
    },
    reject: (id) => store.reject(id),
    replay,
  }
}

async function linkOf(links: HealthViewParts['links']): Promise<LinkHealth | undefined> {
  const state = await links.state()
  return state && { ...state, latest: state.failures === 0 ? [] : await links.failures(LINK_FAILURES) }
}
