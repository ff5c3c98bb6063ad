import type { Occurrence, StatusReport } from '../messages/report.ts'

/** What account events are about. */
export const EVENT_KINDS = [
  'template-status',
  'template-quality',
  'template-category',
  'number-quality',
  'messaging-limit',
  'account-status',
  'account-review',
  'account-alert',
  'account-error',
  'opt-out',
  'opt-in',
  'block',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What an event does to sending: it stops it, will stop or limit it if nothing is done, frees it again, or neither. */
export const EVENT_EFFECTS = ['stops', 'warns', 'frees', 'informs'] as const
export type EventEffect = (typeof EVENT_EFFECTS)[number]

/** News of the account itself, or of a person's wish not to be written to. */
export interface AccountEvent {
  readonly kind: EventKind
  readonly effect: EventEffect
  /** What it is about: a template and its language, a number, an account, an error's code, a person. */
  readonly subject: string
  /** In the sender's own word: "PAUSED", "RED", "TIER_1K", "131042". */
  readonly value: string
  /** What held before, where the sender says so. */
  readonly before?: string
  /** The id of the WhatsApp business account. */
  readonly account?: string
  /** The sender's reason or explanation. */
  readonly details?: string
  readonly occurrence: Occurrence
  /** When it ends by itself, in milliseconds since the epoch. */
  readonly untilMs?: number
}

/**
 * Errors about the account or the number, whatever message they came with (Meta: Cloud API, "Error codes").
 * Whoever sends on gets them for every message.
 */
const ACCOUNT_ERRORS: Readonly<Record<string, EventEffect>> = {
  '368': 'stops',
  '131031': 'stops',
  '131042': 'stops',
  '131045': 'stops',
  '131048': 'warns',
}

/** Errors about the person. */
const PERSON_ERRORS: Readonly<Record<string, 'opt-out' | 'block'>> = {
  '131050': 'opt-out',
  '130403': 'block',
}

/** What an error's code does to sending; `informs` where it says nothing of the whole account. */
function effectOfError(code: string): EventEffect {
  return (Object.hasOwn(ACCOUNT_ERRORS, code) ? ACCOUNT_ERRORS[code] : undefined) ?? 'informs'
}

/** The news in reports of failure: of the account, and of people who want no more messages. */
export function eventsOfReports(reports: readonly StatusReport[]): AccountEvent[] {
  return reports.flatMap((report) => {
    const { failure, occurrence, phone } = report
    if (failure === undefined) return []
    const { code, details } = failure
    if (Object.hasOwn(ACCOUNT_ERRORS, code)) return [errorEvent(code, occurrence)]
    const kind = Object.hasOwn(PERSON_ERRORS, code) ? PERSON_ERRORS[code] : undefined
    if (kind === undefined || phone === undefined) return []
    return [
      {
        kind,
        effect: 'informs' as const,
        subject: phone,
        value: code,
        ...(details !== undefined && { details }),
        occurrence,
      },
    ]
  })
}

/** An error of the account. Only its code is kept of a status: the words differ from message to message. */
export function errorEvent(
  code: string,
  occurrence: Occurrence,
  more: Pick<AccountEvent, 'account' | 'details'> = {},
): AccountEvent {
  return {
    kind: 'account-error',
    effect: effectOfError(code),
    subject: code,
    value: code,
    ...more,
    occurrence,
  }
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * What makes two events one: their content and their time. Errors of the account come with every message, so one of a
 * kind and an hour is kept; of an event without a readable time, one a day.
 */
export function contentOf(event: AccountEvent): string {
  const { kind, effect, subject, value, before, account, details, occurrence } = event
  const grainMs = occurrence.estimated ? DAY_MS : kind === 'account-error' ? HOUR_MS : 1
  const at = Math.floor(occurrence.atMs / grainMs)
  return JSON.stringify([kind, effect, subject, value, before, account, details, grainMs, at])
}
