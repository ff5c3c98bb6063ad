import type { Loaded, RecipientColumns, StoredMessage, StoredRecipient } from '../messages/change.ts'
import { conclude } from '../messages/conclusion.ts'
import type { TimeRule } from '../messages/facts.ts'
import { withReply } from '../messages/facts.ts'
import { groupByMessage, type MessageGroup } from '../messages/group.ts'
import { canonicalId } from '../messages/identity.ts'
import { planChange } from '../messages/plan.ts'
import type { Reply } from '../messages/reply.ts'
import { KINDS, type Kind } from '../messages/report.ts'
import { meantPhone } from '../phones/meant-phone.ts'
import type { Country } from '../phones/numbering-plans.ts'
import { sameBreakdown } from './breakdown.ts'
import { sameContribution } from './contribution.ts'
import { columnsByItself, contributionOfColumns } from './recipient.ts'

/** A row that is not what follows from the facts. */
export interface RowFault {
  readonly table: 'broadcasts_messages' | 'campaign_recipients'
  readonly key: string
  /** What differs; `missing` where a message lacks its recipient, `surplus` where it has one too many. */
  readonly columns: readonly string[]
}

/** The column of a recipient that follows from its number, whatever became of its message. */
export const MEANT_PHONE = 'meant_phone'

/** What is stored of a message's conclusion, beside its facts. */
export interface ShownConclusion {
  readonly messageId: string
  readonly times: Readonly<Partial<Record<Kind, number>>>
  readonly inferred: readonly string[]
  readonly failureCode?: string
  /** Whether its time of reading is entered for lists by that time. */
  readonly readEntered: boolean
}

/** Some messages and all their recipients, of one moment. */
export interface RowPage {
  readonly loaded: Loaded
  readonly shown: ReadonlyMap<bigint, ShownConclusion>
  /** The first reply by message, where inbound messages are still there. */
  readonly replies: ReadonlyMap<bigint, Reply | undefined>
  /** Ids of messages of which something waits to be joined in. */
  readonly waiting: ReadonlySet<string>
}

/**
 * Works out from the facts alone what messages and their recipients must show, by planning a change of nothing: what it
 * would write is wrong. What others wrote and waits to be joined in is left out: it is only early.
 */
export function checkMessages({ loaded, shown, replies, waiting }: RowPage, rule: TimeRule): RowFault[] {
  const groups = groupByMessage(loaded.messages, loaded.recipients, []).filter(
    (group) => group.messages.length > 0 && isJoined(group, waiting),
  )
  const messages = groups.flatMap((group) => group.messages)
  const awaiting = loaded.recipients.filter(
    ({ messageId, pendingJoin }) => messageId === undefined && !pendingJoin,
  )
  const recipients = [...groups.flatMap((group) => group.recipients), ...awaiting]
  const change = planChange({ ...loaded, messages, recipients }, [], rule, [], replies)
  const faults: RowFault[] = []
  const written = new Map(change.messages.map((message) => [message.key, message]))
  for (const message of messages) {
    const write = written.get(message.key)
    const columns = new Set<string>(wrongColumns(message, shown.get(message.key), replies))
    if (write !== undefined) {
      if (write.countedIn !== message.countedIn) columns.add('counted_in')
      if (write.createdAtMs !== undefined) columns.add('created_at')
      if (write.newIds.length > 0) columns.add('aliases')
      if (write.recipientLeft !== (message.recipientLeft === true)) columns.add('recipient_left')
    }
    if (columns.size > 0) faults.push(messageFault(message.key, [...columns]))
  }
  for (const { key } of change.mergedMessages) faults.push(messageFault(key, ['surplus']))
  for (const { stored, messageId, ...write } of change.recipients) {
    if (stored === undefined) {
      const owner = messages.find(({ ids }) => messageId !== undefined && ids.includes(messageId))
      if (owner !== undefined) faults.push(messageFault(owner.key, ['missing']))
      continue
    }
    const columns = [
      ...differingColumns(stored.columns, write.columns),
      ...(stored.counted !== undefined && sameContribution(stored.counted, write.contribution)
        ? []
        : ['counted']),
      ...(sameBreakdown(stored.breakdown, write.breakdown) ? [] : ['tally']),
      ...(stored.messageId === messageId ? [] : ['whatsapp_message_id']),
      ...(stored.campaignId === write.campaignId ? [] : ['campaign_id']),
      ...(stored.phone === write.phone ? [] : ['phone_number']),
    ]
    faults.push({ table: 'campaign_recipients', key: stored.key, columns })
  }
  for (const { key } of change.removedRecipients)
    faults.push({ table: 'campaign_recipients', key, columns: ['surplus'] })
  return faults
}

/** Recipients of which no message is known: what they show must at least follow from itself, and be counted so. */
export function checkUnheard(recipients: readonly StoredRecipient[]): RowFault[] {
  return recipients.flatMap((recipient) => {
    if (recipient.pendingJoin) return []
    const { columns, counted } = recipient
    const wrong = differingColumns(columns, columnsByItself(recipient))
    const isCounted = counted !== undefined && sameContribution(counted, contributionOfColumns(columns))
    if (!isCounted) wrong.push('counted')
    return wrong.length === 0 ? [] : [{ table: 'campaign_recipients', key: recipient.key, columns: wrong }]
  })
}

/** A recipient's number as it is written and as it is read, and where it is from if it has no country code. */
export interface ReadNumber {
  readonly key: string
  readonly written: string | undefined
  readonly meant: string | undefined
  readonly country: Country | undefined
}

/** Numbers that are not read as they must be. */
export function checkNumbers(numbers: readonly ReadNumber[]): RowFault[] {
  return numbers.flatMap(({ key, written, meant, country }) =>
    meant === (written === undefined ? undefined : meantPhone(written, country))
      ? []
      : [{ table: 'campaign_recipients', key, columns: [MEANT_PHONE] }],
  )
}

function messageFault(key: bigint, columns: readonly string[]): RowFault {
  return { table: 'broadcasts_messages', key: String(key), columns }
}

function isJoined({ ids, messages, recipients }: MessageGroup, waiting: ReadonlySet<string>): boolean {
  return (
    messages.every(({ countedIn }) => countedIn !== undefined) &&
    recipients.every(({ pendingJoin }) => !pendingJoin) &&
    ![...ids].some((id) => waiting.has(id))
  )
}

function wrongColumns(
  message: StoredMessage,
  shown: ShownConclusion | undefined,
  replies: RowPage['replies'],
): string[] {
  const facts = replies.has(message.key) ? withReply(message.facts, replies.get(message.key)) : message.facts
  const due = conclude(facts)
  const wrong: string[] = facts === message.facts ? [] : ['replied_at']
  if (shown === undefined) return wrong
  if (shown.messageId !== canonicalId(message.ids)) wrong.push('message_id')
  if (KINDS.some((kind) => shown.times[kind] !== due.times[kind])) wrong.push('status')
  if (!sameBreakdown([...shown.inferred].sort(), [...due.inferred].sort())) wrong.push('inferred_kinds')
  if (shown.failureCode !== due.failureCode) wrong.push('failure_code')
  if (!shown.readEntered && due.times.read !== undefined) wrong.push('message_reads')
  return wrong
}

const COLUMNS = {
  status: 'status',
  sentAtMs: 'sent_at',
  deliveredAtMs: 'delivered_at',
  readAtMs: 'read_at',
  failedAtMs: 'failed_at',
  repliedAtMs: 'replied_at',
  failureCode: 'failure_code',
} as const satisfies Readonly<Record<keyof RecipientColumns, string>>

function differingColumns(is: RecipientColumns, due: RecipientColumns): string[] {
  return (Object.keys(COLUMNS) as (keyof RecipientColumns)[])
    .filter((name) => is[name] !== due[name])
    .map((name) => COLUMNS[name])
}
