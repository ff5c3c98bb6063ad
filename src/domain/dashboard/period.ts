import { dateAt, startOfDayMs } from '../alerts/zone.ts'
import { dayStartMs, quarterEndMs, type Span, type Step, spansOf } from './span.ts'

/** What the overview can be of. */
export const RANGES = ['today', '7d', '30d'] as const
export type Range = (typeof RANGES)[number]

/** A range at a moment: what it spans, what it is compared with, and how it is cut. */
export interface Period extends Span {
  readonly range: Range
  readonly step: Step
  readonly steps: readonly Span[]
  /** Each as far into itself as the period is: today is compared with the same hours of other days. */
  readonly comparisons: readonly Span[]
}

const DAYS: Readonly<Record<Range, number>> = { today: 1, '7d': 7, '30d': 30 }
/** Today is compared with the mean of this many days before it. */
const COMPARED_DAYS = 7

/** The range that ends now, in a zone: whole days of it, and of today what has passed. */
export function periodOf(range: Range, zone: string, nowMs: number): Period {
  const today = dateAt(zone, nowMs)
  const dayMs = (back: number) => startOfDayMs(zone, today.subtract({ days: back }))
  const days = DAYS[range]
  const span = { fromMs: dayMs(days - 1), toMs: quarterEndMs(nowMs) }
  const intoDayMs = span.toMs - dayStartMs(zone, nowMs)
  const before = (back: number): Span => ({
    fromMs: dayMs(back + days - 1),
    // A shorter day ends before so many hours of it have passed.
    toMs: Math.min(dayMs(back) + intoDayMs, dayMs(back - 1)),
  })
  const step = range === 'today' ? 'hour' : 'day'
  const backs = range === 'today' ? Array.from({ length: COMPARED_DAYS }, (_, i) => i + 1) : [days]
  return { range, step, ...span, steps: spansOf(step, zone, span), comparisons: backs.map(before) }
}
