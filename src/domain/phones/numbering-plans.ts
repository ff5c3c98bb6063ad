import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  isSupportedCountry,
  Metadata,
  PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
// The full metadata, not the small one, which knows little more than lengths: a national number taken for one of another
// country often has a length that fits. In a service its 145 KB cost nothing.
import metadata from 'libphonenumber-js/max/metadata'
import examples from 'libphonenumber-js/mobile/examples'

/** A country by its two letters (ISO 3166-1), such as "IN". */
export type Country = CountryCode

/** A number that a numbering plan has. */
export interface PlannedNumber {
  /** Country code and number, without "+". */
  readonly digits: string
  /** Whether a mobile phone may have it, as nearly all of WhatsApp's numbers do. */
  readonly isMobile: boolean
}

/** The longest calling code (ITU-T E.164). */
const MAX_CALLING_CODE_DIGITS = 3

/** The longest number, with its calling code (ITU-T E.164). */
export const MAX_DIGITS = 15

/** Every country that has phone numbers. */
export const COUNTRIES: readonly Country[] = getCountries()

const countriesByCode: ReadonlyMap<string, readonly Country[]> = new Map(
  Object.entries(metadata.country_calling_codes),
)
const lengthsByCode: ReadonlyMap<string, ReadonlySet<number>> = new Map(
  [...countriesByCode].map(([code, countries]) => [code, new Set(countries.flatMap(possibleLengths))]),
)

/** Whether the two letters name a country that has phone numbers. */
export function isCountry(letters: string): letters is Country {
  return isSupportedCountry(letters)
}

/** The country of a calling code such as "91"; of several (+1, +7, +44) the one that the plan is named after. */
export function countryOfCallingCode(code: string): Country | undefined {
  return countriesByCode.get(code)?.[0]
}

/** The calling code that the digits of an international number begin with; no code begins with another. */
export function callingCodeOf(digits: string): string | undefined {
  for (let length = 1; length <= MAX_CALLING_CODE_DIGITS; length += 1) {
    const code = digits.slice(0, length)
    if (countriesByCode.has(code)) return code
  }
  return undefined
}

/** Whether any number under the calling code is as long. */
export function hasPossibleLength(digits: string): boolean {
  const code = callingCodeOf(digits)
  return code !== undefined && lengthsByCode.get(code)?.has(digits.length - code.length) === true
}

const mobileLengths = new Map<Country, number | undefined>()

/** How long the country's mobile numbers are, without the calling code. */
export function mobileLengthOf(country: Country): number | undefined {
  if (!mobileLengths.has(country))
    mobileLengths.set(country, getExampleNumber(country, examples)?.nationalNumber.length)
  return mobileLengths.get(country)
}

const codesByCountry: ReadonlyMap<Country, string> = new Map(
  COUNTRIES.map((country) => [country, getCountryCallingCode(country)]),
)

/** The calling code of a country, without "+". */
export function callingCodeOfCountry(country: Country): string {
  return codesByCountry.get(country) ?? getCountryCallingCode(country)
}

/** A number with its country code; nothing where no country has such a number. */
export function findInternational(digits: string): PlannedNumber | undefined {
  return findAsItStands(digits) ?? planned(parsePhoneNumberFromString(`+${digits}`))
}

/** A number as it is dialled within the country, with or without a trunk prefix; nothing where the country has none such. */
export function findNational(digits: string, country: Country): PlannedNumber | undefined {
  const plain = findAsItStands(callingCodeOfCountry(country) + digits)
  return plain?.isMobile === true ? plain : planned(parsePhoneNumberFromString(digits, country))
}

/** Most numbers have no prefix within them, and this is several times as quick as parsing. */
function findAsItStands(digits: string): PlannedNumber | undefined {
  return hasPossibleLength(digits) ? planned(new PhoneNumber(`+${digits}`)) : undefined
}

function planned(number: PhoneNumber | undefined): PlannedNumber | undefined {
  const type = number?.getType()
  if (number === undefined || type === undefined || number.ext !== undefined) return undefined
  const digits = number.number.slice(1)
  // Some plans have longer ones, which nobody abroad can dial.
  if (digits.length > MAX_DIGITS) return undefined
  return { digits, isMobile: type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' }
}

function possibleLengths(country: Country): readonly number[] {
  const plans = new Metadata()
  plans.selectNumberingPlan(country)
  return plans.numberingPlan?.possibleLengths() ?? []
}

/** The country that an international number belongs to; those that share its calling code where the plans cannot tell. */
export function countriesOfPhone(digits: string): readonly Country[] {
  const code = callingCodeOf(digits)
  const sharing = code === undefined ? [] : (countriesByCode.get(code) ?? [])
  if (sharing.length <= 1) return sharing
  const country = parsePhoneNumberFromString(`+${digits}`)?.country
  return country === undefined ? sharing : [country]
}
