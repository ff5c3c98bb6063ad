/** A cron expression of five fields, read: the minutes at which it is due, in UTC. */
export interface Cron {
  readonly text: string
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly weekdays: ReadonlySet<number>
  /** Both the day and the weekday are restricted: either one is enough (POSIX crontab). */
  readonly eitherDay: boolean
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** A schedule that is not due within this time is due never: 29 February comes every 8 years at the worst. */
const MAX_LOOK_BACK_DAYS = 8 * 366

const FIELDS = [
  ['minutes', 0, 59],
  ['hours', 0, 23],
  ['days', 1, 31],
  ['months', 1, 12],
  ['weekdays', 0, 7],
] as const

/**
 * Reads a cron expression: numbers, `*`, lists, ranges and steps.
 *
 * @returns undefined where the text is none
 */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== FIELDS.length) return undefined
  const sets = FIELDS.map(([, min, max], index) => parseField(fields[index] ?? '', min, max))
  const [minutes, hours, days, months, weekdays] = sets
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  if (weekdays.has(7)) weekdays.add(0)
  const restricted = (index: number) => fields[index]?.startsWith('*') === false
  return {
    text: fields.join(' '),
    minutes,
    hours,
    days,
    months,
    weekdays,
    eitherDay: restricted(2) && restricted(4),
  }
}

function parseField(field: string, min: number, max: number): Set<number> | undefined {
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const parts = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
    if (parts === null) return undefined
    const [, first, last, step] = parts
    const from = first === undefined ? min : Number(first)
    const open = first === undefined || (last === undefined && step !== undefined)
    const to = open ? max : Number(last ?? first)
    const by = Number(step ?? 1)
    if (from < min || to > max || from > to || by === 0) return undefined
    for (let value = from; value <= to; value += by) values.add(value)
  }
  return values
}

/**
 * The newest time at or before `nowMs` at which the schedule is due, in milliseconds since the epoch; undefined
 * where it is never due.
 */
export function newestSlot(cron: Cron, nowMs: number): number | undefined {
  const startDayMs = Math.floor(nowMs / DAY_MS) * DAY_MS
  for (let back = 0; back <= MAX_LOOK_BACK_DAYS; back++) {
    const dayMs = startDayMs - back * DAY_MS
    if (!isDueOn(cron, new Date(dayMs))) continue
    const latestMs = Math.min(nowMs, dayMs + DAY_MS - 1)
    for (let slotMs = Math.floor(latestMs / MINUTE_MS) * MINUTE_MS; slotMs >= dayMs; slotMs -= MINUTE_MS) {
      const minute = (slotMs - dayMs) / MINUTE_MS
      if (cron.minutes.has(minute % 60) && cron.hours.has(Math.floor(minute / 60))) return slotMs
    }
  }
  return undefined
}

function isDueOn(cron: Cron, day: Date): boolean {
  if (!cron.months.has(day.getUTCMonth() + 1)) return false
  const byDay = cron.days.has(day.getUTCDate())
  const byWeekday = cron.weekdays.has(day.getUTCDay())
  return cron.eitherDay ? byDay || byWeekday : byDay && byWeekday
}
