import { alignColumns } from '../../domain/text/columns.ts'

/** Lines up rows under a header, numbers to the right: what people read on a terminal. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows.map((row) => row.map(textOf))]
  const rule = header.map((_, column) =>
    '─'.repeat(Math.max(...cells.map((row) => (row[column] ?? '').length))),
  )
  const isNumber = header.map((_, column) => rows.every((row) => typeof row[column] === 'number'))
  const lines = alignColumns([header, rule, ...cells.slice(1)], isNumber)
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function textOf(cell: string | number): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell
}
