<<<<<<< HEAD
import type { Pool, PoolClient, QueryArrayConfig } from 'pg'
=======
import type { Pool, QueryArrayResult } from 'pg'
>>>>>>> 1192ffc (alerts: rules are only readers)
import { blindness, type Columns } from '../../../domain/alerts/columns.ts'
import type { RuleResult } from '../../../domain/alerts/decide.ts'
import type { RuleRunner } from '../../../domain/alerts/ports.ts'
import type { Rule } from '../../../domain/alerts/rule.ts'
import { readSqlHeader } from '../../../domain/text/sql-header.ts'
import { bindNames } from '../../../domain/text/sql-text.ts'
<<<<<<< HEAD
import { uninstrumented } from '../connection/instrument.ts'
import { createQuery } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { readSqlFolder } from '../schema/sql-files.ts'
import type { Statements } from '../schema/statements.ts'
import { type Ask, askTogether } from './ask-together.ts'
import { columnsOf, rowOf, tableOf } from './rule-answer.ts'
=======
import type { SchemaNames } from '../schema/schema-names.ts'
import { readSqlFolder } from '../schema/sql-files.ts'
import type { Statements } from '../schema/statements.ts'
import { createReading } from './reading.ts'
>>>>>>> 1192ffc (alerts: rules are only readers)

/** More rows than this are not looked at, only counted. */
const MAX_ROWS = 10_000
/** A rate of nothing by nothing: no data, not an error (SQLSTATE division_by_zero). */
const DIVISION_BY_ZERO = '22012'

/** How many times of a rule one statement answers. */
const SLOTS_AT_ONCE = 500

/** The tables that mails may show. */
export function detailNames(): readonly string[] {
  return readSqlFolder('alerts/tables').map((file) => file.name)
}

/** Asks rules and tables of the database. Parameters are bound, and one question is one statement. */
export function createRuleRunner(pool: Pool, statements: Statements, names: SchemaNames): RuleRunner {
  const inRule = createReading(pool, statements, names, 'begin-rule')
  const inReport = createReading(pool, statements, names, 'begin-report')
  const tables = new Map(
    readSqlFolder('alerts/tables').map(({ name, text }) => [
      name,
      { title: titleOf(text), ...bindNames(text) },
    ]),
  )
  const reports = new Map(readSqlFolder('alerts/summaries').map((file) => [file.name, bindNames(file.text)]))

  async function ask(rule: Rule, nowMs: number): Promise<RuleResult> {
    try {
      const result = await inRule((ask) => ask(rule.sql, valuesOf(rule, nowMs)))
      const [blind] = blindness(rule, columnsOf(result))
      if (blind !== undefined) return { kind: 'error', error: blind }
      const rows = result.rows.slice(0, MAX_ROWS).map((row) => rowOf(rule, result, row))
      const cut = result.rows.length - rows.length
      return { kind: 'rows', rows, ...(cut > 0 && { cut }) }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === DIVISION_BY_ZERO)
        return { kind: 'no-data' }
      return { kind: 'error', error: sentenceOf(error) }
    }
  }
  return {
    ask,
    async *askEach(rule, slots) {
      for (let at = 0; at < slots.length; at += SLOTS_AT_ONCE) {
        const chunk = slots.slice(at, at + SLOTS_AT_ONCE)
        const answers = await inReport((ask) =>
          askTogether(ask, statements.text('transactions/answer-each'), rule, chunk),
        ).catch(() => undefined)
        // What fails for one time must not look like an error at all of them.
        for (const slotMs of chunk)
          yield { slotMs, result: answers?.get(slotMs) ?? (await ask(rule, slotMs)) }
      }
    },
    async table(name, nowMs) {
      const table = tables.get(name)
      if (table === undefined) throw new Error(`There is no sql/alerts/tables/${name}.sql.`)
      const now = new Date(nowMs).toISOString()
      const values = table.names.map(() => now)
      return { title: table.title, ...tableOf(await inRule((ask) => ask(table.text, values))) }
    },
    async report(name, { fromMs, toMs, zone }) {
      const report = reports.get(name)
      if (report === undefined) throw new Error(`There is no sql/alerts/summaries/${name}.sql.`)
      const known = new Map([
        ['from', new Date(fromMs).toISOString()],
        ['to', new Date(toMs).toISOString()],
        ['zone', zone],
      ])
      const values = report.names.map((parameter) => known.get(parameter))
      return tableOf(await inReport((ask) => ask(report.text, values)))
    },
  }
}

/**
 * Has the server plan a rule and answer it once, read-only.
 *
 * @returns the names of its columns, or the server's words where it cannot
 */
export async function explainRule(
  pool: Pool,
  statements: Statements,
  names: SchemaNames,
  rule: Rule,
  nowMs: number,
): Promise<Columns | { readonly error: string }> {
  const values = valuesOf(rule, nowMs)
  try {
    const reading = createReading(pool, statements, names, 'begin-rule')
    // Asking once has the server plan it, too.
    const { fields } = await reading((ask) => ask(rule.sql, values))
    return columnsOf({ fields })
  } catch (error) {
    return { error: sentenceOf(error) }
  }
}

/** What a rule's `$1`… stand for at a time. */
function valuesOf(rule: Rule, nowMs: number): readonly string[] {
  return rule.parameters.map((parameter) =>
    parameter.kind === 'now' ? new Date(nowMs).toISOString() : parameter.value,
  )
}

/** What a file of `sql/alerts/tables` says of itself: its header up to the first full stop or colon. */
function titleOf(text: string): string {
  return /^[^.:]+/.exec(readSqlHeader(text).prose)?.[0] ?? ''
}

<<<<<<< HEAD
/** Asks in a read-only transaction, in which names without a schema are the documents' and ours before all others. */
function asking(
  pool: Pool,
  statements: Statements,
  names: SchemaNames,
  opening: 'begin-rule' | 'begin-report',
): <Result>(work: (ask: Ask) => Promise<Result>) => Promise<Result> {
  return async (work) =>
    inTransaction(
      pool,
      async (client) => {
        await createQuery(client, statements)('transactions/search-path')
        return work((text, values) => query(client, names.qualify(text), values))
      },
      uninstrumented,
      statements.text(`transactions/${opening}`),
    )
}

/** The extended protocol takes one statement only: a file cannot smuggle in a COMMIT. */
function query(client: PoolClient, text: string, values: readonly unknown[]) {
  const config: QueryArrayConfig & { readonly queryMode: 'extended' } = {
    text,
    values: [...values],
    rowMode: 'array',
    queryMode: 'extended',
  }
  return client.query<unknown[]>(config)
=======
/** The answer as rows of text and numbers. */
function tableOf(result: QueryArrayResult<unknown[]>): FigureTable {
  return {
    columns: result.fields.map((field) => field.name),
    rows: result.rows.map((row) =>
      row.map((value, index) => {
        if (value === null) return null
        return NUMBER_TYPES.has(result.fields[index]?.dataTypeID ?? 0) ? Number(value) : String(value)
      }),
    ),
  }
}

function columnsOf({ fields }: Pick<QueryArrayResult, 'fields'>): Columns {
  const isNumber = (field: { readonly dataTypeID: number }) => NUMBER_TYPES.has(field.dataTypeID)
  return {
    numbers: fields.filter(isNumber).map((field) => field.name),
    texts: fields.filter((field) => !isNumber(field)).map((field) => field.name),
  }
}

/** Number columns are figures, all others labels or descriptions; one that is NULL is left out. */
function rowOf(rule: Rule, result: QueryArrayResult<unknown[]>, values: readonly unknown[]): Row {
  const texts: Record<string, string> = {}
  const figures: Record<string, number | null> = {}
  for (const [index, field] of result.fields.entries()) {
    const value = values[index]
    if (NUMBER_TYPES.has(field.dataTypeID)) figures[field.name] = value === null ? null : Number(value)
    else if (value !== null) texts[field.name] = String(value)
  }
  return { ...splitTexts(rule, texts), figures }
>>>>>>> 1192ffc (alerts: rules are only readers)
}

/** The server's words without its detail, which may quote rows. */
function sentenceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return `${error instanceof Error ? error.message : String(error)}${code}`
}
