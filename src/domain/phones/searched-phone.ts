import type { Country } from './numbering-plans.ts'
import { MIN_BARE_DIGITS, type ReadPhone, readPhone } from './read-phone.ts'
import { whatsappNumberOf } from './whatsapp-number.ts'
import { type PhoneProblem, readWrittenNumber } from './written-number.ts'

/**
 * Reads a number that somebody looks for. As `readPhone`, but one that is in no plan is looked for as it stands: a sender
 * may have reported it. A "+" that was not encoded in an address arrives as a blank.
 */
export function readSearchedPhone(written: string, country?: Country): ReadPhone | PhoneProblem {
  const text = written.startsWith(' ') ? `+${written.trim()}` : written
  const read = readPhone(text, country)
  if ('phone' in read) return read
  const number = readWrittenNumber(text)
  if ('problem' in number) return number
  const { digits, international } = number
  const isWhole = international !== undefined || digits.length >= MIN_BARE_DIGITS
  const phone = isWhole ? whatsappNumberOf(digits) : undefined
  return phone === undefined ? read : { phone }
}
