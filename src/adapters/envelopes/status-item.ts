import type { Source, StatusReport } from '../../domain/messages/report.ts'
import { parseOccurrence } from '../../domain/messages/timestamp.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { readErrors } from './failure.ts'
import { parseKind } from './kind.ts'
import { parseId } from './message-id.ts'
import type { ParsedItems } from './parsed-items.ts'
import { readPhone } from './phone.ts'
import { readPricing } from './pricing.ts'
import { type Draft, field, isObject } from './read.ts'
import { type Problem, refuseItem } from './reject.ts'

const NOT_OBJECT: Problem = {
  reason: 'item-not-object',
  explanation: 'The status is not an object: expected {"id", "status", "timestamp"}.',
}
const MISSING_TIMESTAMP: Problem = {
  reason: 'missing-timestamp',
  explanation: 'There is no timestamp: expected Unix seconds, Unix milliseconds or ISO 8601.',
}

/** Adds every status of a list to the findings; a bad one costs only itself. */
export function collectStatuses(
  items: readonly unknown[],
  source: Source,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country?: Country,
): void {
  for (const item of items) {
    const result = parseStatusItem(item, source, receivedAtMs, country)
    if ('reason' in result) {
      refuseItem(parsedItems, source, result, item, receivedAtMs)
    } else {
      parsedItems.reports.push(result)
      parsedItems.processed += 1
    }
  }
}

/**
 * Reads one status as Meta writes it (Meta: webhooks reference, statuses object) and the flat body repeats
 * it: `id`, `status` and `timestamp` are required, as the guide has it; `recipient_id`, `errors` and
 * `pricing` are not.
 */
function parseStatusItem(
  item: unknown,
  source: Source,
  receivedAtMs: number,
  country?: Country,
): StatusReport | Problem {
  if (!isObject(item)) return NOT_OBJECT
  const id = parseId(field(item, 'id'))
  if (typeof id !== 'string') return id
  const kind = parseKind(field(item, 'status'))
  if (typeof kind !== 'string') return kind
  const occurrence = parseOccurrence(field(item, 'timestamp'), receivedAtMs)
  if (occurrence === 'missing') return MISSING_TIMESTAMP

  const report: Draft<StatusReport> = { source, ids: [id], kind, occurrence, receivedAtMs }
  const phone = readPhone(item, country)
  if (phone !== undefined) report.phone = phone
  const failure = kind === 'failed' ? readErrors(item) : undefined
  if (failure !== undefined) report.failure = failure
  const pricing = readPricing(item)
  if (pricing !== undefined) report.pricing = pricing
  return report
}
