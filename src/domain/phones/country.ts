import { COUNTRIES, type Country, countryOfCallingCode, isCountry } from './numbering-plans.ts'

/**
 * Reads a country as people write it: two letters ("IN", "in"), its calling code ("91", "+91", "0091"), or its English name
 * ("India"). Nothing for anything else.
 */
export function readCountry(written: unknown): Country | undefined {
  if (typeof written === 'number') return countryOfCallingCode(String(written))
  if (typeof written !== 'string') return undefined
  // The quick way, for how senders write it: "91".
  const country = countryOfCallingCode(written)
  if (country !== undefined) return country
  const text = written.trim()
  const letters = text.toUpperCase()
  if (isCountry(letters)) return letters
  const code = /^(?:\+|00)?(\d{1,3})$/.exec(text)?.[1]
  if (code !== undefined) return countryOfCallingCode(code)
  return countryByName(text.toLowerCase())
}

/** The English name of a country: "India". */
export function nameOfCountry(country: Country): string {
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }).of(country) ?? country
}

let namesInLowerCase: ReadonlyMap<string, Country> | undefined

function countryByName(name: string): Country | undefined {
  namesInLowerCase ??= new Map(COUNTRIES.map((country) => [nameOfCountry(country).toLowerCase(), country]))
  return namesInLowerCase.get(name)
}
