import type { Question, QuestionInput } from '../../domain/analytics/question.ts'
import { BUCKET_MS } from '../../domain/analytics/rollup.ts'
import { dayStartMs, hourStartMs } from '../../domain/dashboard/span.ts'
import { parseDuration } from '../../domain/text/duration.ts'

/** A window, in milliseconds since the epoch; the end is not part of it. */
export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** Older messages than WhatsApp's first do not exist. */
const BEGINNING_MS = Date.UTC(2009, 0, 1)

/**
 * The window asked for, widened to whole quarter-hours, the resolution of the rollups.
 *
 * @throws RangeError where it ends before it begins
 */
export function windowOf(question: Question, input: QuestionInput, nowMs: number): Window {
  // Open at its end: what is heard of at this very moment is part of it.
  const toMs = input.toMs ?? nowMs + 1
  const fromMs = input.fromMs ?? toMs - lengthMs(input.window ?? question.defaultWindow, toMs)
  if (fromMs >= toMs) throw new RangeError('"from" must be before "to".')
  return {
    fromMs: Math.floor(fromMs / BUCKET_MS) * BUCKET_MS,
    toMs: Math.ceil(toMs / BUCKET_MS) * BUCKET_MS,
  }
}

/** A window that begins where a step of the zone does: a bar of a part of it would look like a bad day. */
export function beginningWithWhole(
  step: 'hour' | 'day' | undefined,
  zone = 'UTC',
  { fromMs, toMs }: Window,
): Window {
  if (step === undefined) return { fromMs, toMs }
  return { fromMs: step === 'day' ? dayStartMs(zone, fromMs) : hourStartMs(zone, fromMs), toMs }
}

/** The length of "24h", "7d", "90m"; "all" reaches back to the beginning. */
function lengthMs(window: string, toMs: number): number {
  return parseDuration(window) ?? toMs - BEGINNING_MS
}
