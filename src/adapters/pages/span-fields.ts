import type { Span } from '../../domain/dashboard/span.ts'
import { type Fields, PageProblem } from './frame.ts'

/** Years that PostgreSQL and JavaScript both write in four digits. */
const EARLIEST_MS = Date.UTC(2000, 0, 1)
const LATEST_MS = Date.UTC(2100, 0, 1)

/** A time in an address; undefined where there is none. @throws PageProblem where it cannot be one */
export function readTime(text: string): number | undefined {
  if (text === '') return undefined
  const atMs = Date.parse(text)
  if (!(atMs >= EARLIEST_MS && atMs <= LATEST_MS)) throw new PageProblem('badRequest')
  return atMs
}

/** `from` and `to` of an address; undefined where one is missing. @throws PageProblem where they are not a span */
export function readSpan(query: Fields): Span | undefined {
  const fromMs = readTime(query('from'))
  const toMs = readTime(query('to'))
  if (fromMs === undefined || toMs === undefined) return undefined
  if (fromMs >= toMs) throw new PageProblem('badRequest')
  return { fromMs, toMs }
}
