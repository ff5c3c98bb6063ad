import type { AccountEvent } from '../../domain/account/event.ts'
import { STOP_WORD } from '../../domain/account/suppression.ts'
import type { InboundMessage, ReplyType } from '../../domain/messages/reply.ts'
import { parseOccurrence } from '../../domain/messages/timestamp.ts'
import type { Writable } from '../../domain/messages/writable.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { readWhatsappNumber } from '../../domain/phones/whatsapp-number.ts'
import { parseId } from './message-id.ts'
import type { ParsedItems } from './parsed-items.ts'
import { readPhone } from './phone.ts'
import { field, isObject, type JsonObject, objectField } from './read.ts'

/** How Meta's types of inbound messages answer (Meta: webhooks reference, messages object). */
const TYPES: Readonly<Record<string, ReplyType>> = {
  text: 'text',
  button: 'button',
  button_reply: 'button',
  quick_reply: 'button',
  list_reply: 'list',
  nfm_reply: 'form',
  reaction: 'reaction',
  image: 'media',
  video: 'media',
  audio: 'media',
  voice: 'media',
  document: 'media',
  file: 'media',
  sticker: 'media',
  location: 'location',
  contacts: 'contact',
  order: 'order',
}

/** What nobody wrote (a changed number, a chat that was opened), and what only changes an earlier inbound message. */
const NO_REPLY: ReadonlySet<string> = new Set(['system', 'request_welcome', 'edit', 'revoke'])

/** Adds what the inbound messages of a list say without their contents; what proves no reply is counted as ignored. */
export function collectInbound(
  items: readonly unknown[],
  receivedAtMs: number,
  parsedItems: ParsedItems,
): void {
  for (const item of items) {
    const inbound = isObject(item) ? parseInbound(item, receivedAtMs) : undefined
    addInbound(inbound, item, parsedItems)
  }
}

/** Adds an inbound message, and that the person wants no more messages, where it says so. */
export function addInbound(
  inbound: InboundMessage | undefined,
  item: unknown,
  parsedItems: ParsedItems,
): void {
  if (inbound === undefined) {
    parsedItems.ignored += 1
    return
  }
  parsedItems.inbound.push(inbound)
  const { phone, occurrence } = inbound
  if (phone === undefined || !isObject(item) || field(item, 'stop') !== true) return
  const event: AccountEvent = {
    kind: 'opt-out',
    effect: 'informs',
    subject: phone,
    value: STOP_WORD,
    occurrence,
  }
  parsedItems.events.push(event)
}

/** An inbound message as Meta writes it, and as the flat body repeats it. */
function parseInbound(item: JsonObject, receivedAtMs: number): InboundMessage | undefined {
  const from = field(item, 'from')
  // In a group nobody can say which message is answered, unless it is named.
  const phone = field(item, 'group_id') === undefined ? readWhatsappNumber(from) : undefined
  const context = objectField(item, 'context')
  const quotesItself = context !== undefined && from !== undefined && field(context, 'from') === from
  const answers = quotesItself ? undefined : (context && field(context, 'id')) || reactedTo(item)
  return inboundOf(item, receivedAtMs, {
    id: field(item, 'id'),
    time: field(item, 'timestamp'),
    type: typeOf(item, field(item, 'type')),
    phone,
    answers,
  })
}

/** An inbound message of AiSensy's project webhook (topic `message.sender.user`). */
export function parseAisensyInbound(
  message: JsonObject,
  receivedAtMs: number,
  country?: Country,
): InboundMessage | undefined {
  const context = objectField(message, 'context')
  return inboundOf(message, receivedAtMs, {
    id: field(message, 'messageId') || field(message, 'id'),
    time: field(message, 'sent_at') || field(message, 'created_at') || field(message, 'delivered_at'),
    type: typeOf(message, field(message, 'message_type') ?? field(message, 'type')),
    phone: readPhone(message, country),
    answers: (context && (field(context, 'id') || field(context, 'message_id'))) || reactedTo(message),
  })
}

interface Written {
  readonly id: unknown
  readonly time: unknown
  readonly type: ReplyType | undefined
  readonly phone: string | undefined
  readonly answers: unknown
}

function inboundOf(
  item: JsonObject,
  receivedAtMs: number,
  { id: writtenId, time, type, phone, answers }: Written,
): InboundMessage | undefined {
  const id = parseId(writtenId)
  if (typeof id !== 'string' || type === undefined || isWithdrawn(item)) return undefined
  const answersId = parseId(answers)
  if (phone === undefined && typeof answersId !== 'string') return undefined
  const reported = parseOccurrence(time, receivedAtMs)
  const inbound: Writable<InboundMessage> = {
    id,
    type,
    occurrence: reported === 'missing' ? { atMs: receivedAtMs, estimated: true } : reported,
  }
  if (phone !== undefined) inbound.phone = phone
  if (typeof answersId === 'string') inbound.answersId = answersId
  return inbound
}

function typeOf(item: JsonObject, written: unknown): ReplyType | undefined {
  const name = typeof written === 'string' ? written.trim().toLowerCase() : ''
  if (NO_REPLY.has(name)) return undefined
  const interactive = name === 'interactive' ? objectField(item, 'interactive') : undefined
  const inner = interactive && field(interactive, 'type')
  const known = typeof inner === 'string' ? inner : name
  return Object.hasOwn(TYPES, known) ? TYPES[known] : 'other'
}

function reactedTo(item: JsonObject): unknown {
  const reaction = objectField(item, 'reaction')
  return reaction && field(reaction, 'message_id')
}

/** A reaction that was taken away comes as one without emoji: it answers nothing. */
function isWithdrawn(item: JsonObject): boolean {
  const reaction = objectField(item, 'reaction')
  return reaction !== undefined && !field(reaction, 'emoji')
}
