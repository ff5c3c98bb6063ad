import type { AccountEvent } from '../../domain/account/event.ts'
import { collectInbound } from './inbound.ts'
import { newsEntryOf, readAccountErrors, readNews } from './news.ts'
import type { ParsedItems } from './parsed-items.ts'
import { field, isList, isObject, type JsonObject } from './read.ts'
import { type Problem, refuseItem } from './reject.ts'
import { collectStatuses } from './status-item.ts'

const BAD_ENTRY: Problem = {
  reason: 'item-not-object',
  explanation: 'The entry cannot be read: expected {"changes": [...]}.',
}
const BAD_CHANGE: Problem = {
  reason: 'item-not-object',
  explanation: 'The change cannot be read: expected {"field": "messages", "value": {...}}.',
}
const BAD_STATUSES: Problem = {
  reason: 'item-not-object',
  explanation: 'The statuses of the change are not a list: expected {"statuses": [...]}.',
}

/**
 * Reads Meta's envelope: every entry, every change, every status. (Meta: webhooks reference, payload
 * structure: up to a thousand updates in one body.) AiSensy's Direct API webhook passes it on unchanged.
 * False where the body is another one.
 */
export function collectMeta(body: JsonObject, receivedAtMs: number, parsedItems: ParsedItems): boolean {
  const entries = field(body, 'entry')
  if (!isList(entries)) return false
  for (const entry of entries) {
    const changes = isObject(entry) ? field(entry, 'changes') : undefined
    if (isObject(entry) && isList(changes)) {
      for (const change of changes) collectChange(change, entry, receivedAtMs, parsedItems)
    } else {
      refuseItem(parsedItems, 'meta', BAD_ENTRY, entry, receivedAtMs)
    }
  }
  return true
}

/**
 * Statuses come under the field "messages", with or without inbound messages and errors of the account; some other
 * fields bring news of it, the rest is not ours.
 */
function collectChange(
  change: unknown,
  entry: JsonObject,
  receivedAtMs: number,
  parsedItems: ParsedItems,
): void {
  const name = isObject(change) ? field(change, 'field') : undefined
  const value = isObject(change) ? field(change, 'value') : undefined
  if (typeof name === 'string' && name !== 'messages') {
    collectEvents(readNews(name, value, newsEntryOf(entry, receivedAtMs)), parsedItems)
    return
  }
  if (!isObject(value)) {
    refuseItem(parsedItems, 'meta', BAD_CHANGE, change, receivedAtMs)
    return
  }
  const messages = field(value, 'messages')
  const statuses = field(value, 'statuses')
  const errors = field(value, 'errors')
  if (isList(messages)) collectInbound(messages, receivedAtMs, parsedItems)
  if (isList(statuses)) {
    collectStatuses(statuses, 'meta', receivedAtMs, parsedItems)
  } else if (statuses !== undefined && statuses !== null) {
    refuseItem(parsedItems, 'meta', BAD_STATUSES, change, receivedAtMs)
  } else if (!isList(messages) && !isList(errors)) {
    parsedItems.ignored += 1
  }
  if (isList(errors)) collectEvents(readAccountErrors(errors, newsEntryOf(entry, receivedAtMs)), parsedItems)
}

function collectEvents(events: readonly AccountEvent[], parsedItems: ParsedItems): void {
  if (events.length === 0) parsedItems.ignored += 1
  else parsedItems.events.push(...events)
}

/** Reads one entry, or one change of it, which relays pass on as a body. False where the body is neither. */
export function collectMetaPiece(body: JsonObject, receivedAtMs: number, parsedItems: ParsedItems): boolean {
  const entry = field(body, 'entry')
  if (isObject(entry)) return collectMeta({ entry: [entry] }, receivedAtMs, parsedItems)
  if (isList(field(body, 'changes'))) return collectMeta({ entry: [body] }, receivedAtMs, parsedItems)
  const isChange = typeof field(body, 'field') === 'string' && isObject(field(body, 'value'))
  return isChange && collectMeta({ entry: [{ changes: [body] }] }, receivedAtMs, parsedItems)
}
