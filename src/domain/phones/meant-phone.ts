import type { Country } from './numbering-plans.ts'
import { readPhone } from './read-phone.ts'
import { oneForm } from './whatsapp-form.ts'

/** A whole number with its country code, if the plan has it. */
const WHOLE = /^[1-9]\d{10,14}$/

/**
 * The number that somebody means by one that is written otherwise; nothing where it is that number as it stands, with or without "+", or
 * cannot be read.
 *
 * @param country where numbers without a country code are from
 */
export function meantPhone(written: string, country: Country | undefined): string | undefined {
  const digits = written.startsWith('+') ? written.slice(1) : written
  // The quick way, for how most are written: nothing else can be read in these digits.
  if ((digits !== written || country === undefined) && isWhole(digits)) return undefined
  const read = readPhone(written, country)
  return 'phone' in read && read.phone !== `+${digits}` ? read.phone : undefined
}

/** Whether this means itself, wherever numbers without a country code are from. */
export function meansItself(written: string): boolean {
  return written.startsWith('+') && isWhole(written.slice(1))
}

function isWhole(digits: string): boolean {
  return WHOLE.test(digits) && oneForm(digits) === digits
}
