/**
 * Runs of digits, blanks and dashes apart, that may be a phone number (E.164 numbers have 7 to 15 digits); not a date alone,
 * as many a campaign has one in its name.
 */
const NUMBERS = /(?<!\d)(?!\d{4}-\d\d-\d\d(?![ -]?\d))\+?\d(?:[ -]?\d){7,}/g
const CONTROLS = /[\p{Cc}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/gu
const MAX_CHARACTERS = 200

/**
 * Text of other people (campaign names, failure titles) as a mail may show it: one line, no characters that steer,
 * no full phone number, and not endless.
 */
export function foreignText(text: string): string {
  const line = text.toWellFormed().replace(CONTROLS, ' ').trim()
  const masked = line.replace(NUMBERS, (digits) => `${digits.slice(0, 3)}…${digits.slice(-2)}`)
  return masked.length > MAX_CHARACTERS ? `${masked.slice(0, MAX_CHARACTERS - 1).toWellFormed()}…` : masked
}
