import { type Country, callingCodeOf, callingCodeOfCountry } from '../../src/domain/phones/numbering-plans.ts'

/** Countries of whose numbers WhatsApp leaves out or adds a digit: Mexico, Argentina, Brazil. */
const OTHER_FORM = ['52', '54', '55']

/** The digits in a text, of whatever script, as ASCII. */
export function digitsOf(text: string): string {
  return [...text]
    .map((character) => (/\p{Nd}/u.test(character) ? String(digitValue(character)) : ''))
    .join('')
}

/** Scripts have their digits in runs of ten, from zero on. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
  return (code - first) % 10
}

/** Why a stored number cannot have come of what was written; nothing where it can. */
export function untracedPhone(stored: string, written: string, country?: Country): string | undefined {
  const digits = digitsOf(written)
  const whole = stored.slice(1)
  const code = callingCodeOf(whole) ?? ''
  const isGiven = country !== undefined && callingCodeOfCountry(country) === code
  if (!isGiven && !digits.includes(code)) return 'its country code was neither written nor given'
  const rest = OTHER_FORM.includes(code) ? whole.slice(-8) : whole.slice(code.length)
  return digits.includes(rest) ? undefined : 'its digits do not stand so in what was written'
}
