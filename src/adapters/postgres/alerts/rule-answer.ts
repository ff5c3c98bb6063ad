import type { QueryArrayResult } from 'pg'
import type { Columns } from '../../../domain/alerts/columns.ts'
import type { FigureTable } from '../../../domain/alerts/ports.ts'
import { type Rule, type RuleRow, splitTexts } from '../../../domain/alerts/rule.ts'

/** What came back for a question: its columns, and its rows in their order. */
export type AnswerRows = Pick<QueryArrayResult<unknown[]>, 'fields' | 'rows'>

/** Types whose values are numbers: bool is none. PostgreSQL's fixed object ids (pg_type.dat). */
const NUMBER_TYPES: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700])

export function columnsOf({ fields }: Pick<AnswerRows, 'fields'>): Columns {
  const isNumber = (field: { readonly dataTypeID: number }) => NUMBER_TYPES.has(field.dataTypeID)
  return {
    numbers: fields.filter(isNumber).map((field) => field.name),
    texts: fields.filter((field) => !isNumber(field)).map((field) => field.name),
  }
}

/** Number columns are figures, all others labels or descriptions; one that is NULL is left out. */
export function rowOf(
  rule: Rule,
  { fields }: Pick<AnswerRows, 'fields'>,
  values: readonly unknown[],
): RuleRow {
  const texts: Record<string, string> = {}
  const figures: Record<string, number | null> = {}
  for (const [index, field] of fields.entries()) {
    const value = values[index]
    if (NUMBER_TYPES.has(field.dataTypeID)) figures[field.name] = value === null ? null : figureOf(value)
    else if (value !== null) texts[field.name] = String(value)
  }
  return { ...splitTexts(rule, texts), figures }
}

/** NaN also where a numeric is beyond what we can count with: it must not pass for an infinite one. */
function figureOf(value: unknown): number {
  const figure = Number(value)
  return Number.isFinite(figure) || /^-?Infinity$/.test(String(value)) ? figure : Number.NaN
}

/** The answer as rows of text and numbers. */
export function tableOf({ fields, rows }: AnswerRows): FigureTable {
  return {
    columns: fields.map((field) => field.name),
    rows: rows.map((row) =>
      row.map((value, index) => {
        if (value === null) return null
        return NUMBER_TYPES.has(fields[index]?.dataTypeID ?? 0) ? Number(value) : String(value)
      }),
    ),
  }
}
