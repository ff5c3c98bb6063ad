import { KINDS, type Kind } from './steps.ts'

/** A time that a report gave, or an estimated one: what others' columns assert. */
export interface Known {
  readonly at: number
  readonly estimated: boolean
}

/** All that is known of a message. */
export interface Facts {
  readonly times: Partial<Record<Kind, Known>>
  /** When each failure code was last reported. */
  readonly codes: Record<string, Known>
  phone?: string
  campaign?: string
  category?: string
  /** The first reply to it. */
  reply?: { readonly at: number; readonly named: boolean }
}

export type StatusWord = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'

/** What follows from facts. */
export interface Conclusion {
  readonly status: StatusWord
  readonly times: Partial<Record<Kind, number>>
  readonly inferred: readonly Kind[]
  readonly sentAt?: number
  readonly repliedAt?: number
  /** It was replied to, and nobody reported that it was read. */
  readonly repliedUnread: boolean
  readonly code?: string
  readonly contradictory: boolean
}

export const noFacts = (): Facts => ({ times: {}, codes: {} })

/** A report goes before an estimated one; of two reports the later counts, of two estimated ones the earlier. */
function better(a: Known | undefined, b: Known): Known {
  if (a === undefined) return b
  if (a.estimated !== b.estimated) return a.estimated ? b : a
  if (a.estimated) return b.at < a.at ? b : a
  return b.at > a.at ? b : a
}

/** Adds what `b` knows to `a`. */
export function learn(a: Facts, b: Facts): void {
  for (const kind of KINDS) {
    const known = b.times[kind]
    if (known !== undefined) a.times[kind] = better(a.times[kind], known)
  }
  for (const [code, known] of Object.entries(b.codes)) a.codes[code] = better(a.codes[code], known)
  for (const field of ['phone', 'campaign', 'category'] as const) {
    const value = b[field]
    if (value !== undefined && (a[field] === undefined || value > (a[field] ?? ''))) a[field] = value
  }
  if (b.reply !== undefined && (a.reply === undefined || b.reply.at < a.reply.at)) a.reply = b.reply
}

export function knowsNothing(facts: Facts): boolean {
  return Object.keys(facts.times).length === 0
}

/** Codes that say no more than that something went wrong: docs/campaigns.md and `bluetick failure-codes`. */
const VAGUE = new Set(['131000'])

/** Played is read, replied is read, read is delivered; arrival goes before failure; sending is inferred for recipients only. */
export function concludeFrom(facts: Facts): Conclusion {
  const times: Partial<Record<Kind, number>> = {}
  for (const kind of KINDS) if (facts.times[kind] !== undefined) times[kind] = facts.times[kind].at
  const inferred: Kind[] = []
  if (times.read === undefined && times.played !== undefined) {
    times.read = times.played
    inferred.push('read')
  }
  const repliedAt = facts.reply?.at
  const repliedUnread = repliedAt !== undefined && times.read === undefined
  if (repliedUnread) {
    times.read = repliedAt
    inferred.push('read')
  }
  if (times.delivered === undefined && times.read !== undefined) {
    times.delivered = times.read
    inferred.push('delivered')
  }
  const arrivals = [times.delivered, times.read].filter((at) => at !== undefined)
  const proofs = facts.times.sent?.estimated ? [facts.times.sent.at, ...arrivals] : arrivals
  const reported = facts.times.sent?.estimated ? undefined : times.sent
  const sentAt = reported ?? (proofs.length > 0 ? Math.min(...proofs) : undefined)
  const code = explaining(facts)
  return {
    status:
      times.read !== undefined
        ? 'read'
        : times.delivered !== undefined
          ? 'delivered'
          : times.failed !== undefined
            ? 'failed'
            : times.sent !== undefined
              ? 'sent'
              : 'pending',
    times,
    inferred,
    ...(sentAt !== undefined && { sentAt }),
    ...(repliedAt !== undefined && { repliedAt }),
    repliedUnread,
    ...(code !== undefined && { code }),
    contradictory: times.failed !== undefined && times.delivered !== undefined,
  }
}

/** The specific code before the vague one, then the newest, then the greatest. */
function explaining({ codes }: Facts): string | undefined {
  const rank = ([code, { at }]: [string, Known]) => [VAGUE.has(code) ? 0 : 1, at, code] as const
  return Object.entries(codes)
    .sort((a, b) => {
      const [x, y] = [rank(a), rank(b)]
      return y[0] - x[0] || y[1] - x[1] || (x[2] < y[2] ? 1 : -1)
    })
    .at(0)?.[0]
}

/** WhatsApp's own id first, then any other, then a UUID, then AiSensy's: of equals the first by text. */
export function nameOf(ids: Iterable<string>): string {
  const rank = (id: string) =>
    id.startsWith('wamid.') ? 0 : id.startsWith('AS-') ? 3 : /^[0-9a-f-]{36}$/.test(id) ? 2 : 1
  const [first = ''] = [...ids].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return first
}
