import { nameOfCountry } from './country.ts'
import {
  type Country,
  callingCodeOf,
  callingCodeOfCountry,
  countryOfCallingCode,
  findInternational,
  findNational,
  mobileLengthOf,
  type PlannedNumber,
} from './numbering-plans.ts'
import { oneForm } from './whatsapp-form.ts'
import { whatsappNumberOf } from './whatsapp-number.ts'
import { type PhoneProblem, readWrittenNumber } from './written-number.ts'

/** A phone number as "+", country code and number: in the one form in which it is stored and compared. */
export interface ReadPhone {
  readonly phone: string
}

/**
 * Fewer digits than this, with neither "+" nor a country, are a national number as often as not ("9812345678" is India's, and
 * would be Iran's).
 */
export const MIN_BARE_DIGITS = 11
const NO_WHATSAPP_NUMBER =
  "is an id of WhatsApp that is not a phone number: write the number's digits with the country code, like +919876543210"
/** Mexico's prefixes of numbers dialled within the country, in use until 2020 and in lists still. */
const MEXICO_OLD_PREFIX = /^(?:01|044|045|1)(?=\d{10}$)/

/**
 * Reads a phone number that a person or a program wrote. With "+" or "00" it has its country code, and need only have a length
 * that fits: numbering plans grow. Without, it must be a number of the `country`, else a whole international one: a plan
 * that has it decides, never its length alone.
 *
 * @param country where numbers without a country code are from
 * @returns the number, or what is wrong and what would be right
 */
export function readPhone(written: unknown, country?: Country): ReadPhone | PhoneProblem {
  const read = readWrittenNumber(written)
  if ('problem' in read) return read
  const { digits, international } = read
  if (international === 'whatsapp') {
    const phone = whatsappNumberOf(digits)
    return phone === undefined ? { problem: NO_WHATSAPP_NUMBER } : { phone }
  }
  if (international === 'written') return readWithCode(digits)
  return country === undefined ? readBare(digits) : readInCountry(digits, country)
}

function readWithCode(digits: string): ReadPhone | PhoneProblem {
  const found = findInOneForm(digits)
  if (found !== undefined) return phoneOf(found.digits)
  const code = callingCodeOf(digits)
  const country = code === undefined ? undefined : countryOfCallingCode(code)
  if (code === undefined || country === undefined) {
    return { problem: 'begins with a country code that no country has: write it like +919876543210' }
  }
  const form = oneForm(digits)
  return form.length - code.length === mobileLengthOf(country) ? phoneOf(form) : notOf(country)
}

function readInCountry(digits: string, country: Country): ReadPhone | PhoneProblem {
  const national = findNationalInOneForm(digits, country)
  if (national?.isMobile === true) return phoneOf(national.digits)
  // "0919876543210": a trunk prefix before the country code.
  const international = findInOneForm(digits.replace(/^0/, ''))
  const found = international?.isMobile === true ? international : (national ?? international)
  return found === undefined ? notOf(country) : phoneOf(found.digits)
}

function readBare(digits: string): ReadPhone | PhoneProblem {
  if (digits.startsWith('0') || digits.length < MIN_BARE_DIGITS) {
    return {
      problem: 'has no country code: write it like +919876543210, or say which country the numbers are from',
    }
  }
  const found = findInOneForm(digits)
  if (found !== undefined) return phoneOf(found.digits)
  return { problem: 'is not a number of any country: check its digits, and write it like +919876543210' }
}

function findInOneForm(digits: string): PlannedNumber | undefined {
  return findInternational(oneForm(digits))
}

function findNationalInOneForm(digits: string, country: Country): PlannedNumber | undefined {
  const dialled = country === 'MX' ? digits.replace(MEXICO_OLD_PREFIX, '') : digits
  const whole = callingCodeOfCountry(country) + dialled.replace(/^0/, '')
  // Brazil's numbers without their ninth digit are in no plan any more.
  return oneForm(whole) === whole ? findNational(dialled, country) : findInOneForm(whole)
}

function notOf(country: Country): PhoneProblem {
  const code = callingCodeOfCountry(country)
  const length = mobileLengthOf(country)
  const expected = length === undefined ? '' : `: mobile numbers there have ${length} digits after +${code}`
  return { problem: `is not a number of ${nameOfCountry(country)}${expected}` }
}

function phoneOf(digits: string): ReadPhone {
  return { phone: `+${oneForm(digits)}` }
}
