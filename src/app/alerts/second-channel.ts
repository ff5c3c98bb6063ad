import type { WaitingSignal } from '../../domain/alerts/mail-plan.ts'
import type { Channels, Outbox, SecondChannel } from '../../domain/alerts/ports.ts'
import type { MailOrigin } from './mails/page.ts'
import { bareNotification } from './notification-writer.ts'

/** Notifies over several channels at once; one that took it is enough. */
export function createSecondChannel(channels: Channels, origin: MailOrigin): SecondChannel {
  return {
    async notify(id, signal) {
      const content = bareNotification(id, signal, origin)
      const sent = await Promise.all([...channels.values()].map((channel) => channel.send(content)))
      const failed = sent.flatMap((result) => (result.kind === 'sent' ? [] : [result.error]))
      if (failed.length === sent.length) throw new Error(`The second channel ${failed.join('; ')}.`)
    },
  }
}

/** What nobody was notified of after this time goes over the second channel. */
export const SECOND_CHANNEL_AFTER_MS = 5 * 60_000

export interface SecondChannelParts {
  readonly outbox: Pick<Outbox, 'unnotified' | 'secondChannelTried'>
  readonly secondChannel?: SecondChannel
  readonly now: () => Promise<number>
  readonly onProblem: (problem: string, error?: unknown) => void
}

/**
 * Mail and channels have failed for too long: the second channel, once for each signal. Episodes go side by side, the signals of
 * one in their order: what is not taken costs only its own episode, goes behind the others, and one that hangs costs no time of
 * theirs.
 */
export async function notifySecondChannel(parts: SecondChannelParts): Promise<void> {
  const { outbox, secondChannel, now, onProblem } = parts
  if (secondChannel === undefined) return
  const nowMs = await now()
  const unnotified = await outbox.unnotified(nowMs - SECOND_CHANNEL_AFTER_MS)
  const episodes = new Map<string, WaitingSignal[]>()
  for (const one of unnotified)
    episodes.set(one.signal.episode, [...(episodes.get(one.signal.episode) ?? []), one])
  const refused: string[] = []
  let problem: unknown
  const notifyAll = async (episode: string, signals: readonly WaitingSignal[]) => {
    for (const { id, signal } of inOrder(signals)) {
      try {
        if (signal.onSecondChannel !== true) await secondChannel.notify(`signal_${id}`, signal)
      } catch (error) {
        refused.push(episode)
        problem = error
        await outbox.secondChannelTried(id, nowMs, false)
        return
      }
      await outbox.secondChannelTried(id, nowMs, true)
    }
  }
  await Promise.all([...episodes].map(([episode, signals]) => notifyAll(episode, signals)))
  if (refused.length > 0) onProblem(`the second channel refuses alerts: ${refused.join(', ')}`, problem)
}

/** Of one episode the oldest first, whichever was tried last. */
function inOrder(signals: readonly WaitingSignal[]): readonly WaitingSignal[] {
  return signals.toSorted((a, b) => a.signal.atMs - b.signal.atMs)
}
