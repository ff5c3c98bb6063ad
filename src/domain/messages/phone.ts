/** ITU-T E.164: at most 15 digits. */
const MAX_PHONE_DIGITS = 15
/** Shorter ones are short codes or noise. */
const MIN_PHONE_DIGITS = 5
/** "+1 (202) 555-0143" with room to spare. */
const MAX_WRITTEN_CHARACTERS = 40

/** What people write between digits. */
const SEPARATORS = ' -.()/\u00a0'

/** Whether a number of digits can be a phone number with country code. */
export function isPhoneLength(digits: string): boolean {
  return digits.length >= MIN_PHONE_DIGITS && digits.length <= MAX_PHONE_DIGITS
}

/** The digits of a number as people or machines write it; nothing for anything else. */
export function readDigits(value: unknown): string | undefined {
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

/** A number with its country code as "+" and digits, however it was written; nothing for anything else. */
export function readPhoneNumber(value: unknown): string | undefined {
  const digits = readDigits(value)
  return digits !== undefined && isPhoneLength(digits) ? `+${digits}` : undefined
}
