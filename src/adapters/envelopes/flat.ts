import type { Country } from '../../domain/phones/numbering-plans.ts'
import type { ParsedItems } from './parsed-items.ts'
import { field, isList, type JsonObject } from './read.ts'
import { collectStatuses } from './status-item.ts'

/**
 * Reads the guide's flat body, `{"statuses": [...]}`, and its inbound messages, `{"messages": [...]}`, which
 * are counted and left alone. False where the body is neither.
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
  if (isList(messages)) parsedItems.ignored += messages.length
  return isList(statuses) || isList(messages)
}
