import { type MinuteFigures, noFigures, SLOW_MS } from '../../domain/alerts/service-minute.ts'
import type { BatchStats } from '../../domain/messages/change.ts'
import type { ParsedBody } from '../../domain/messages/parsed-body.ts'
import type { StatusReport } from '../../domain/messages/report.ts'

/** So many minutes are kept in memory while the database is away; older ones are given up. */
const MAX_MINUTES_HELD = 180
const MINUTE_MS = 60_000

/** How a webhook was answered, as far as the rules ask. */
const FAILED_RESULTS: ReadonlySet<string> = new Set(['error', 'overloaded', 'too-large', 'unknown-coding'])

type WriteServiceMinutes = (serviceStats: ReadonlyMap<number, MinuteFigures>) => Promise<void>

export interface ServiceStats {
  answered(result: string): void
  rejected(count: number): void
  /** Webhooks were lost from the spool. */
  lost(webhooks: number): void
  committed(reports: number, seconds: number): void
  queried(seconds: number): void
  /** Hands over what came together since the last time; what could not be written is held for the next time. */
  flush(write: WriteServiceMinutes): Promise<void>
}

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
    },
    rejected(count) {
      if (count > 0) current().rejects += count
    },
    lost(webhooks) {
      current().lostWebhooks += webhooks
    },
    committed(reports, seconds) {
      const figures = current()
      figures.reports += reports
      if (seconds * 1000 > SLOW_MS) figures.slowUpdates++
      figures.slowestUpdateMs = Math.max(figures.slowestUpdateMs, seconds * 1000)
    },
    queried(seconds) {
      const figures = current()
      if (seconds * 1000 > SLOW_MS) figures.slowQueries++
      figures.slowestQueryMs = Math.max(figures.slowestQueryMs, seconds * 1000)
    },
    async flush(write) {
      if (held.size === 0) return
      const writing = held
      held = new Map()
      try {
        await write(writing)
      } catch (error) {
        held = addAll(writing, held)
        throw error
      }
    },
  }
}

/** What the metrics are told that the minutes count too. */
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

/** Steps on the database that are no query: waiting for a free connection is not a slow one. */
const NO_QUERIES: ReadonlySet<string> = new Set(['connect', 'begin'])

/** The same metrics, which tell the minutes too. */
export function withServiceStats<M extends CountedMeter>(metrics: M, serviceStats: ServiceStats): M {
  const counted: CountedMeter = {
    answered(result, seconds) {
      metrics.answered(result, seconds)
      serviceStats.answered(result)
    },
    received(parsed) {
      metrics.received(parsed)
      serviceStats.rejected(parsed.rejected.length)
    },
    committed(batch, outcome, seconds) {
      metrics.committed(batch, outcome, seconds)
      serviceStats.committed(batch.length, seconds)
      serviceStats.rejected(outcome.refused.length)
    },
    statement(name, seconds, failed) {
      metrics.statement(name, seconds, failed)
      if (!failed && !NO_QUERIES.has(name)) serviceStats.queried(seconds)
    },
  }
  return { ...metrics, ...counted }
}

function addAll(before: Map<number, MinuteFigures>, after: Map<number, MinuteFigures>) {
  const sums = new Map(before)
  for (const [minuteMs, figures] of after) {
    const sum = sums.get(minuteMs)
    sums.set(minuteMs, sum === undefined ? figures : add(sum, figures))
  }
  return new Map([...sums].sort(([a], [b]) => a - b).slice(-MAX_MINUTES_HELD))
}

function add(a: MinuteFigures, b: MinuteFigures): MinuteFigures {
  return {
    webhooks: a.webhooks + b.webhooks,
    webhookErrors: a.webhookErrors + b.webhookErrors,
    webhooksUnavailable: a.webhooksUnavailable + b.webhooksUnavailable,
    rejects: a.rejects + b.rejects,
    lostWebhooks: a.lostWebhooks + b.lostWebhooks,
    reports: a.reports + b.reports,
    slowUpdates: a.slowUpdates + b.slowUpdates,
    slowestUpdateMs: Math.max(a.slowestUpdateMs, b.slowestUpdateMs),
    slowQueries: a.slowQueries + b.slowQueries,
    slowestQueryMs: Math.max(a.slowestQueryMs, b.slowestQueryMs),
  }
}
