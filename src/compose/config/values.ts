import { isIP } from 'node:net'
import { z } from 'zod'
import { parseQuietHours } from '../../domain/alerts/quiet-hours.ts'
import { readCountry } from '../../domain/phones/country.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { parseDuration } from '../../domain/text/duration.ts'
import { readTimeZone } from '../../domain/text/time-zone.ts'

/** Several values in one variable, with commas between them. */
const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part) => part !== ''),
    'has an empty entry: put one comma between two values',
  )

/** Secrets of which any is right, so that one can be replaced without a gap. */
export const secrets = list

/** Words, as people write them. */
export const words = list

/** `whsec_` and base64, as the Standard Webhooks specification writes secrets, or any other text. */
export const signingSecret = z
  .string()
  .regex(/^(?!whsec_)|^whsec_(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, {
    error: 'begins with whsec_ and has no base64 behind that: copy the whole secret',
  })

/** IP addresses and ranges. */
export const ranges = list.refine(
  (parts) => parts.every(isRange),
  'must be IP addresses or ranges, such as 203.0.113.0/24, with commas between them',
)

const MAX_HOPS = 10
const TRUST_RULE =
  `must be the number of proxies in front (0 to ${MAX_HOPS}) or their addresses, such as 10.0.0.0/8; ` +
  'never all: then anyone could forge the address of a request'

/** How many proxies stand in front, or their addresses. */
export const trustedProxies = z.string().transform((text, context) => {
  if (/^\d+$/.test(text) && Number(text) <= MAX_HOPS) return Number(text)
  const parsed = ranges.safeParse(text)
  if (parsed.success && !parsed.data.some((range) => range.endsWith('/0'))) return parsed.data
  context.addIssue({ code: 'custom', message: TRUST_RULE })
  return z.NEVER
})

const WINDOWS_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const
const RATE = /^([1-9]\d{0,8})\/(second|minute|hour)$/

/** "100/minute", or "off". */
export const rateLimit = z.string().transform((text, context) => {
  if (text === 'off') return undefined
  const [, count, window] = RATE.exec(text) ?? []
  if (window === 'second' || window === 'minute' || window === 'hour') {
    return { count: Number(count), windowMs: WINDOWS_MS[window] }
  }
  context.addIssue({ code: 'custom', message: 'must be like 100/minute (second, minute, hour), or off' })
  return z.NEVER
})

function isRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (bits < 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
}

const MAILBOX = /^(?:[^<>,"\r\n]+ )?<?[^\s<>,@"]+@[^\s<>,@"]+>?$/
const MAILBOX_RIGHT =
  'must be an address such as oncall@example.org or "On call <oncall@example.org>" without quotes'

/** One mail address, with or without a name before it. */
export const mailbox = z.string().trim().regex(MAILBOX, MAILBOX_RIGHT)

/** A duration such as 15m. */
export const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== undefined && ms > 0) return ms
  context.addIssue({ code: 'custom', message: 'must be a duration such as 90s, 15m or 2h' })
  return z.NEVER
})

/** Hours of the day, such as 22:00-07:00. */
export const quietHours = z.string().transform((text, context) => {
  const hours = parseQuietHours(text)
  if (hours !== undefined) return hours
  context.addIssue({ code: 'custom', message: 'must be two times of the day, such as 22:00-07:00' })
  return z.NEVER
})

/** Mail addresses, separated by commas. */
export const mailboxes = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim()))
  .pipe(z.array(mailbox).min(1))

/** A time zone by its full name, such as Asia/Kolkata or UTC. */
export const timeZone = z.string().transform((text, context): string => {
  const read = readTimeZone(text)
  if ('zone' in read) return read.zone
  context.addIssue({ code: 'custom', message: read.problem })
  return z.NEVER
})

const MAX_NAME_CHARACTERS = 40

/** What people call this installation; it stands in the subject of mails. */
export const installationName = z
  .string()
  .trim()
  .max(MAX_NAME_CHARACTERS, `must have at most ${MAX_NAME_CHARACTERS} characters`)
  .regex(/^[^\p{Cc}]*$/u, 'must be one line of text, such as "Shop, production"')

/** A country: IN, 91, India. */
export const country = z.string().transform((text, context): Country => {
  const read = readCountry(text)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: 'must be a country of two letters, such as IN' })
  return z.NEVER
})

/** An http or https address. */
export const webAddress = z.url({
  protocol: /^https?$/,
  error: 'must be an address that begins with https:// or http://',
})

/** A schema of the database. PostgreSQL keeps names that begin with pg_ for itself, and 63 bytes of any. */
export const schemaName = z
  .string()
  .regex(
    /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/,
    'must be a name of small letters, digits and underscores, such as bluetick or sender_a',
  )
