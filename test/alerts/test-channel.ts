import type { SendResult } from '../../src/domain/alerts/mail.ts'
import type { Notification } from '../../src/domain/alerts/notification.ts'
import type { Channel } from '../../src/domain/alerts/ports.ts'

export const DEFERRED: SendResult = { kind: 'deferred', error: 'answered 503', wholeServer: true }
export const UNKNOWN: SendResult = { kind: 'unknown', error: 'no answer in time', wholeServer: true }

/** A channel that notes what it takes, and answers as the test says. */
export function channelOf(more: Partial<Channel> = {}) {
  const state = { tried: 0, taken: [] as string[], answer: { kind: 'sent' } as SendResult }
  const channel: Channel = {
    holds: 'moment',
    deduplicates: false,
    async send({ alerts }: Notification) {
      state.tried++
      if (state.answer.kind !== 'sent') return state.answer
      state.taken.push(
        alerts.map(({ signal }) => `${signal.kind} ${signal.labels.which ?? signal.rule}`).join(', '),
      )
      return state.answer
    },
    ...more,
  }
  return { channel, state }
}
