import { csvLine } from '../text/csv.ts'
import type { Cell, QuestionResult } from './question.ts'

/** An answer as CSV. Every row names its window, its denominator and its age: a file travels without its request. */
export function* csvOfAnswer(answer: QuestionResult): Generator<string> {
  const names = answer.columns.map((column) => column.name)
  yield csvLine([...names, 'window_from', 'window_to', 'zone', 'denominator', 'as_of'])
  const { window, zone, denominator, as_of } = answer
  for (const row of answer.rows) {
    const cells = names.map((name) => csvCell(row[name] ?? null))
    yield csvLine([...cells, window?.from, window?.to, zone, denominator, as_of])
  }
}

function csvCell(cell: Cell): string | number | null {
  return cell !== null && typeof cell === 'object' ? JSON.stringify(cell) : cell
}
