import type { Country } from '../../domain/phones/numbering-plans.ts'
import { collectInbound } from './inbound.ts'
import { parseKind } from './kind.ts'
import type { ParsedItems } from './parsed-items.ts'
import { field, isList, isObject, type JsonObject } from './read.ts'
import { collectStatuses } from './status-item.ts'

/**
 * Reads the guide's flat body, `{"statuses": [...]}`, and its inbound messages, `{"messages": [...]}`. False where the body is neither.
 */
export function collectFlat(
  body: JsonObject,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country: Country | undefined,
): boolean {
  const statuses = field(body, 'statuses')
  if (isList(statuses)) collectStatuses(statuses, 'flat', receivedAtMs, parsedItems, country)
  const messages = field(body, 'messages')
  if (isList(messages)) collectInbound(messages, receivedAtMs, parsedItems)
  return isList(statuses) || isList(messages)
}

/** Reads one status, which relays pass on as a body or in place of the list. False where the body is none. */
export function collectFlatPiece(
  body: JsonObject,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country: Country | undefined,
): boolean {
  const statuses = field(body, 'statuses')
  const status = isObject(statuses) ? statuses : body
  if (!isStatus(status)) return false
  collectStatuses([status], 'flat', receivedAtMs, parsedItems, country)
  return true
}

/** Plainly one status: id, a status that is known, and a time. */
function isStatus(body: JsonObject): boolean {
  const has = (name: string) => field(body, name) !== undefined
  return has('id') && has('timestamp') && typeof parseKind(field(body, 'status')) === 'string'
}
