import type { FigureTable } from '../../../domain/alerts/ports.ts'
import { KNOWN_FAILURE_CODES, meaningOfFailure } from '../../../domain/messages/failure-codes.ts'

/** Fills the empty titles of a table of failure codes: where no message could say what a code means, we do. */
export function withMeanings(table: FigureTable): FigureTable {
  const [codeAt, titleAt] = [table.columns.indexOf('code'), table.columns.indexOf('title')]
  if (codeAt === -1 || titleAt === -1) return table
  const rows = table.rows.map((row) => {
    const code = String(row[codeAt])
    if (row[titleAt] || !KNOWN_FAILURE_CODES.includes(code)) return row
    return row.with(titleAt, meaningOfFailure(code).meaning)
  })
  return { columns: table.columns, rows }
}
