import type { Signal } from '../../../domain/alerts/alert-state.ts'
import { attentionSignal } from '../../../domain/alerts/attention.ts'
import type { Query } from '../connection/query.ts'
import { signalOfJson, signalToJson } from './signal-json.ts'

/** Puts signals into the outbox; harmless to repeat. */
export async function insertSignals(run: Query, signals: readonly Signal[]): Promise<void> {
  if (signals.length === 0) return
  const rows = signals.map((signal) => ({
    episode: signal.episode,
    kind: signal.kind,
    at_ms: signal.atMs,
    severity: signal.severity,
    signal: signalToJson(signal),
  }))
  await run('alerts/store/insert-signals', JSON.stringify(rows))
}

/** Puts news of an episode into the outbox, where people know of the episode. */
export async function notifyOf(
  run: Query,
  episode: string,
  news: Pick<Signal, 'kind' | 'atMs' | 'by' | 'note'>,
): Promise<void> {
  const { rows } = await run('alerts/store/last-signal', episode)
  const [row] = rows
  if (row === undefined) return
  const { escalation } = row
  const known = attentionSignal(signalOfJson(row.signal as Signal), news)
  await insertSignals(run, [{ ...known, ...(escalation > 0 && { escalation }) }])
}
