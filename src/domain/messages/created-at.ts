import { assertedBy } from '../campaigns/recipient.ts'
import { NO_FACTS } from './facts.ts'
import type { MessageGroup } from './group.ts'

/**
 * When we first heard of the message: the earliest receipt of a report, whichever was committed first. What others wrote
 * of it counts too, and what is stored. Nothing where nobody has said anything of it: a list may know its ids long before.
 */
export function createdAt(group: MessageGroup): number | undefined {
  // Where the message is gone, its recipients say when it was.
  const isLastWitness = group.messages.length === 0
  const heard = [
    ...group.reports.map((report) => report.receivedAtMs),
    ...group.messages.flatMap((message) => message.createdAtMs ?? []),
    ...group.recipients
      .filter((recipient) => assertedBy(recipient, isLastWitness ? 'all' : undefined) !== NO_FACTS)
      .map((recipient) => recipient.columns.sentAtMs ?? recipient.writtenAtMs),
  ]
  return heard.length === 0 ? undefined : Math.min(...heard)
}
