import type { Pool, PoolClient, QueryArrayConfig, QueryArrayResult } from 'pg'
import type { FigureTable, RuleRunner } from '../../domain/alerts/ports.ts'
import type { Row, Rule } from '../../domain/alerts/rule.ts'
import { bindNames } from '../../domain/alerts/sql-text.ts'
import { readSqlFolder } from './sql-files.ts'

/** A rule that takes longer is cut off: it must not hold up the others, or the database. */
export const RULE_TIMEOUT_MS = 10_000
/** A report looks at up to a month. */
export const REPORT_TIMEOUT_MS = 60_000
/** More rows than this are never looked at. */
export const MAX_ROWS = 1_000

/** Types whose values are numbers: bool is none. PostgreSQL's fixed object ids (pg_type.dat). */
const NUMBER_TYPES: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700])

/** Runs one question read-only. Exported for `alerts check`, which explains instead of asking. */
export async function readOnly<T>(
  pool: Pool,
  timeoutMs: number,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    // One round trip, and all of it ends with the transaction: safe behind a transaction pooler.
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL lock_timeout = ${timeoutMs}`,
    )
    return await work(client)
  } finally {
    await client.query('ROLLBACK').catch((error: Error) => {
      broken ??= error
    })
    client.off('error', onError)
    client.release(broken)
  }
}

/** Asks rules and tables of the database. Parameters are bound, and one question is one statement. */
export function createRuleRunner(pool: Pool): RuleRunner {
  const tables = new Map(readSqlFolder('alert-details').map((file) => [file.name, bindNames(file.text)]))
  const reports = new Map(readSqlFolder('reports').map((file) => [file.name, bindNames(file.text)]))
  return {
    async ask(rule, nowMs) {
      try {
        const result = await readOnly(pool, RULE_TIMEOUT_MS, (client) =>
          query(client, rule.sql, valuesOf(rule, nowMs)),
        )
        return { kind: 'rows', rows: result.rows.slice(0, MAX_ROWS).map((row) => rowOf(result, row)) }
      } catch (error) {
        return { kind: 'error', error: sentenceOf(error) }
      }
    },
    async table(name, nowMs) {
      const table = tables.get(name)
      if (table === undefined) throw new Error(`There is no sql/alert-details/${name}.sql.`)
      const now = new Date(nowMs).toISOString()
      const values = table.names.map(() => now)
      return tableOf(await readOnly(pool, RULE_TIMEOUT_MS, (client) => query(client, table.text, values)))
    },
    async report(name, { fromMs, toMs, zone }) {
      const report = reports.get(name)
      if (report === undefined) throw new Error(`There is no sql/reports/${name}.sql.`)
      const known = new Map([
        ['from', new Date(fromMs).toISOString()],
        ['to', new Date(toMs).toISOString()],
        ['zone', zone],
      ])
      const values = report.names.map((parameter) => known.get(parameter))
      return tableOf(await readOnly(pool, REPORT_TIMEOUT_MS, (client) => query(client, report.text, values)))
    },
  }
}

/** What a rule's `$1`… stand for at a time. */
export function valuesOf(rule: Rule, nowMs: number): readonly string[] {
  return rule.parameters.map((parameter) =>
    parameter.kind === 'now' ? new Date(nowMs).toISOString() : parameter.value,
  )
}

/** The answer as rows of text and numbers. */
export function tableOf(result: QueryArrayResult<unknown[]>): FigureTable {
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

/** The extended protocol takes one statement only: a file cannot smuggle in a COMMIT. */
export function query(client: PoolClient, text: string, values: readonly unknown[]) {
  const config: QueryArrayConfig & { readonly queryMode: 'extended' } = {
    text,
    values: [...values],
    rowMode: 'array',
    queryMode: 'extended',
  }
  return client.query<unknown[]>(config)
}

/** Number columns are figures, all others labels; a label that is NULL is left out. */
function rowOf(result: QueryArrayResult<unknown[]>, values: readonly unknown[]): Row {
  const labels: Record<string, string> = {}
  const figures: Record<string, number | null> = {}
  for (const [index, field] of result.fields.entries()) {
    const value = values[index]
    if (NUMBER_TYPES.has(field.dataTypeID)) figures[field.name] = value === null ? null : Number(value)
    else if (value !== null) labels[field.name] = String(value)
  }
  return { labels, figures }
}

/** The server's words without its detail, which may quote rows. */
function sentenceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return `${error instanceof Error ? error.message : String(error)}${code}`
}
