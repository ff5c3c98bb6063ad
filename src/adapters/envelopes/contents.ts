import type { IsStopWord } from '../../domain/account/stop-words.ts'
import { field, isList, isObject, type JsonObject, objectField } from './read.ts'

/** What is kept of an inbound message; all else is what a person wrote. */
const INBOUND_FIELDS = [
  'id',
  'from',
  'from_user_id',
  'timestamp',
  'type',
  'group_id',
  // AiSensy's.
  'messageId',
  'phone_number',
  'countryCode',
  'sender',
  'message_type',
  'sent_at',
  'created_at',
  'delivered_at',
  // Ours, in bodies that are read again.
  'stop',
] as const

/** Fields that hold what was written, each named like the type it stands for: of a message without type they tell it. */
const CONTENT_FIELDS = [
  'text',
  'button',
  'interactive',
  'reaction',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'order',
] as const

/** Objects that hold what was written, and the fields in them. */
const TEXT_PLACES = [
  ['text', 'body'],
  ['button', 'text', 'payload'],
  ['message_content', 'text'],
] as const

/** Stands for an emoji: that there was one tells a reaction from one that was taken away. */
const SOME_EMOJI = '(emoji)'

/**
 * The body without what people wrote: of each inbound message only what says when, how and to which message it was
 * written. Called before anything else looks at a body, so nothing that people wrote is ever kept or logged.
 *
 * @param isStop whether a text says no more than that the person wants no messages: that it does is kept
 * @returns the body itself where it holds no inbound message
 */
export function withoutContents(body: JsonObject, isStop: IsStopWord): JsonObject {
  return withoutFlat(withoutAisensy(withoutMeta(body, isStop), isStop), isStop)
}

/** Meta's envelope, and the pieces of it that relays pass on: an entry, or a change. */
function withoutMeta(body: JsonObject, isStop: IsStopWord): JsonObject {
  const entries = field(body, 'entry')
  if (isList(entries) || isObject(entries)) {
    const entry = isList(entries) ? mapped(entries, withoutEntry, isStop) : withoutEntry(entries, isStop)
    return entry === entries ? body : { ...body, entry }
  }
  return isList(field(body, 'changes')) ? withoutEntry(body, isStop) : withoutChange(body, isStop)
}

function withoutEntry<T>(entry: T, isStop: IsStopWord): T | JsonObject {
  const changes = isObject(entry) ? field(entry, 'changes') : undefined
  if (!isObject(entry) || !isList(changes)) return entry
  const others = mapped(changes, withoutChange, isStop)
  return others === changes ? entry : { ...entry, changes: others }
}

function withoutChange<T>(change: T, isStop: IsStopWord): T | JsonObject {
  const written = isObject(change) ? field(change, 'value') : undefined
  if (!isObject(change) || !isObject(written)) return change
  const value = withoutFlat(written, isStop)
  return value === written ? change : { ...change, value }
}

/** Meta's `value` and the flat body have the same list. The name in a profile is the person's own. */
function withoutFlat(body: JsonObject, isStop: IsStopWord): JsonObject {
  const messages = field(body, 'messages')
  if (!isList(messages) || messages.length === 0) return body
  const { contacts: _, ...rest } = body
  return { ...rest, messages: messages.map((item) => (isObject(item) ? outlineOf(item, isStop) : null)) }
}

function withoutAisensy(body: JsonObject, isStop: IsStopWord): JsonObject {
  const data = objectField(body, 'data')
  const message = data && objectField(data, 'message')
  if (message === undefined || !isInbound(message)) return body
  return { ...body, data: { message: outlineOf(message, isStop) } }
}

const USER = 'USER'

/** Whether AiSensy says that a person wrote it, and not the business. */
export function isInbound(message: JsonObject): boolean {
  const sender = field(message, 'sender')
  return typeof sender === 'string' && sender.length === USER.length && sender.toUpperCase() === USER
}

function outlineOf(item: JsonObject, isStop: IsStopWord): JsonObject {
  const isUntyped = field(item, 'type') === undefined && field(item, 'message_type') === undefined
  const type = isUntyped ? CONTENT_FIELDS.find((name) => field(item, name) !== undefined) : undefined
  const context = objectField(item, 'context')
  const interactive = objectField(item, 'interactive')
  const reaction = objectField(item, 'reaction')
  return {
    ...plainFields(item, INBOUND_FIELDS),
    ...(textsOf(item).some(isStop) && { stop: true }),
    ...(type !== undefined && { type }),
    ...(context !== undefined && { context: plainFields(context, ['id', 'message_id', 'from']) }),
    ...(interactive !== undefined && { interactive: plainFields(interactive, ['type']) }),
    ...(reaction !== undefined && {
      reaction: {
        ...plainFields(reaction, ['message_id']),
        ...(field(reaction, 'emoji') ? { emoji: SOME_EMOJI } : {}),
      },
    }),
  }
}

/** What a person typed or pressed, where the senders put it: looked at here, and nowhere else. */
function textsOf(item: JsonObject): readonly string[] {
  const texts = [field(item, 'text')]
  for (const [name, ...inner] of TEXT_PLACES) {
    const holder = objectField(item, name)
    if (holder !== undefined) texts.push(...inner.map((place) => field(holder, place)))
  }
  const reply = objectField(objectField(item, 'interactive') ?? {}, 'button_reply')
  if (reply !== undefined) texts.push(field(reply, 'title'))
  return texts.filter((text) => typeof text === 'string')
}

function plainFields(object: JsonObject, names: readonly string[]): JsonObject {
  const kept = names.flatMap((name) => {
    const value = field(object, name)
    return value === undefined || typeof value === 'object' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(kept)
}

/** The list itself where nothing in it changes, which is nearly always: then nothing is made. */
function mapped(
  list: readonly unknown[],
  map: (item: unknown, isStop: IsStopWord) => unknown,
  isStop: IsStopWord,
): readonly unknown[] {
  let changed: unknown[] | undefined
  const { length } = list
  for (let index = 0; index < length; index += 1) {
    const item = list[index]
    const other = map(item, isStop)
    if (other === item) continue
    changed ??= [...list]
    changed[index] = other
  }
  return changed ?? list
}
