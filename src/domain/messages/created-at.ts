import { assertedBy } from '../campaigns/recipient.ts'
import type { StoredRecipient } from './change.ts'
import { conclude } from './conclusion.ts'
import type { MessageGroup } from './group.ts'
import { KINDS } from './report.ts'

/**
 * When we first heard of the message: the earliest receipt of a report, whichever was committed first. What others wrote
 * of it counts too, and what is stored. Nothing where nobody has said anything of it: a list may know its ids long before.
 */
export function createdAt(group: MessageGroup): number | undefined {
  const heard = [
    ...group.reports.map((report) => report.receivedAtMs),
    ...group.messages.flatMap((message) => message.createdAtMs ?? []),
    ...group.recipients.flatMap((recipient) => heardFrom(recipient, group) ?? []),
  ]
  return heard.length === 0 ? undefined : Math.min(...heard)
}

/**
 * When somebody who wrote a recipient knew of its message: when it was sent, if that is what they say, else when they wrote. What a
 * stored message says already tells nothing of that: the row is a copy of what was concluded from reports.
 */
function heardFrom(recipient: StoredRecipient, { messages }: MessageGroup): number | undefined {
  // Where the message is gone, its recipients say when it was.
  const asserted = messages.length === 0 ? 'all' : recipient.asserted
  const { times } = assertedBy(recipient, asserted)
  const claimed = KINDS.filter((kind) => times[kind] !== undefined)
  if (claimed.length === 0) return undefined
  const shown = messages.map(({ facts }) => conclude(facts))
  const isShown = (kind: (typeof KINDS)[number]) =>
    shown.some((conclusion) => conclusion.times[kind] === times[kind]?.atMs)
  if (claimed.every(isShown)) return undefined
  const { sentAtMs } = recipient.columns
  const says = (column: string) => asserted === 'all' || asserted.includes(column)
  const isTheirs = says('sent_at') && !shown.some((conclusion) => conclusion.sentAtMs === sentAtMs)
  return isTheirs ? (sentAtMs ?? recipient.writtenAtMs) : recipient.writtenAtMs
}
