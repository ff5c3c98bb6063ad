import { type Comparison, type Condition, mainFigure, type Operator, type Row } from './rule.ts'

const OPERATORS = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '=': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
} as const satisfies Record<Operator, (a: number, b: number) => boolean>

const COMPARISON = /^([a-z_][a-z0-9_]*)\s*(<=|>=|!=|<|>|=)\s*(-?\d+(?:\.\d+)?)$/

/**
 * Reads "value < 90" or "value > 10 and samples >= 5".
 *
 * @returns undefined where the text is no condition
 */
export function parseCondition(text: string): Condition | undefined {
  const comparisons = text.split(/\s+and\s+/).map((part): Comparison | undefined => {
    const parts = COMPARISON.exec(part.trim())
    if (parts === null) return undefined
    const [, column = '', operator, threshold] = parts
    return { column, operator: operator as Operator, threshold: Number(threshold) }
  })
  return comparisons.every((comparison) => comparison !== undefined) ? comparisons : undefined
}

/** Whether the condition holds in a row; undefined where a figure it asks for is missing or NULL. */
export function holds(condition: Condition, row: Row): boolean | undefined {
  const verdicts = condition.map(({ column, operator, threshold }) => {
    const figure = column === 'value' ? mainFigure(row) : row.figures[column]
    return figure === undefined || figure === null ? undefined : OPERATORS[operator](figure, threshold)
  })
  return verdicts.includes(undefined) ? undefined : verdicts.every((verdict) => verdict === true)
}

/** The condition as the mail shows it: "value < 90". */
export function formatCondition(condition: Condition): string {
  return condition.map((c) => `${c.column} ${c.operator} ${c.threshold}`).join(' and ')
}
