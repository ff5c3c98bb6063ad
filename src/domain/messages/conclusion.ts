import type { Facts } from './facts.ts'
import { isVagueFailure } from './failure-codes.ts'
import { KINDS, type Kind } from './report.ts'

/** What became of a message, in the words of `campaign_recipients.status`. */
export type Status = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'

/** What follows from a message's facts: a pure function of them, stored only so that SQL can read it. */
export interface Conclusion {
  readonly status: Status
  /** Milliseconds since the epoch by kind, the reported and the inferred: what `status` jsonb shows. */
  readonly times: Readonly<Partial<Record<Kind, number>>>
  /** The kinds in `times` that were inferred, not reported. */
  readonly inferred: readonly Kind[]
  /** When the message was on its way at the latest: reported, else the first proof that it arrived, if no estimated time is before that. */
  readonly sentAtMs?: number
  /** When the first reply to it came. */
  readonly repliedAtMs?: number
  /** It was replied to, and nobody reported that it was read: read receipts are off. */
  readonly repliedUnread: boolean
  /** The code that explains the failure, whether or not the message arrived after all: specific before vague, then the newest. */
  readonly failureCode?: string
  /** `failed` was reported and so was an arrival; both are kept, the arrival decides the status. */
  readonly contradictory: boolean
}

/**
 * Draws the conclusions from facts. A voice message that was played was read; what was replied to was read, though
 * with read receipts off nobody says so; what was read was delivered (Meta sends `read` without `delivered`: the
 * guide's section 7.4). `sent` is never inferred in the message's own record, so that delivery times stay honest.
 */
export function conclude(facts: Facts): Conclusion {
  const times: Partial<Record<Kind, number>> = {}
  for (const kind of KINDS) {
    const occurrence = facts.times[kind]
    if (occurrence !== undefined) times[kind] = occurrence.atMs
  }
  const inferred: Kind[] = []
  if (times.read === undefined && times.played !== undefined) {
    times.read = times.played
    inferred.push('read')
  }
  const repliedAtMs = facts.reply?.occurrence.atMs
  const repliedUnread = repliedAtMs !== undefined && times.read === undefined
  if (repliedUnread) {
    times.read = repliedAtMs
    inferred.push('read')
  }
  if (times.delivered === undefined && times.read !== undefined) {
    times.delivered = times.read
    inferred.push('delivered')
  }
  const arrivedAtMs = earliest(times.delivered, times.read)
  // A status that somebody writes without a time is as late as the write, which may come after a report of the arrival.
  const isSentReported = facts.times.sent?.estimated === false
  const sentAtMs = isSentReported ? times.sent : earliest(times.sent, arrivedAtMs)
  const failureCode = explainingFailure(facts)
  return {
    status: statusOf(times),
    times,
    inferred,
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(repliedAtMs !== undefined && { repliedAtMs }),
    repliedUnread,
    ...(failureCode !== undefined && { failureCode }),
    contradictory: times.failed !== undefined && times.delivered !== undefined,
  }
}

/** Evidence that the message arrived outranks a failure: with several devices, one may fail and one receive. */
function statusOf(times: Conclusion['times']): Status {
  if (times.read !== undefined) return 'read'
  if (times.delivered !== undefined) return 'delivered'
  if (times.failed !== undefined) return 'failed'
  if (times.sent !== undefined) return 'sent'
  return 'pending'
}

function explainingFailure({ failures }: Facts): string | undefined {
  let best: string | undefined
  for (const code of Object.keys(failures).sort()) {
    if (best === undefined || explainsMore(code, best, failures)) best = code
  }
  return best
}

/** Whether a code explains at least as much as another: WhatsApp sends a vague one beside the specific one, or after it. */
function explainsMore(code: string, than: string, failures: Facts['failures']): boolean {
  const isVague = isVagueFailure(code)
  if (isVague !== isVagueFailure(than)) return !isVague
  return (failures[code]?.occurrence.atMs ?? 0) >= (failures[than]?.occurrence.atMs ?? 0)
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}
