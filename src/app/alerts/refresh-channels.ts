import type { ListedAlert } from '../../domain/alerts/alert-status.ts'
import type { CurrentAlert } from '../../domain/alerts/notification.ts'
import type { Channels } from '../../domain/alerts/ports.ts'
import { type Routes, recipientsOf } from '../../domain/alerts/route.ts'

/** What ended this long ago is repeated too: another replica may have repeated it as firing a moment ago. */
const ENDED_FOR_MS = 15 * 60_000

/**
 * Repeats what fires to channels that take it to be over otherwise. Each replica does so in each cycle: receivers know
 * repetitions. Never rejects.
 */
export async function refreshChannels(
  channels: Channels,
  routes: Routes,
  alerts: readonly ListedAlert[],
  nowMs: number,
  onProblem: (problem: string) => void,
): Promise<void> {
  const refreshed = [...channels].map(async ([name, channel]) => {
    if (channel.refresh === undefined) return
    const current = alerts
      .filter((alert) => recipientsOf(routes, alert).includes(name))
      .flatMap((alert) => currentOf(alert, nowMs))
    if (current.length === 0) return
    const result = await channel.refresh(current)
    if (result.kind !== 'sent') onProblem(`${name} does not take what still fires: ${result.error}`)
  })
  await Promise.all(refreshed)
}

function currentOf(alert: ListedAlert, nowMs: number): CurrentAlert[] {
  const { rule, severity, labels, descriptions, summary = rule, firedAtMs, phase, sinceMs, announced } = alert
  if (announced !== true || firedAtMs === undefined) return []
  const signal = {
    rule,
    severity,
    labels,
    ...(descriptions !== undefined && { descriptions }),
    summary,
    firedAtMs,
  }
  if (phase === 'firing' || phase === 'recovering') return [{ signal }]
  return phase === 'resolved' && nowMs - sinceMs < ENDED_FOR_MS ? [{ signal, endedAtMs: sinceMs }] : []
}
