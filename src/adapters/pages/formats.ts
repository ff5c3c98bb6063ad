import { isoUtc } from './iso.ts'
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

function make(locale: string, zone: string): Formats {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const percents = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const times = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options })
    return (atMs: number) => format.format(atMs)
  }
  const weekdays = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' })
  const unit = (name: string) => {
    // British English writes "secs" and "mins".
    const format = new Intl.NumberFormat(locale === 'en-GB' ? 'en-US' : locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    })
    return (value: number) => format.format(value)
  }
  const [milliseconds, seconds, minutes, hours] = ['millisecond', 'second', 'minute', 'hour'].map(unit) as [
    (value: number) => string,
    (value: number) => string,
    (value: number) => string,
    (value: number) => string,
  ]
  const clock = times({ hour: '2-digit', minute: '2-digit' })
  const day = times({ day: 'numeric', month: 'short' })
  return {
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
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
    utc: (atMs) => `${isoUtc(atMs).slice(0, 16).replace('T', ' ')} UTC`,
    // 1 January 2024 was a Monday.
    weekday: (number) => weekdays.format(Date.UTC(2024, 0, number)),
  }
}
