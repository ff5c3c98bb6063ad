import { isoOf } from '../../domain/text/iso.ts'
import type { Language } from './words/languages.ts'

/** Figures and times as a viewer reads them. */
export interface Formats {
  number(value: number): string
  /** A share of 0 to 1, as "91.2%". */
  percent(share: number): string
  /** "4.1 s", "12 min", "3.2 h". */
  duration(seconds: number): string
  /** "27 Nov, 10:42" in the viewer's zone. */
  time(atMs: number): string
  /** "10:42". */
  clock(atMs: number): string
  /** "27 Nov". */
  day(atMs: number): string
  /** "27 Nov 2026, 10:42:05". */
  full(atMs: number): string
  /** "2026-11-27 05:12 UTC". */
  utc(atMs: number): string
  /** Monday for 1 to Sunday for 7. */
  weekday(day: number): string
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', hi: 'hi-IN-u-nu-latn' }
const made = new Map<string, Formats>()
/** Zones and languages that people really use; more are made anew each time. */
const MAX_MADE = 200

/** The formats of a language and zone. */
export function formatsOf(language: Language, zone: string): Formats {
  const key = `${language} ${zone}`
  const known = made.get(key)
  if (known !== undefined) return known
  const formats = make(LOCALES[language], zone)
  if (made.size < MAX_MADE) made.set(key, formats)
  return formats
}

/** Making one takes a millisecond, and no page needs them all. */
function lazily<Value>(make: () => { format(value: Value): string }): (value: Value) => string {
  let made: { format(value: Value): string } | undefined
  return (value) => {
    made ??= make()
    return made.format(value)
  }
}

function make(locale: string, zone: string): Formats {
  const times = (options: Intl.DateTimeFormatOptions) =>
    lazily<number>(() => new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options }))
  const unit = (name: string) =>
    lazily<number>(
      () =>
        // British English writes "secs" and "mins".
        new Intl.NumberFormat(locale === 'en-GB' ? 'en-US' : locale, {
          style: 'unit',
          unit: name,
          unitDisplay: 'short',
          maximumFractionDigits: 1,
        }),
    )
  const weekday = lazily<number>(() => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' }))
  const [milliseconds, seconds, minutes, hours] = ['millisecond', 'second', 'minute', 'hour'].map(unit) as [
    (value: number) => string,
    (value: number) => string,
    (value: number) => string,
    (value: number) => string,
  ]
  const clock = times({ hour: '2-digit', minute: '2-digit' })
  const day = times({ day: 'numeric', month: 'short' })
  return {
    number: lazily<number>(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })),
    percent: lazily<number>(
      () =>
        new Intl.NumberFormat(locale, {
          style: 'percent',
          minimumFractionDigits: 1,
          maximumFractionDigits: 1,
        }),
    ),
    duration(value) {
      if (value < 1) return milliseconds(Math.round(value * 1000))
      if (value < 60) return seconds(value)
      return value < 7200 ? minutes(value / 60) : hours(value / 3600)
    },
    time: times({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    clock,
    day,
    full: times({
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    utc: (atMs) => `${isoOf(atMs).slice(0, 16).replace('T', ' ')} UTC`,
    // 1 January 2024 was a Monday.
    weekday: (number) => weekday(Date.UTC(2024, 0, number)),
  }
}
