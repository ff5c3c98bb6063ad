import { isOwnReference } from '../../domain/messages/identity.ts'
import type { FailureReason, Source, StatusReport } from '../../domain/messages/report.ts'
import { parseOccurrence } from '../../domain/messages/timestamp.ts'
import type { Writable } from '../../domain/messages/writable.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { readFailures } from './failure.ts'
import { parseKind } from './kind.ts'
import { parseId } from './message-id.ts'
import type { ParsedItems } from './parsed-items.ts'
import { readPhone } from './phone.ts'
import { readPricing } from './pricing.ts'
import { field, isObject, type JsonObject } from './read.ts'
import { type Problem, refuseItem } from './reject.ts'

const NOT_OBJECT: Problem = {
  reason: 'item-not-object',
  explanation: 'The status is not an object: expected {"id", "status", "timestamp"}.',
}
const MISSING_TIMESTAMP: Problem = {
  reason: 'missing-timestamp',
  explanation: 'There is no timestamp: expected Unix seconds, Unix milliseconds or ISO 8601.',
}

/** Adds every status of a list to the parsed items; a bad one costs only itself. */
export function collectStatuses(
  items: readonly unknown[],
  source: Source,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country?: Country,
): void {
  for (const item of items) {
    if (isObject(item) && isOfSomethingElse(item)) {
      parsedItems.ignored += 1
      continue
    }
    const result = parseStatusItem(item, source, receivedAtMs, country)
    if ('reason' in result) {
      refuseItem(parsedItems, source, result, item, receivedAtMs)
    } else {
      parsedItems.reports.push(result)
      parsedItems.processed += 1
    }
  }
}

/** The other things whose statuses come beside those of messages, such as "payment", name their type. */
function isOfSomethingElse(item: JsonObject): boolean {
  const type = field(item, 'type')
  if (type === undefined || type === null || type === 'message' || type === '') return false
  return typeof type !== 'string' || type.trim().toLowerCase() !== 'message'
}

/** Writes the reasons of a failure into a report. */
export function setFailures(report: Writable<StatusReport>, failures: readonly FailureReason[]): void {
  const failure = failures[0]
  if (failure === undefined) return
  report.failure = failure
  if (failures.length > 1) report.moreFailures = failures.slice(1)
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

  // What Bluetick sent along with a message comes back: it names the message, too.
  const reference = field(item, 'biz_opaque_callback_data')
  const ids = typeof reference === 'string' && isOwnReference(reference) ? [id, reference] : [id]
  const report: Writable<StatusReport> = { source, ids, kind, occurrence, receivedAtMs }
  const phone = readPhone(item, country)
  if (phone !== undefined) report.phone = phone
  if (kind === 'failed') setFailures(report, readFailures(item))
  const pricing = readPricing(item)
  if (pricing !== undefined) report.pricing = pricing
  return report
}
