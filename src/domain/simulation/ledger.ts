import type { SimulatedEvent, SimulatedKind, SimulatedMessage } from './simulation.ts'

/** The counters of a campaign, as the API shows them. */
export interface SimulatedCounters {
  readonly recipients: number
  readonly pending: number
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
}

export const COUNTERS = ['recipients', 'pending', 'sent', 'delivered', 'read', 'failed'] as const

/** What the sender reported of each message, and what must come of it. */
export interface Ledger {
  /** Notes what an acknowledged webhook said; repeats and order make no difference. */
  note(message: SimulatedMessage, events: readonly SimulatedEvent[]): void
  /** What the API must show, by the index of the campaign. */
  counters(): readonly SimulatedCounters[]
}

const BITS: Readonly<Record<SimulatedKind, number>> = { sent: 1, delivered: 2, read: 4, failed: 8 }

/**
 * A ledger of the sender's own. The rule of the counters is written down here a second time, on purpose: it is what the
 * service is compared with, so it must not share the service's faults.
 */
export function createLedger(messages: readonly SimulatedMessage[], campaigns: number): Ledger {
  const reported = new Uint8Array(messages.length)
  return {
    note(message, events) {
      for (const { kind } of events) {
        if (kind !== 'reply') reported[message.index] = (reported[message.index] ?? 0) | BITS[kind]
      }
    },
    counters() {
      const sums = Array.from({ length: campaigns }, () => ({
        recipients: 0,
        pending: 0,
        sent: 0,
        delivered: 0,
        read: 0,
        failed: 0,
      }))
      for (const { index, campaign } of messages) {
        const sum = sums[campaign]
        const bits = reported[index] ?? 0
        if (sum === undefined) continue
        const read = (bits & BITS.read) !== 0
        const arrived = read || (bits & BITS.delivered) !== 0
        sum.recipients += 1
        if (bits === 0) sum.pending += 1
        if (arrived || (bits & BITS.sent) !== 0) sum.sent += 1
        if (arrived) sum.delivered += 1
        if (read) sum.read += 1
        if (!arrived && (bits & BITS.failed) !== 0) sum.failed += 1
      }
      return sums
    },
  }
}
