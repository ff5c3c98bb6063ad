import { parseOccurrence } from '../messages/timestamp.ts'
import type { Column } from './shape.ts'

/** Far in the future: what their columns hold is judged by the calendar, not by the clock. */
const ANY_TIME_MS = Date.UTC(2100, 0, 1)

/** A time as their column shows it in JSON, in milliseconds; a time without zone is UTC. Undefined: no time. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value
  const occurrence = parseOccurrence(text, ANY_TIME_MS)
  return occurrence === 'missing' || occurrence.estimated ? undefined : occurrence.atMs
}

/** Whether times can be written to a column, as text that its type reads. */
export function holdsTimes({ category }: Column): boolean {
  return category === 'D' || category === 'S'
}

/** The time as their column takes it: UTC, and without zone where the column has none. */
export function timeFor(column: Column, ms: number): string {
  const iso = new Date(ms).toISOString()
  return column.type.startsWith('timestamp without') ? iso.slice(0, -1) : iso
}

/** A date loses the hour, `timestamp(0)` the fraction: what is written and what is then there may differ by that. */
export function sameTime(column: Column, wantedMs: number, value: unknown): boolean {
  const ms = timeOf(value)
  if (ms === undefined) return false
  if (column.type === 'date') return new Date(wantedMs).toISOString().slice(0, 10) === String(value)
  return Math.abs(ms - wantedMs) < 1000
}
