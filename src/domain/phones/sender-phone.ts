import { readCountry } from './country.ts'
import { type Country, callingCodeOfCountry, hasPossibleLength } from './numbering-plans.ts'
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
  const read = readPhone(written, country)
  if ('phone' in read) return read.phone
  const number = readWrittenNumber(written)
  if ('problem' in number) return undefined
  const { digits, international } = number
  if (international !== undefined) return whatsappNumberOf(digits)
  const code = country === undefined ? '' : callingCodeOfCountry(country)
  if (digits.startsWith(code) && hasPossibleLength(digits)) return whatsappNumberOf(digits)
  const whole = code + digits.replace(/^0+/, '')
  return hasPossibleLength(whole) ? whatsappNumberOf(whole) : undefined
}
