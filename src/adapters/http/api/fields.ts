import { z } from 'zod'
import { readCountry } from '../../../domain/phones/country.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { readSearchedPhone } from '../../../domain/phones/searched-phone.ts'
import { readTimeZone } from '../../../domain/text/time-zone.ts'

/** A UTC time as the API writes and reads it. */
export const time = z.iso.datetime({
  offset: true,
  error: 'must be ISO 8601 with a zone, like 2026-11-21T04:00:00Z',
})

/** How many rows a page may hold. */
const MAX_PAGE = 1_000

export const limit = z.coerce
  .number({ error: `must be a whole number from 1 to ${MAX_PAGE}` })
  .int()
  .min(1)
  .max(MAX_PAGE)
  .default(100)
  .describe('How many at most.')

export const cursor = z
  .string()
  .max(2_048)
  .optional()
  .describe('"next_cursor" of the page before; none for the first.')

export const nextCursor = z.string().optional().describe('Where the next page begins; absent on the last.')

/** A country as people write it: IN, 91, India. */
export const country = z.string().transform((text, context): Country => {
  const read = readCountry(text)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: 'must be a country of two letters, like IN' })
  return z.NEVER
})

/** A time zone by its full name: an abbreviation stands for several. */
export const timeZone = z.string().transform((text, context): string => {
  const read = readTimeZone(text)
  if ('zone' in read) return read.zone
  context.addIssue({ code: 'custom', message: read.problem })
  return z.NEVER
})

/** A phone number to look for, however it is written; numbers without a country code are from the country given. */
export function searchedPhone(defaultCountry: Country | undefined) {
  return z
    .string({ error: 'must be given: a phone number with its country code, like +919876543210' })
    .transform((text, context) => {
      const read = readSearchedPhone(text, defaultCountry)
      if ('phone' in read) return read.phone
      context.addIssue({ code: 'custom', message: read.problem })
      return z.NEVER
    })
}
