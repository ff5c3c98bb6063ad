import { KINDS, type Kind, type Occurrence, type StatusReport } from '../../domain/messages/report.ts'
import { parseOccurrence } from '../../domain/messages/timestamp.ts'
import type { Writable } from '../../domain/messages/writable.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { MAX_CAMPAIGN_NAME_CHARACTERS } from '../../domain/text/clip.ts'
import { oneLine } from '../../domain/text/one-line.ts'
import { isInbound } from './contents.ts'
import { readFailures } from './failure.ts'
import { addInbound, parseAisensyInbound } from './inbound.ts'
import { parseKind } from './kind.ts'
import { parseId } from './message-id.ts'
import type { ParsedItems } from './parsed-items.ts'
import { readPhone } from './phone.ts'
import { field, firstField, firstText, type JsonObject, objectField, textField } from './read.ts'
import { type Problem, refuseItem } from './reject.ts'
import { setFailures } from './status-item.ts'

/** The topic whose notifications carry statuses (AiSensy: project webhooks). */
const STATUS_TOPIC = 'message.status.updated'
/** Those about what a person wrote, when it comes in. */
const INBOUND_TOPICS: ReadonlySet<unknown> = new Set(['message.sender.user', 'message.created'])
/** What the dashboard's test button posts, under `event`. */
const TEST_EVENT = 'test.webhook'

/**
 * The ids by which AiSensy knows one message; the first changes from `AS-…` to `wamid…`, the second stays.
 */
const ID_FIELDS = [
  ['messageId', 'message_id', 'whatsapp_message_id'],
  ['submitted_message_id', 'submittedMessageId'],
] as const

/** AiSensy's own names first; relays and older versions write the others. */
const TIME_FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  sent: ['sent_at', 'sentAt'],
  delivered: ['delivered_at', 'deliveredAt'],
  read: ['read_at', 'readAt'],
  played: ['played_at', 'playedAt'],
  failed: ['failed_at', 'failedAt'],
}
const CAMPAIGN_FIELDS = ['campaign', 'campaignName', 'campaign_name'] as const
const CAMPAIGN_NAME_FIELDS = ['name', 'campaignName', 'campaign_name'] as const

/** What AiSensy's topics are about. Brokers' topics ("/subscriptions/…", "whatsapp-status") are others. */
const TOPIC = /^(?:message|contact|order|cart|catalog|product|payment|campaign|template)s?\./

const NO_MESSAGE: Problem = {
  reason: 'item-not-object',
  explanation: 'The notification holds no message: expected {"data": {"message": {...}}}.',
}

/**
 * Reads the body of AiSensy's project webhook: one notification, recognised by its `topic`. Other topics
 * and the test button are counted and left alone. False where the body is another one.
 */
export function collectAisensy(
  body: JsonObject,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country: Country | undefined,
): boolean {
  const topic = field(body, 'topic')
  const isTopic = topic === STATUS_TOPIC || (typeof topic === 'string' && TOPIC.test(topic))
  if (!isTopic && field(body, 'event') !== TEST_EVENT) return false
  const data = objectField(body, 'data')
  const message = data && objectField(data, 'message')
  if (message !== undefined && isInbound(message) && INBOUND_TOPICS.has(topic)) {
    const inbound = parseAisensyInbound(message, receivedAtMs, country)
    addInbound(inbound, message, parsedItems)
    return true
  }
  if (topic !== STATUS_TOPIC || (message && isInbound(message))) {
    parsedItems.ignored += 1
    return true
  }
  const result = message === undefined ? NO_MESSAGE : parseSnapshot(body, message, receivedAtMs, country)
  if ('reason' in result) {
    // The whole notification is kept: `created_at` stands outside the message.
    refuseItem(parsedItems, 'aisensy', result, body, receivedAtMs)
  } else {
    parsedItems.reports.push(...result)
    parsedItems.processed += 1
  }
  return true
}

/**
 * A notification is a snapshot of the message, not an event: the one that announces SENT may hold `read_at`
 * already. So it gives a report for every time in it, and one for the kind it announces.
 */
function parseSnapshot(
  body: JsonObject,
  message: JsonObject,
  receivedAtMs: number,
  country: Country | undefined,
): readonly StatusReport[] | Problem {
  const ids = readIds(message)
  if ('reason' in ids) return ids
  const occurrences = readOccurrences(message, receivedAtMs)
  const announced = parseKind(field(message, 'status'))
  if (typeof announced === 'string') {
    if (!names(announced, occurrences)) {
      occurrences.push({ kind: announced, occurrence: announcementTime(body, receivedAtMs) })
    }
  } else if (occurrences.length === 0) {
    return announced
  }
  const phone = readPhone(message, country)
  const campaignName = readCampaignName(message)
  const failures = names('failed', occurrences) ? readFailures(message) : undefined
  const reports: StatusReport[] = []
  for (const { kind, occurrence } of occurrences) {
    // Field by field: copies by spread would cost more than all the rest.
    const report: Writable<StatusReport> = { source: 'aisensy', ids, kind, occurrence, receivedAtMs }
    if (phone !== undefined) report.phone = phone
    if (campaignName !== undefined) report.campaignName = campaignName
    if (kind === 'failed' && failures !== undefined) setFailures(report, failures)
    reports.push(report)
  }
  return reports
}

/**
 * A bad id costs only itself as long as another is good; where none is, the worst of their problems counts.
 */
function readIds(message: JsonObject): readonly string[] | Problem {
  const ids: string[] = []
  let problem: Problem | undefined
  for (const names of ID_FIELDS) {
    const id = parseId(firstField(message, names))
    if (typeof id === 'string') {
      if (!ids.includes(id)) ids.push(id)
    } else if (problem === undefined || problem.reason === 'missing-id') {
      problem = id
    }
  }
  return ids.length === 0 && problem !== undefined ? problem : ids
}

/** A kind of which the snapshot says when it happened. */
interface Happened {
  readonly kind: Kind
  readonly occurrence: Occurrence
}

/** The times the snapshot states. One that cannot be read proves nothing happened, so it is left out. */
function readOccurrences(message: JsonObject, receivedAtMs: number): Happened[] {
  const occurrences: Happened[] = []
  for (const kind of KINDS) {
    const occurrence = parseOccurrence(firstField(message, TIME_FIELDS[kind]), receivedAtMs)
    if (occurrence !== 'missing' && !occurrence.estimated) occurrences.push({ kind, occurrence })
  }
  return occurrences
}

function names(kind: Kind, occurrences: readonly Happened[]): boolean {
  return occurrences.some((happened) => happened.kind === kind)
}

/** When AiSensy created the notification: documented as milliseconds, seen as ISO 8601. */
function announcementTime(body: JsonObject, receivedAtMs: number): Occurrence {
  const createdAt = parseOccurrence(firstField(body, ['created_at', 'createdAt']), receivedAtMs)
  return createdAt === 'missing' ? { atMs: receivedAtMs, estimated: true } : createdAt
}

function readCampaignName(message: JsonObject): string | undefined {
  for (const name of CAMPAIGN_FIELDS) {
    const campaign = objectField(message, name)
    const text =
      campaign === undefined
        ? textField(message, name, MAX_CAMPAIGN_NAME_CHARACTERS)
        : firstText(campaign, CAMPAIGN_NAME_FIELDS, MAX_CAMPAIGN_NAME_CHARACTERS)
    const line = text === undefined ? undefined : oneLine(text)
    if (line !== undefined) return line
  }
  return undefined
}
