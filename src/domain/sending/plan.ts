/** What a plan does: a first message, the same again after a failure, or a reminder of one that was not read. */
export const ACTIONS = ['send', 'resend', 'follow-up'] as const
export type Action = (typeof ACTIONS)[number]

/** WhatsApp's categories of templates: they decide price and limits. */
export const CATEGORIES = ['marketing', 'utility', 'authentication'] as const
export type Category = (typeof CATEGORIES)[number]

export const MEDIA_KINDS = ['image', 'video', 'document'] as const

/** What is put above the text of a template. */
export interface Media {
  readonly kind: (typeof MEDIA_KINDS)[number]
  readonly url: string
  readonly fileName?: string
}

/** What is sent: an approved template. */
export interface Template {
  /** Its name; with AiSensy's campaign API that of the API campaign. */
  readonly name: string
  /** "en", "pt_BR". */
  readonly language: string
  readonly category: Category
  readonly media?: Media
}

/** The rules by which people are chosen; frozen with the plan. */
export interface SendRules {
  /** The pattern of each variable of the template: text, `{column}` for an attribute, `{column|otherwise}`. */
  readonly values: readonly string[]
  /** A deliberate second message: undelivered ones are resent though the first may still arrive. */
  readonly evenIfItMayStillArrive: boolean
  /** How long WhatsApp goes on trying to deliver a message, in hours. */
  readonly ttlHours: number
  /** A follow-up is sent this long after the delivery, in hours. */
  readonly followUpAfterHours: number
  /** People are written to between these minutes of their day: [from, to). */
  readonly window: { readonly fromMinute: number; readonly toMinute: number }
  /** The zones of people whose number tells no country. */
  readonly otherwiseZones: readonly string[]
  /** Messages to one person within 24 hours, other campaigns' counted. */
  readonly maxPerDay: number
  /** Messages to one recipient of a campaign, the first counted. */
  readonly maxRounds: number
  /** All at once, or each at the person's best hour. */
  readonly at: 'once' | 'best-hour'
  /** What is not sent this long after its time is left out: a late reminder is worse than none. In hours. */
  readonly lateHours: number
}

/** Where an hour comes from: the person's own habits, the campaign's, everybody's; or nothing is known. */
export const HOUR_SOURCES = ['person', 'campaign', 'everybody', 'none'] as const
export type HourSource = (typeof HOUR_SOURCES)[number]

/** Somebody whom a plan writes to, with everything that is sent: frozen. */
export interface Member {
  /** Key of the campaign's recipient. */
  readonly recipient: string
  readonly phone: string
  readonly name?: string
  /** An id of the message that it follows. */
  readonly previousMessage?: string
  /** Which message to this recipient it is, from 1. */
  readonly round: number
  readonly values: readonly string[]
  /** The zones that the person may be in: it must be daytime in all of them. */
  readonly zones: readonly string[]
  readonly notBeforeMs: number
  readonly hour?: { readonly hour: number; readonly source: HourSource }
}

/** Why somebody is not written to. */
export const REASONS = [
  'no-phone',
  'suppressed',
  'no-consent',
  'same-person',
  'written-to-already',
  'another-message-since',
  'answered',
  'arrived',
  'read',
  'not-delivered',
  'may-still-arrive',
  'never-resend',
  'fix-first',
  'too-early',
  'rounds-used-up',
  'in-flight',
  'enough-today',
  'value-missing',
  'no-common-daytime',
  'too-late',
  'refused',
] as const
export type Reason = (typeof REASONS)[number]

/** Somebody whom a plan leaves out. */
export interface Exclusion {
  readonly recipient: string
  readonly phone?: string
  readonly reason: Reason
  /** A code, a time, a column's name: what the reason is about. */
  readonly details?: string
}

/** A plan as it is made: nothing of it changes afterwards. */
export interface Plan {
  readonly id: string
  /** SHA-256 of `planText`, in hexadecimal digits. */
  readonly hash: string
  readonly action: Action
  readonly campaignId: string
  /** The sending number or account, as its adapter calls it. */
  readonly sender: string
  readonly template: Template
  readonly rules: SendRules
  /** The size of the first wave; absent: all in one. */
  readonly canary?: number
  readonly plannedBy: string
  readonly plannedAtMs: number
  readonly members: readonly Member[]
  readonly exclusions: readonly Exclusion[]
}

/** A plan can be sent as long after it was made. */
export const PLAN_VALID_MS = 24 * 3_600_000

/**
 * Everything that a plan does as one text, whose hash names it: to whom, what, when, by which rules. Its id is in it: two plans
 * have two hashes, though they do the same. The order of an object's fields makes no difference.
 */
export function planText(plan: Omit<Plan, 'hash' | 'exclusions' | 'plannedBy'>): string {
  const { id, action, campaignId, sender, template, rules, canary, plannedAtMs, members } = plan
  return JSON.stringify(
    [id, action, campaignId, sender, template, rules, canary ?? 0, plannedAtMs, members].map(inOrder),
  )
}

/** The value with the fields of all objects in it sorted, and without those that are undefined. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const fields: (readonly [string, unknown])[] = []
  const object = value as Readonly<Record<string, unknown>>
  for (const name of Object.keys(object).sort()) {
    if (object[name] !== undefined) fields.push([name, inOrder(object[name])])
  }
  return fields
}
