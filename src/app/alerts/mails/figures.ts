import type { FigureTable } from '../../../domain/alerts/ports.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { alignColumns } from '../../../domain/text/columns.ts'
import { type Html, html } from '../../../domain/text/html.ts'
import { foreignText } from './foreign-text.ts'

const BARE_CELL = 'padding:3px 10px 3px 0;font-size:14px'
const CELL = `${BARE_CELL};border-bottom:1px solid #e4e7eb`
const BAR_COLOUR = '#128c7e'
const TRACK_COLOUR = '#eef1f4'
/** The longest bar of the plain text, in characters. */
const TEXT_BAR_CHARACTERS = 30

/** A table of figures as markup. */
export function htmlTable(table: FigureTable): Html {
  const heads = table.columns.map(
    (column, index) =>
      html`<th align="${alignOf(table, index)}" style="${CELL};color:#66707a">${column}</th>`,
  )
  const rows = table.rows.map((row) => {
    const cells = row.map(
      (cell, index) =>
        html`<td align="${alignOf(table, index)}" style="${cellOf(table, index)}">${show(cell)}</td>`,
    )
    return html`<tr>${cells}</tr>`
  })
  return html`<table cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse"><tr>${heads}</tr>${rows}</table>`
}

/** The same table as plain text, its columns aligned. */
export function textTable(table: FigureTable): string {
  const lines = [table.columns, ...table.rows.map((row) => row.map(show))]
  const figures = table.columns.map((_, index) => alignOf(table, index) === 'right')
  return alignColumns(lines, figures)
    .map((line) => line.trimEnd())
    .join('\n')
}

interface Bar {
  readonly label: string
  readonly figure: string
  readonly percent: number
}

/**
 * The bars of a chart: the first column names them, the second one measures them. A rate is drawn on a scale to 100%, all
 * else on one to the greatest.
 */
function barsOf(table: FigureTable): readonly Bar[] {
  const rate = table.columns[1]?.endsWith('%') === true
  const values = table.rows.map((row) => (typeof row[1] === 'number' ? row[1] : 0))
  const longest = rate ? 100 : Math.max(...values, 0)
  return table.rows.map((row, index) => {
    const value = values[index] ?? 0
    return {
      label: show(row[0] ?? null),
      figure: `${formatFigure(value)}${rate ? '%' : ''}`,
      percent: longest === 0 ? 0 : Math.round((100 * value) / longest),
    }
  })
}

/** A bar chart made of table cells, so that every mail client shows it. */
export function htmlChart(table: FigureTable): Html {
  const rows = barsOf(table).map(({ label, figure, percent }) => {
    const bar =
      percent === 0
        ? undefined
        : html`<td width="${percent}%" bgcolor="${BAR_COLOUR}" style="font-size:10px">&nbsp;</td>`
    const rest =
      percent === 100 ? undefined : html`<td bgcolor="${TRACK_COLOUR}" style="font-size:10px">&nbsp;</td>`
    return html`<tr><td style="${BARE_CELL};white-space:nowrap">${label}</td><td width="240" style="padding:3px 10px 3px 0"><table width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${bar}${rest}</tr></table></td><td align="right" style="${BARE_CELL}">${figure}</td></tr>`
  })
  return html`<table cellpadding="0" cellspacing="0" border="0">${rows}</table>`
}

/** The same chart as plain text. */
export function textChart(table: FigureTable): string {
  const bars = barsOf(table)
  const width = Math.max(...bars.map((bar) => bar.label.length), 0)
  return bars
    .map(({ label, figure, percent }) => {
      const bar = '#'.repeat(Math.round((percent / 100) * TEXT_BAR_CHARACTERS))
      return `${label.padEnd(width)}  ${bar.padEnd(TEXT_BAR_CHARACTERS)}  ${figure}`
    })
    .join('\n')
}

function show(cell: string | number | null): string {
  if (cell === null) return '–'
  return typeof cell === 'number' ? formatFigure(cell) : foreignText(cell)
}

/** What reads as a figure: "1,234", "95%", "+0.4 s", "–". */
const FIGURE = /^(?:[±+−]?\d|–$)/

/** Figures and their heads stay on one line. */
function cellOf(table: FigureTable, index: number): string {
  return alignOf(table, index) === 'right' ? `${CELL};white-space:nowrap` : CELL
}

function alignOf(table: FigureTable, index: number): 'left' | 'right' {
  const cells = table.rows.map((row) => row[index] ?? null)
  const numbers = cells.some((cell) => typeof cell === 'number')
  return numbers || (index > 0 && cells.every((cell) => FIGURE.test(show(cell)))) ? 'right' : 'left'
}
