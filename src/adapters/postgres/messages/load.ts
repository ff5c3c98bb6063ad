import { type AwaitingKey, awaitingKeysOf, awaitingKeysOfMade } from '../../../domain/campaigns/awaiting.ts'
import type { Loaded, NamedCampaigns, StoredMessage } from '../../../domain/messages/change.ts'
import { hasLostRecipient } from '../../../domain/messages/lost-recipient.ts'
import type { Scope } from '../../../domain/messages/ports.ts'
import type { StatusReport } from '../../../domain/messages/report.ts'
import { meansItself, meantPhone } from '../../../domain/phones/meant-phone.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import type { PendingRecipients } from '../campaigns/pending-recipients.ts'
import { type RecipientRow, recipientOfRow } from '../campaigns/recipient-rows.ts'
import { messageOfRow } from './message-rows.ts'
import type { Run } from './transact.ts'

/** What a transaction has locked and loaded, and the revision of each recipient, by key. */
export interface Locked {
  readonly loaded: Loaded
  readonly revisions: ReadonlyMap<string, number>
  /** Keys of recipients that others wrote and whose numbers nobody has read yet: the worker still has to come. */
  readonly unread: ReadonlySet<string>
  /** Keys for new messages, where it was known how many there may be. */
  readonly freeKeys: readonly string[]
  /** Recipients that are not in the table yet, by key, and when they were made: they are inserted as they are concluded. */
  readonly unwritten?: ReadonlyMap<string, string | undefined>
}

/**
 * Locks and loads what a batch refers to.
 *
 * @param country where national numbers are from in messages that others wrote
 */
export async function load(run: Run, scope: Scope, country?: Country): Promise<Locked> {
  const rows = await run('messages/lock-messages', [...new Set(scope.ids)])
  const messages = rows.map((row) => withMeantPhone(messageOfRow(row), country))
  const ids = [...new Set([...scope.ids, ...messages.flatMap((message) => message.ids)])]
  const campaigns = await campaignsByName(run, messages, scope.campaignNames)
  const listed = listedAt(campaigns.campaignIds, messages, scope.reports)
  const unknown = ids.length - messages.reduce((sum, message) => sum + message.ids.length, 0)
  const [recipients, freeKeys] = await Promise.all([
    listed.length === 0
      ? run('campaigns/lock-recipients', ids)
      : run(
          'campaigns/lock-recipients-and-awaiting',
          ids,
          listed.map(({ campaign }) => campaign),
          listed.map(({ written }) => written),
        ),
    unknown > 0 ? newKeys(run, unknown) : [],
  ])
  const locked = await withWaiting(run, lockedOf(messages, recipients, campaigns), listed, scope)
  return { ...locked, loaded: await withLeft(run, locked.loaded), freeKeys }
}

/** With recipients that wait where only a recipient that a webhook made says: rare, so it is asked only where one does. */
async function withWaiting(
  run: Run,
  locked: Locked,
  asked: readonly ListedKey[],
  { reports, read }: Pick<Scope, 'reports'> & { readonly read?: readonly string[] | undefined },
): Promise<Locked> {
  const more = notListed(asked, locked.loaded, reports)
  if (more.length === 0) return locked
  const waiting = await run(
    'campaigns/lock-recipients-and-awaiting',
    [],
    more.map(({ campaign }) => campaign),
    more.map(({ written }) => written),
  )
  const { loaded, revisions, unread } = lockedOf([], waiting, { campaignIds: new Map() }, read)
  const here = new Set(locked.loaded.recipients.map(({ key }) => key))
  const found = loaded.recipients.filter(({ key }) => !here.has(key))
  return {
    ...locked,
    loaded: { ...locked.loaded, recipients: [...locked.loaded.recipients, ...found] },
    revisions: new Map([...locked.revisions, ...revisions]),
    unread: new Set([...locked.unread, ...unread]),
  }
}

/** With recipients that others took away a moment ago, which the worker has not joined in yet: rare, so it is asked only where some are missing. */
async function withLeft(run: Run, loaded: Loaded): Promise<Loaded> {
  const bereft = loaded.messages.filter((message) => hasLostRecipient(message, loaded.recipients))
  if (bereft.length === 0) return loaded
  const left = await run(
    'external/left-of-messages',
    bereft.flatMap(({ ids }) => ids),
    bereft.map(({ key }) => String(key)),
  )
  // What counters hold of them, the worker takes out.
  return { ...loaded, leftRecipients: left.map(({ id }) => ({ messageId: id, breakdown: [] })) }
}

/** Keys for messages that are to be inserted. */
export async function newKeys(run: Run, count: number): Promise<readonly string[]> {
  return (await run('messages/new-keys', count)).map(({ key }) => key)
}

/** What others wrote, before it is locked. */
export interface PendingJoin {
  readonly recipients?: PendingRecipients
  /** Ids of messages that are to be looked at besides. */
  readonly ids?: readonly string[]
  /** Keys of messages that others wrote. */
  readonly messageKeys?: readonly string[]
  /** Where national numbers in those are from. */
  readonly country?: Country | undefined
}

/** Locks and loads recipients that others wrote and their messages, which may be known by more ids than they say. */
export async function loadPendingJoin(
  run: Run,
  { recipients: pending, ids: moreIds = [], messageKeys = [], country }: PendingJoin,
): Promise<Locked> {
  const asked = [...(pending?.messageIds ?? []), ...moreIds]
  const rows = await run('messages/lock-external-messages', [...new Set(asked)], messageKeys)
  const messages = rows.map((row) => withMeantPhone(messageOfRow(row), country))
  const ids = [...new Set([...asked, ...messages.flatMap((message) => message.ids)])]
  const campaigns = await campaignsByName(run, messages, pending?.campaignNames)
  // Where a recipient leaves, another may have waited for its message.
  const listed = listedAt(campaigns.campaignIds, messages)
  const recipients = await run(
    'campaigns/lock-recipients-pending-join',
    ids,
    pending?.keys ?? [],
    listed.map(({ campaign }) => campaign),
    listed.map(({ written }) => written),
  )
  const locked = lockedOf(messages, recipients, campaigns, pending?.keys)
  return await withWaiting(run, locked, listed, { read: pending?.keys })
}

/** A message that others wrote, with the number that is meant: the row is written anew in any case. */
function withMeantPhone(message: StoredMessage, country: Country | undefined): StoredMessage {
  const { phone } = message.facts
  if (message.countedIn !== undefined || phone === undefined) return message
  return { ...message, facts: { ...message.facts, phone: meantPhone(phone, country) ?? phone } }
}

export interface ListedKey {
  readonly campaign: string
  /** The number, as others may have written it. */
  readonly written: string
}

/** Others write a number with or without the plus, of a recipient as of a message. What is meant has it. */
function asWritten({ campaignId, phone }: AwaitingKey): ListedKey[] {
  const digits = phone.replace(/^\+/, '')
  return [`+${digits}`, digits].map((written) => ({ campaign: campaignId, written }))
}

/** Campaigns that are there and numbers, as others may have written them, at which recipients may wait for these messages. */
export function listedAt(
  campaignIds: ReadonlyMap<string, string>,
  messages: readonly StoredMessage[],
  reports?: readonly StatusReport[],
): ListedKey[] {
  if (campaignIds.size === 0) return []
  return awaitingKeysOf(messages, reports).flatMap(({ campaignName, phone }) => {
    const campaign = campaignIds.get(campaignName)
    return campaign === undefined ? [] : asWritten({ campaignId: campaign, phone })
  })
}

/** The keys that only recipients tell, beside those that were asked. */
export function notListed(
  asked: readonly ListedKey[],
  loaded: Loaded,
  reports?: readonly StatusReport[],
): ListedKey[] {
  const known = new Set(asked.map(({ campaign, written }) => `${campaign} ${written}`))
  return awaitingKeysOfMade(loaded, reports)
    .flatMap(asWritten)
    .filter(({ campaign, written }) => !known.has(`${campaign} ${written}`))
}

/** The campaigns that messages name, and those of other names. */
export async function campaignsByName(
  run: Run,
  messages: readonly StoredMessage[],
  others: readonly string[] = [],
): Promise<NamedCampaigns> {
  const names = new Set(others)
  for (const { facts } of messages) if (facts.campaignName !== undefined) names.add(facts.campaignName)
  if (names.size === 0) return { campaignIds: new Map() }
  const rows = await run('campaigns/campaigns-by-name', [...names])
  return {
    campaignIds: new Map(rows.map(({ name, id }) => [name, id])),
    replacedCampaigns: new Map(rows.flatMap(({ id, replaces }) => (replaces ?? []).map((one) => [one, id]))),
  }
}

/** @param read keys of recipients whose numbers were read */
function lockedOf(
  messages: readonly StoredMessage[],
  recipients: readonly RecipientRow[],
  campaigns: NamedCampaigns,
  read: readonly string[] = [],
): Locked {
  const known = new Set(read)
  const pending = recipients.filter((row) => !row.settled && !row.from_webhook)
  const unread = pending.filter(
    ({ key, phone_number: phone }) => phone !== null && !meansItself(phone) && !known.has(key),
  )
  return {
    loaded: { messages, recipients: recipients.map(recipientOfRow), ...campaigns },
    revisions: new Map(recipients.map((row) => [row.key, row.revision])),
    unread: new Set(unread.map(({ key }) => key)),
    freeKeys: [],
  }
}
