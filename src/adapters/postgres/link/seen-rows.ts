import type { SeenRow } from '../../../domain/link/ports.ts'

/** Rows that were seen, an array for each column, as the statements take them. */
export function columnsOfSeen(rows: readonly SeenRow[]): [string[], string[], string[]] {
  return [
    rows.map((row) => row.their_key),
    rows.map((row) => row.own_key),
    rows.map((row) => JSON.stringify(row.seen)),
  ]
}
