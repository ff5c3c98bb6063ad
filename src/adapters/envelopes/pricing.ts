import type { Pricing } from '../../domain/messages/report.ts'
import type { Writable } from '../../domain/messages/writable.ts'
import { MAX_LABEL_CHARACTERS } from '../../domain/text/clip.ts'
import { field, type JsonObject, objectField, textField } from './read.ts'

/**
 * What the message costs. (Meta: webhooks reference, `pricing` of a status; it comes with sent and with one
 * of delivered and read.) Nothing where it says nothing.
 */
export function readPricing(item: JsonObject): Pricing | undefined {
  const pricing = objectField(item, 'pricing')
  if (pricing === undefined) return undefined
  const billable = field(pricing, 'billable')
  const model = textField(pricing, 'pricing_model', MAX_LABEL_CHARACTERS)
  const type = textField(pricing, 'type', MAX_LABEL_CHARACTERS)
  const category = textField(pricing, 'category', MAX_LABEL_CHARACTERS)
  const read: Writable<Pricing> = {}
  if (typeof billable === 'boolean') read.billable = billable
  if (model !== undefined) read.model = model
  if (type !== undefined) read.type = type
  if (category !== undefined) read.category = category
  return Object.keys(read).length === 0 ? undefined : read
}
