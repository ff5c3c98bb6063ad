import { hasPossibleLength, MAX_DIGITS } from './numbering-plans.ts'
import { oneForm } from './whatsapp-form.ts'
import { readWrittenNumber } from './written-number.ts'

/** Shorter ones are short codes or noise. */
const MIN_DIGITS = 5
/** WhatsApp's hidden ids (LID) have 14 or 15 digits: a number of that length must fit its country's plan. */
const MAX_DIGITS_UNCHECKED = 13

const ZERO = 0x30
const NINE = 0x39
const PLUS = 0x2b

/**
 * A number as WhatsApp itself writes it (`recipient_id`, `wa_id`): digits that begin with the country code, whatever plans say,
 * for WhatsApp has delivered to it. Nothing for anything else, such as the id of a group or of a user.
 */
export function readWhatsappNumber(value: unknown): string | undefined {
  const digits =
    typeof value === 'string' ? (plainDigits(value) ?? writtenDigits(value)) : writtenDigits(value)
  return digits === undefined ? undefined : whatsappNumberOf(digits)
}

/** The number that digits beginning with a country code are. */
export function whatsappNumberOf(digits: string): string | undefined {
  const { length } = digits
  if (length < MIN_DIGITS || length > MAX_DIGITS || digits.startsWith('0')) return undefined
  return length <= MAX_DIGITS_UNCHECKED || hasPossibleLength(digits) ? `+${oneForm(digits)}` : undefined
}

/** The quick way, for how nearly all come. */
function plainDigits(text: string): string | undefined {
  if (text.length > MAX_DIGITS + 1) return undefined
  const start = text.charCodeAt(0) === PLUS ? 1 : 0
  for (let index = start; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < ZERO || unit > NINE) return undefined
  }
  return start === 0 ? text : text.slice(1)
}

function writtenDigits(value: unknown): string | undefined {
  const read = readWrittenNumber(value)
  return 'problem' in read ? undefined : read.digits
}
