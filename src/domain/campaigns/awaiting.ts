import type { Loaded, NamedCampaigns, StoredMessage, StoredRecipient } from '../messages/change.ts'
import { groupByMessage, type MessageGroup } from '../messages/group.ts'
import { canonicalId } from '../messages/identity.ts'
import type { StatusReport } from '../messages/report.ts'
import { namedCampaign, placeOf } from './place.ts'

/** Recipients that were listed by their number alone, each to be taken by the first message that is theirs. */
export interface Awaiting {
  /** Takes the recipient of a campaign with that number, the oldest first; it is given to nobody else. */
  take(campaignId: string, phone: string): StoredRecipient | undefined
  /** Whether it was taken. */
  taken(recipient: StoredRecipient): boolean
}

/** A campaign and a number at which recipients may wait for their messages. */
export interface AwaitingKey {
  readonly campaignId: string
  readonly phone: string
}

/**
 * A campaign's recipient of a number without a message id is the one to whom a message goes that names the campaign and
 * the number: so the order of a list and of the reports makes no difference.
 */
export function createAwaiting(recipients: readonly StoredRecipient[], campaigns: NamedCampaigns): Awaiting {
  const waiting = new Map<string, StoredRecipient[]>()
  for (const recipient of recipients) {
    const { messageId, phone, meantPhone = phone } = recipient
    if (messageId !== undefined || meantPhone === undefined) continue
    const key = textOf(placeOf(recipient, campaigns), meantPhone)
    waiting.set(key, [...(waiting.get(key) ?? []), recipient])
  }
  for (const list of waiting.values()) list.sort(byKey)
  const taken = new Set<StoredRecipient>()
  return {
    take(campaignId, phone) {
      const recipient = waiting.get(textOf(campaignId, phone))?.shift()
      if (recipient !== undefined) taken.add(recipient)
      return recipient
    },
    taken: (recipient) => taken.has(recipient),
  }
}

/** Others write a number with or without the plus. */
function textOf(campaignId: string, phone: string): string {
  return `${campaignId} ${phone.replace(/^\+/, '')}`
}

function byKey(a: StoredRecipient, b: StoredRecipient): number {
  return a.key.length - b.key.length || (a.key < b.key ? -1 : 1)
}

/** Where the recipients may wait whose messages these are: the campaign that is named and the number, each of whichever report. */
export function awaitingKeysOf(
  messages: readonly StoredMessage[],
  reports: readonly StatusReport[] = [],
): { readonly campaignName: string; readonly phone: string }[] {
  return groupByMessage(messages, [], reports).flatMap((group) => {
    const { campaignName, phone } = namedBy(group)
    return campaignName === undefined || phone === undefined ? [] : [{ campaignName, phone }]
  })
}

/** Of several names or numbers the greatest, as in the facts. */
function namedBy({ messages, reports }: MessageGroup): Pick<StatusReport, 'campaignName' | 'phone'> {
  const named: { campaignName?: string; phone?: string } = {}
  for (const { campaignName, phone } of [...messages.map((message) => message.facts), ...reports]) {
    if (campaignName !== undefined && campaignName > (named.campaignName ?? ''))
      named.campaignName = campaignName
    if (phone !== undefined && phone > (named.phone ?? '')) named.phone = phone
  }
  return named
}

/**
 * Where recipients may wait that only a recipient tells which a webhook made: its message names no campaign, since it was deleted and
 * reported again, or its sender moved the recipient to another one.
 */
export function awaitingKeysOfMade(
  { messages, recipients, ...campaigns }: Loaded,
  reports: readonly StatusReport[] = [],
): AwaitingKey[] {
  if (!recipients.some(({ fromWebhook }) => fromWebhook)) return []
  return groupByMessage(messages, recipients, reports).flatMap((group) => {
    const key = group.recipients.length === 0 ? undefined : awaitingKeyOf(group, campaigns)
    return key === undefined ? [] : [key]
  })
}

/** The group, with the recipient that was listed by its number before, where it has none that its sender wrote. */
export function withAwaiting(
  group: MessageGroup,
  awaiting: Awaiting,
  campaigns: NamedCampaigns,
): MessageGroup {
  const key = awaitingKeyOf(group, campaigns)
  if (key === undefined) return group
  const found = awaiting.take(key.campaignId, key.phone)
  if (found === undefined) return group
  const messageId = canonicalId(group.ids)
  return { ...group, recipients: [...group.recipients, { ...found, messageId, pendingJoin: true }] }
}

/**
 * Where the recipient may wait to whom the message went: in the campaign in which one would be made for it. Nowhere if its sender's is there
 * already, or nobody said campaign or number.
 */
function awaitingKeyOf(group: MessageGroup, campaigns: NamedCampaigns): AwaitingKey | undefined {
  if (group.recipients.some((recipient) => !recipient.fromWebhook)) return undefined
  const named = namedBy(group)
  const campaignId = namedCampaign(group, named, campaigns)
  const phone = named.phone ?? group.recipients[0]?.phone
  return campaignId === undefined || phone === undefined ? undefined : { campaignId, phone }
}
