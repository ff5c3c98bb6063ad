import { isPhoneLength, readDigits, readPhoneNumber } from '../../domain/messages/phone.ts'
import { field, type JsonObject } from './read.ts'

/** A number of more digits than this has its country code already. */
const MAX_NATIONAL_DIGITS = 10

/** The fields that hold the recipient's number, as far as senders have one. */
const PHONE_FIELDS = ['recipient_id', 'phone_number', 'wa_id'] as const

/**
 * The recipient's number as "+" and digits. None where the sender gives none, which is normal (Meta:
 * recipients with a username), or gives something else in its place, such as the id of a group or of a user.
 */
export function readPhone(item: JsonObject): string | undefined {
  for (const name of PHONE_FIELDS) {
    const phone = readPhoneNumber(field(item, name))
    if (phone !== undefined) return phone
  }
  return undefined
}

/**
 * AiSensy's number, which may come with or without its country code.
 *
 * Indian numbers have exactly ten digits without the code, and some of those start with 91 themselves.
 */
export function readPhoneWithCountryCode(message: JsonObject): string | undefined {
  const written = field(message, 'phone_number')
  const digits = readDigits(written)
  if (digits === undefined) return readPhone(message)
  const countryCode = readDigits(field(message, 'countryCode')) ?? ''
  const isInternational = typeof written === 'string' && written.trimStart().startsWith('+')
  const isNational =
    digits.length <= MAX_NATIONAL_DIGITS &&
    (!digits.startsWith(countryCode) || (countryCode === '91' && digits.length === MAX_NATIONAL_DIGITS))
  const full = isNational && !isInternational ? countryCode + digits : digits
  return isPhoneLength(full) ? `+${full}` : undefined
}
