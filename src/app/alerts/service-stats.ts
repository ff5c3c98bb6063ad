import {
  addFigures,
  addSlow,
  type MinuteFigures,
  noFigures,
  SLOW_MS,
} from '../../domain/alerts/service-minute.ts'
import type { BatchStats } from '../../domain/messages/change.ts'
import type { ParsedBody } from '../../domain/messages/parsed-body.ts'
import type { Kind, StatusReport } from '../../domain/messages/report.ts'

/** How many minutes are kept in memory while the database is away; older ones are given up. */
const MAX_MINUTES_HELD = 180
const MINUTE_MS = 60_000

/** Errors of ours. A body that is too large or of an unknown coding is the sender's doing, whoever that is. */
const FAILED_RESULTS: ReadonlySet<string> = new Set(['error', 'overloaded'])

/** `clockMs` is this process's clock now, so that the store knows how far it is from its own. */
type WriteServiceStats = (serviceStats: ReadonlyMap<number, MinuteFigures>, clockMs: number) => Promise<void>

export interface ServiceStats {
  answered(result: string): void
  /** A webhook that was let in was understood, if only as something that is not ours. */
  accepted(): void
  rejected(count: number): void
  /** Webhooks were lost from the spool. */
  lost(webhooks: number): void
  committed(reports: readonly Pick<StatusReport, 'kind'>[], seconds: number): void
  queried(statement: string, seconds: number): void
  /**
   * Hands over what came together since the last time, if only that this replica is alive; what could not be written is
   * held for the next time.
   */
  flush(write: WriteServiceStats): Promise<void>
}

const COUNTED_KINDS: Readonly<
  Partial<Record<Kind, 'sentReports' | 'deliveredReports' | 'readReports' | 'failedReports'>>
> = { sent: 'sentReports', delivered: 'deliveredReports', read: 'readReports', failed: 'failedReports' }

/**
 * Counts how well this replica does, by minute, in memory: the way of a webhook costs an addition. Written every few
 * seconds in one statement that adds, so that the rules see all replicas.
 */
export function createServiceStats(now: () => number): ServiceStats {
  let held = new Map<number, MinuteFigures>()
  const current = () => {
    const minuteMs = Math.floor(now() / MINUTE_MS) * MINUTE_MS
    const figures = held.get(minuteMs) ?? noFigures()
    held.set(minuteMs, figures)
    return figures
  }
  return {
    answered(result) {
      const figures = current()
      figures.webhooks++
      if (FAILED_RESULTS.has(result)) figures.webhookErrors++
      if (result === 'unavailable') figures.webhooksUnavailable++
      if (result === 'unauthorized') figures.unauthorized++
    },
    accepted() {
      current().accepted++
    },
    rejected(count) {
      if (count > 0) current().rejects += count
    },
    lost(webhooks) {
      current().lostWebhooks += webhooks
    },
    committed(reports, seconds) {
      const figures = current()
      figures.reports += reports.length
      for (const { kind } of reports) {
        const counted = COUNTED_KINDS[kind]
        if (counted !== undefined) figures[counted]++
      }
      if (seconds * 1000 > SLOW_MS) figures.slowUpdates++
      figures.slowestUpdateMs = Math.max(figures.slowestUpdateMs, seconds * 1000)
    },
    queried(statement, seconds) {
      const figures = current()
      const tookMs = seconds * 1000
      figures.slowestQueryMs = Math.max(figures.slowestQueryMs, tookMs)
      if (tookMs <= SLOW_MS) return
      figures.slowQueries++
      addSlow(figures, statement, 1, tookMs)
    },
    async flush(write) {
      current()
      const writing = held
      held = new Map()
      try {
        await write(writing, now())
      } catch (error) {
        held = addAll(writing, held)
        throw error
      }
    },
  }
}

/** The metrics that minutes count too. */
interface CountedMeter {
  answered(result: string, seconds: number): void
  received(parsed: ParsedBody): void
  committed(
    batch: readonly StatusReport[],
    outcome: BatchStats & { readonly refused: readonly unknown[] },
    seconds: number,
  ): void
  statement(name: string, seconds: number, failed: boolean): void
}

/** Steps on the database that are not queries: waiting for a free connection is not a slow one. */
const NO_QUERIES: ReadonlySet<string> = new Set(['connect', 'begin'])

/** The same metrics, counted in minutes as well. */
export function withServiceStats<M extends CountedMeter>(metrics: M, serviceStats: ServiceStats): M {
  const counted: CountedMeter = {
    answered(result, seconds) {
      metrics.answered(result, seconds)
      serviceStats.answered(result)
    },
    received(parsed) {
      metrics.received(parsed)
      serviceStats.rejected(parsed.rejected.length + parsed.dropped)
      if (parsed.processed + parsed.ignored > 0) serviceStats.accepted()
    },
    committed(batch, outcome, seconds) {
      metrics.committed(batch, outcome, seconds)
      serviceStats.committed(batch, seconds)
      serviceStats.rejected(outcome.refused.length)
    },
    statement(name, seconds, failed) {
      metrics.statement(name, seconds, failed)
      if (!failed && !NO_QUERIES.has(name)) serviceStats.queried(name, seconds)
    },
  }
  return { ...metrics, ...counted }
}

function addAll(before: Map<number, MinuteFigures>, after: Map<number, MinuteFigures>) {
  const sums = new Map(before)
  for (const [minuteMs, figures] of after) {
    const sum = sums.get(minuteMs)
    sums.set(minuteMs, sum === undefined ? figures : addFigures(sum, figures))
  }
  return new Map([...sums].sort(([a], [b]) => a - b).slice(-MAX_MINUTES_HELD))
}
