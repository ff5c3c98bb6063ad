import { readCountry } from './country.ts'
import { type Country, callingCodeOfCountry, hasPossibleLength, mobileLengthOf } from './numbering-plans.ts'
import { readPhone } from './read-phone.ts'
import { whatsappNumberOf } from './whatsapp-number.ts'
import { readWrittenNumber } from './written-number.ts'

/**
 * The number of a person whom a sender wrote to, as the sender keeps it: national or international, beside a country code or
 * alone. WhatsApp has taken the number, so where no plan has it, its length decides.
 *
 * @param countryCode what the sender gives as such: a calling code ("91") or a country ("IN")
 * @param defaultCountry where numbers are from that come without one
 */
export function readSenderPhone(
  written: unknown,
  countryCode: unknown,
  defaultCountry: Country | undefined,
): string | undefined {
  const country = readCountry(countryCode) ?? defaultCountry
  const whole = wholeNumber(written, country)
  if (whole !== undefined) return whole
  const read = readPhone(written, country)
  if ('phone' in read) return read.phone
  const number = readWrittenNumber(written)
  if ('problem' in number) return undefined
  const { digits, international: kind } = number
  if (kind !== undefined) return whatsappNumberOf(digits)
  const code = country === undefined ? '' : callingCodeOfCountry(country)
  if (digits.startsWith(code) && hasPossibleLength(digits)) return whatsappNumberOf(digits)
  const international = code + digits.replace(/^0+/, '')
  return hasPossibleLength(international) ? whatsappNumberOf(international) : undefined
}

const DIGITS = /^[1-9]\d{10,14}$/

/**
 * The quick way, for how nearly all come: digits that can be nothing but a whole number, with its country code. They begin with that of
 * the country and are longer by it than its mobile numbers; without a country they need a length that fits.
 */
function wholeNumber(written: unknown, country: Country | undefined): string | undefined {
  if (typeof written !== 'string' || !DIGITS.test(written)) return undefined
  if (country === undefined) return hasPossibleLength(written) ? whatsappNumberOf(written) : undefined
  const code = callingCodeOfCountry(country)
  const isWhole = written.startsWith(code) && written.length - code.length === mobileLengthOf(country)
  return isWhole ? whatsappNumberOf(written) : undefined
}
