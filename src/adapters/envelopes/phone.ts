import { field, type JsonObject } from './read.ts'

/** ITU-T E.164: at most 15 digits. */
const MAX_PHONE_DIGITS = 15
/** Shorter ones are short codes or noise. */
const MIN_PHONE_DIGITS = 5
/** A number of more digits than this has its country code already. */
const MAX_NATIONAL_DIGITS = 10
/** "+1 (202) 555-0143" with room to spare. */
const MAX_WRITTEN_CHARACTERS = 40

/** What people write between digits. */
const SEPARATORS = ' -.()/\u00a0'

/** The fields that hold the recipient's number, as far as senders have one. */
const PHONE_FIELDS = ['recipient_id', 'phone_number', 'wa_id'] as const

/**
 * The recipient's number as "+" and digits. None where the sender gives none, which is normal (Meta:
 * recipients with a username), or gives something else in its place, such as the id of a group or of a user.
 */
export function readPhone(item: JsonObject): string | undefined {
  for (const name of PHONE_FIELDS) {
    const digits = readDigits(field(item, name))
    if (digits !== undefined && isPhoneLength(digits)) return `+${digits}`
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

function isPhoneLength(digits: string): boolean {
  return digits.length >= MIN_PHONE_DIGITS && digits.length <= MAX_PHONE_DIGITS
}

/** The digits of a number as people or machines write it; nothing for anything else. */
function readDigits(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined
  if (typeof value !== 'string' || value.length > MAX_WRITTEN_CHARACTERS) return undefined
  let digits = ''
  let start = 0
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index)
    if (unit >= 0x30 && unit <= 0x39) continue
    const isPlusInFront = unit === 0x2b && value.slice(0, index).trim() === ''
    if (!isPlusInFront && !SEPARATORS.includes(value.charAt(index))) return undefined
    digits += value.slice(start, index)
    start = index + 1
  }
  digits += value.slice(start)
  return digits === '' ? undefined : digits
}
