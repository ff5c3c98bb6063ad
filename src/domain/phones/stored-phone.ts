import type { Country } from './numbering-plans.ts'
import { type ReadPhone, readPhone } from './read-phone.ts'
import type { PhoneProblem } from './written-number.ts'

/** A stored number that cannot be one: the number that was meant, or why none can be told. */
export type StoredPhoneFault = ReadPhone | PhoneProblem

/**
 * What is wrong with a number as it is stored; nothing where it is a number in its one form. Earlier versions took what lists said
 * as it stood: the ".0" of a spreadsheet became a digit, "00" and a trunk zero stayed, and a national number got a "+".
 *
 * @param country where national numbers are from
 */
export function faultOfStored(stored: string, country?: Country): StoredPhoneFault | undefined {
  const digits = stored.replace(/^\+/, '')
  const direct = readPhone(`+${digits}`)
  if ('phone' in direct) return direct.phone === `+${digits}` ? undefined : direct
  for (const meant of meantBy(digits, country)) if ('phone' in meant) return meant
  return direct
}

/** What may have been written, the likeliest first. */
function meantBy(digits: string, country: Country | undefined): readonly (ReadPhone | PhoneProblem)[] {
  return [
    ...(digits.startsWith('00') ? [readPhone(digits)] : []),
    ...(country === undefined ? [] : [readPhone(digits, country)]),
    // "919812345678.0".
    ...(digits.endsWith('0') ? [readPhone(`+${digits.slice(0, -1)}`)] : []),
    ...(country !== undefined && digits.endsWith('0') ? [readPhone(digits.slice(0, -1), country)] : []),
  ]
}
