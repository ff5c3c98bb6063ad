import type { BatchStats } from '../../domain/messages/change.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import { type StateStore, StoreUnavailableError } from '../../domain/messages/ports.ts'
import { MAX_REJECT_CHARACTERS, type Rejected, type StatusReport } from '../../domain/messages/report.ts'
import type { TracePoint } from '../../domain/messages/trace-point.ts'

export interface BatchOutcome extends BatchStats {
  /** Reports that the database refused, each for itself; kept as rejects. */
  readonly refused: readonly Rejected[]
}

/**
 * Joins a batch of reports into the store. A batch that the database refuses is split until the report at
 * fault stands alone and is kept as a reject: it costs only itself.
 *
 * @throws StoreUnavailableError where nothing can be written now; repeating the batch is harmless
 */
export async function commitBatch(
  store: StateStore,
  reports: readonly StatusReport[],
  rule: TimeRule,
  trace?: TracePoint,
): Promise<BatchOutcome> {
  try {
    const stats = await store.update(scopeOf(reports), (loaded) => planChange(loaded, reports, rule), trace)
    return { ...stats, refused: [] }
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error
    const [only] = reports
    if (reports.length === 1 && only !== undefined) {
      const refused = [refusalOf(only, error)]
      await store.keepRejects(refused)
      return { duplicates: 0, inferred: 0, contradictions: 0, refused }
    }
    const half = Math.ceil(reports.length / 2)
    const first = await commitBatch(store, reports.slice(0, half), rule, trace)
    const second = await commitBatch(store, reports.slice(half), rule, trace)
    return {
      duplicates: first.duplicates + second.duplicates,
      inferred: first.inferred + second.inferred,
      contradictions: first.contradictions + second.contradictions,
      refused: [...first.refused, ...second.refused],
    }
  }
}

function scopeOf(reports: readonly StatusReport[]) {
  const names = reports.flatMap((report) => report.campaignName ?? [])
  return {
    ids: reports.flatMap((report) => report.ids),
    campaignNames: [...new Set(names)],
  }
}

function refusalOf(report: StatusReport, error: unknown): Rejected {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return {
    source: report.source,
    reason: 'refused-by-database',
    explanation: `The database refused this report (${reason}); mend the cause and replay it.`,
    raw: JSON.stringify(report).slice(0, MAX_REJECT_CHARACTERS),
    receivedAtMs: report.receivedAtMs,
  }
}
