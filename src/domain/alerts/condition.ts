import {
  type Bound,
  type Comparison,
  type Condition,
  mainFigure,
  type Operator,
  type RuleRow,
} from './rule.ts'

const OPERATORS = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '=': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
} as const satisfies Record<Operator, (a: number, b: number) => boolean>

const COMPARISON = /^([a-z_][a-z0-9_]*)\s*(<=|>=|!=|<|>|=)\s*(.+)$/
const TERM = /([+-])\s*(?:(\d+(?:\.\d+)?)(?:\s*\*?\s*([a-z_][a-z0-9_]*))?|([a-z_][a-z0-9_]*))\s*/y

/**
 * Reads "value < 90", "value > 10 and samples >= 5" or "value < usual - 3 sigma".
 *
 * @returns undefined where the text is not a condition
 */
export function parseCondition(text: string): Condition | undefined {
  const comparisons = text.split(/\s+and\s+/).map((part): Comparison | undefined => {
    const parts = COMPARISON.exec(part.trim())
    if (parts === null) return undefined
    const [, column = '', operator, boundText = ''] = parts
    const bound = parseBound(boundText.trim())
    return bound && { column, operator: operator as Operator, bound, boundText: boundText.trim() }
  })
  return comparisons.every((comparison) => comparison !== undefined) ? comparisons : undefined
}

function parseBound(text: string): Bound | undefined {
  const signed = /^[+-]/.test(text) ? text : `+${text}`
  const terms: { factor: number; column: string }[] = []
  let constant = 0
  for (let at = 0; at < signed.length; at = TERM.lastIndex) {
    TERM.lastIndex = at
    const parts = TERM.exec(signed)
    if (parts === null) return undefined
    const [, sign, number = '1', named, bare] = parts
    const factor = (sign === '-' ? -1 : 1) * Number(number)
    const column = named ?? bare
    if (column === undefined) constant += factor
    else terms.push({ factor, column })
  }
  return { constant, terms }
}

/** Whether the condition holds in a row; undefined where a figure it asks for is missing or NULL. */
export function holds(condition: Condition, row: RuleRow): boolean | undefined {
  const verdicts = condition.map(({ column, operator, bound }) => {
    const figure = figureOf(row, column)
    const limit = boundIn(row, bound)
    return figure === undefined || limit === undefined ? undefined : OPERATORS[operator](figure, limit)
  })
  // One comparison that fails is enough: what the others would say does not matter.
  if (verdicts.includes(false)) return false
  return verdicts.includes(undefined) ? undefined : true
}

/** The bound as a number, where the row has every figure it asks for. */
export function boundIn(row: RuleRow, { constant, terms }: Bound): number | undefined {
  let sum = constant
  for (const { factor, column } of terms) {
    const figure = figureOf(row, column)
    if (figure === undefined) return undefined
    sum += factor * figure
  }
  return sum
}

/** A figure that can be compared: neither missing, nor NULL, nor NaN. */
function figureOf(row: RuleRow, column: string): number | undefined {
  const figure = column === 'value' ? mainFigure(row) : row.figures[column]
  return figure === undefined || figure === null || Number.isNaN(figure) ? undefined : figure
}

/** The number columns that a condition asks for. */
export function columnsOf(condition: Condition): readonly string[] {
  return condition.flatMap(({ column, bound }) => [column, ...bound.terms.map((term) => term.column)])
}

/** The condition as the mail shows it: "value < 90". */
export function formatCondition(condition: Condition): string {
  return condition.map((c) => `${c.column} ${c.operator} ${c.boundText}`).join(' and ')
}
