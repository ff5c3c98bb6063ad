import type { Cell, Column, QuestionResult, Row } from '../../../domain/analytics/question.ts'
import { alignColumns } from '../../../domain/text/columns.ts'

const BAR_WIDTH = 24
const MAX_CELL = 40
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** An answer for people: a table, with a bar for each row where a picture says more, and what it is of underneath. */
export function tableOfAnswer(answer: QuestionResult, bars?: string): string {
  const { columns, rows } = answer
  const header = columns.map((column) => column.name)
  const cells = rows.map((row) => columns.map((column) => textOf(column, row[column.name] ?? null)))
  const [head = '', ...body] = alignColumns([header, ...cells], columns.map(isFigure))
  const pictures = bars === undefined ? [] : barsOf(rows, bars)
  const lines = [
    answer.description,
    '',
    head.trimEnd(),
    ...body.map((line, index) => `${line}  ${pictures[index] ?? ''}`.trimEnd()),
    ...(rows.length === 0 ? ['(nothing)'] : []),
    '',
    `Window: ${answer.window === null ? 'all times' : `${answer.window.from} to ${answer.window.to}`}; zone: ${answer.zone}` +
      `${answer.campaign === null ? '' : `; campaign: ${answer.campaign}`}`,
    `Denominator: ${answer.denominator}`,
    `As of ${answer.as_of}, ${answer.age_seconds} s ago`,
  ]
  return `${lines.join('\n')}\n`
}

function isFigure(column: Column): boolean {
  return !['text', 'json', 'time', 'date'].includes(column.unit)
}

function textOf(column: Column, cell: Cell): string {
  if (cell === null) return '–'
  if (typeof cell === 'number') {
    if (column.unit === 'hour') return `${String(cell).padStart(2, '0')}:00`
    const digits = column.unit === 'count' ? 0 : 2
    const figure = cell.toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    return column.unit === 'percent' ? `${figure}%` : figure
  }
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return text.length > MAX_CELL && column.unit !== 'json' ? `${text.slice(0, MAX_CELL - 1)}…` : text
}

function barsOf(rows: readonly Row[], column: string): string[] {
  const values = rows.map((row) => Number(row[column] ?? 0))
  const largest = Math.max(...values, Number.MIN_VALUE)
  return values.map((value) => {
    const eighths = Math.round((value / largest) * BAR_WIDTH * EIGHTHS.length)
    return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + (EIGHTHS[eighths % EIGHTHS.length] ?? '')
  })
}
