import { Temporal } from 'temporal-polyfill'
import type { Composed } from './mail.ts'
import type { WaitingSignal } from './mail-plan.ts'

/** The hours of a day, in a time zone, in which nobody is notified of what can wait. */
export interface QuietHours {
  /** Minutes after midnight. */
  readonly fromMinute: number
  /** Minutes after midnight; before `fromMinute`: on the next day. */
  readonly toMinute: number
  readonly zone: string
}

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/

/** "22:00-07:00"; undefined where it is something else, or no time at all. */
export function parseQuietHours(text: string): Omit<QuietHours, 'zone'> | undefined {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(text.trim()) ?? []
  if (toMinute === undefined) return undefined
  const from = Number(fromHour) * 60 + Number(fromMinute)
  const to = Number(toHour) * 60 + Number(toMinute)
  return from === to ? undefined : { fromMinute: from, toMinute: to }
}

/** When the quiet hours end that hold at this time, in milliseconds since the epoch; undefined where none hold. */
export function quietUntil(quiet: QuietHours | undefined, nowMs: number): number | undefined {
  if (quiet === undefined) return undefined
  const { fromMinute, toMinute, zone } = quiet
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone)
  const minute = now.hour * 60 + now.minute
  const overnight = fromMinute > toMinute
  const holds = overnight
    ? minute >= fromMinute || minute < toMinute
    : minute >= fromMinute && minute < toMinute
  if (!holds) return undefined
  const day = overnight && minute >= fromMinute ? now.toPlainDate().add({ days: 1 }) : now.toPlainDate()
  const end = day.toPlainDateTime({ hour: Math.floor(toMinute / 60), minute: toMinute % 60 })
  return end.toZonedDateTime(zone).epochMilliseconds
}

/** What goes out now, and what waits until quiet hours end: all that is not critical. */
export function holdDuringQuietHours(
  waiting: readonly WaitingSignal[],
  quiet: QuietHours | undefined,
  nowMs: number,
): { readonly waiting: readonly WaitingSignal[]; readonly hold?: NonNullable<Composed<never>['hold']> } {
  const untilMs = quietUntil(quiet, nowMs)
  if (untilMs === undefined) return { waiting }
  const waits = ({ signal }: WaitingSignal) => signal.severity !== 'critical'
  const ids = waiting.filter(waits).map(({ id }) => id)
  if (ids.length === 0) return { waiting }
  return { waiting: waiting.filter((one) => !waits(one)), hold: { ids, untilMs } }
}
