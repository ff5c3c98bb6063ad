import type { Pricing } from '../../domain/messages/report.ts'
import type { Writable } from '../../domain/messages/writable.ts'
import { MAX_LABEL_CHARACTERS } from '../../domain/text/clip.ts'
import { field, type JsonObject, objectField, textField } from './read.ts'

/**
 * What the message costs. (Meta: webhooks reference, `pricing` of a status; it comes with sent and with one
 * of delivered and read.) Nothing where it says nothing.
 */
export function readPricing(item: JsonObject): Pricing | undefined {
  const said = objectField(item, 'pricing')
  if (said === undefined) return undefined
  const billable = field(said, 'billable')
  const model = textField(said, 'pricing_model', MAX_LABEL_CHARACTERS)
  const type = textField(said, 'type', MAX_LABEL_CHARACTERS)
  const category = textField(said, 'category', MAX_LABEL_CHARACTERS)
  const pricing: Writable<Pricing> = {}
  if (typeof billable === 'boolean') pricing.billable = billable
  if (model !== undefined) pricing.model = model
  if (type !== undefined) pricing.type = type
  if (category !== undefined) pricing.category = category
  return Object.keys(pricing).length === 0 ? undefined : pricing
}
