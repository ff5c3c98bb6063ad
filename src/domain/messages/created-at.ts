import { assertedBy } from '../campaigns/recipient.ts'
import { NO_FACTS } from './facts.ts'
import type { MessageGroup } from './group.ts'

/**
 * When we first heard of the message: the earliest receipt of a report, whichever was committed first. What others wrote
 * of it counts too, and what is stored; a recipient that says nothing only where there is nothing else.
 */
export function createdAt(group: MessageGroup): number | undefined {
  const heard = [
    ...group.reports.map((report) => report.receivedAtMs),
    ...group.messages.flatMap((message) => message.createdAtMs ?? []),
    ...group.recipients
      .filter((recipient) => assertedBy(recipient) !== NO_FACTS)
      .map((recipient) => recipient.columns.sentAtMs ?? recipient.writtenAtMs),
  ]
  if (heard.length === 0) {
    heard.push(...group.recipients.map(({ columns, writtenAtMs }) => columns.sentAtMs ?? writtenAtMs))
  }
  return heard.length === 0 ? undefined : Math.min(...heard)
}
