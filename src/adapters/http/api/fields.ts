import { z } from 'zod'

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

/** The ISO form of a time in milliseconds since the epoch. */
export function isoOf(atMs: number): string {
  return new Date(atMs).toISOString()
}
