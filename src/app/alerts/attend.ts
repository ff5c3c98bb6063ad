import { attentionFor, type EscalationPolicy } from '../../domain/alerts/attention.ts'
import type { AlertStore } from '../../domain/alerts/ports.ts'

/**
 * Ends acknowledgements that wore off, and notifies the next list of critical alerts that nobody acknowledged. Any number of
 * replicas may do so at once: the store lets one of them act.
 *
 * @throws what the store throws where it cannot be reached
 */
export async function attend(
  store: Pick<AlertStore, 'now' | 'alerts' | 'silences' | 'attend'>,
  policy: EscalationPolicy | undefined,
): Promise<void> {
  const nowMs = await store.now()
  const silences = await store.silences(nowMs)
  for (const alert of await store.alerts()) {
    const step = attentionFor(alert, policy, silences, nowMs)
    if (step !== undefined && alert.episode !== undefined) await store.attend(alert.episode, step, nowMs)
  }
}
