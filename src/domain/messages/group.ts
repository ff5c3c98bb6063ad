import type { StoredMessage, StoredRecipient } from './change.ts'
import type { StatusReport } from './report.ts'

/** Everything in a batch about one message, found through the ids they share. */
export interface MessageGroup {
  readonly ids: ReadonlySet<string>
  readonly messages: readonly StoredMessage[]
  readonly recipients: readonly StoredRecipient[]
  readonly reports: readonly StatusReport[]
}

interface Growing {
  readonly ids: Set<string>
  readonly messages: StoredMessage[]
  readonly recipients: StoredRecipient[]
  readonly reports: StatusReport[]
}

/**
 * Groups messages, recipients and reports into connected components: whatever shares an id, directly or
 * through others, is one message; `links` are ids of one message that only their sender's list brings together.
 * Recipients without a message id belong to none.
 */
export function groupByMessage(
  messages: readonly StoredMessage[],
  recipients: readonly StoredRecipient[],
  reports: readonly StatusReport[],
  links: readonly (readonly string[])[] = [],
): MessageGroup[] {
  const byId = new Map<string, Growing>()
  for (const ids of links) groupOf(ids, byId)
  for (const message of messages) groupOf(message.ids, byId).messages.push(message)
  for (const report of reports) groupOf(report.ids, byId).reports.push(report)
  for (const recipient of recipients) {
    if (recipient.messageId !== undefined) groupOf([recipient.messageId], byId).recipients.push(recipient)
  }
  return [...new Set(byId.values())]
}

/** The one group that holds all these ids, made by merging those that hold some of them. */
function groupOf(ids: readonly string[], byId: Map<string, Growing>): Growing {
  let group: Growing | undefined
  for (const id of ids) {
    const known = byId.get(id)
    if (known === undefined || known === group) continue
    if (group === undefined) group = known
    else absorb(group, known, byId)
  }
  group ??= { ids: new Set(), messages: [], recipients: [], reports: [] }
  for (const id of ids) {
    group.ids.add(id)
    byId.set(id, group)
  }
  return group
}

function absorb(group: Growing, other: Growing, byId: Map<string, Growing>): void {
  for (const id of other.ids) {
    group.ids.add(id)
    byId.set(id, group)
  }
  group.messages.push(...other.messages)
  group.recipients.push(...other.recipients)
  group.reports.push(...other.reports)
}
