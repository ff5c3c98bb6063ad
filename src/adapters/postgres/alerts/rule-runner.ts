import type { Pool } from 'pg'
import { blindness, type Columns } from '../../../domain/alerts/columns.ts'
import type { RuleResult } from '../../../domain/alerts/decide.ts'
import type { RuleRunner } from '../../../domain/alerts/ports.ts'
import type { Rule } from '../../../domain/alerts/rule.ts'
import { readSqlHeader } from '../../../domain/text/sql-header.ts'
import { bindNames } from '../../../domain/text/sql-text.ts'
import { readSqlFolder } from '../schema/sql-files.ts'
import type { Statements } from '../schema/statements.ts'
import { askTogether } from './ask-together.ts'
import { createReading } from './reading.ts'
import { columnsOf, rowOf, tableOf } from './rule-answer.ts'

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
export function createRuleRunner(pool: Pool, statements: Statements): RuleRunner {
  const inRule = createReading(pool, statements, 'begin-rule')
  const inSummary = createReading(pool, statements, 'begin-summary')
  const tables = new Map(
    readSqlFolder('alerts/tables').map(({ name, text }) => [
      name,
      { title: titleOf(text), ...bindNames(text) },
    ]),
  )
  const summaries = new Map(
    readSqlFolder('alerts/summaries').map((file) => [file.name, bindNames(file.text)]),
  )

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
        const answers = await inSummary((ask) =>
          askTogether(ask, statements.text('transactions/answer-each'), rule, chunk),
        ).catch(() => undefined)
        // What fails for one time must not look like an error at all of them.
        for (const slotMs of chunk)
          yield { slotMs, result: answers?.get(slotMs) ?? (await ask(rule, slotMs)) }
      }
    },
    async table(name, nowMs, labels = {}) {
      const table = tables.get(name)
      if (table === undefined) throw new Error(`There is no sql/alerts/tables/${name}.sql.`)
      const now = new Date(nowMs).toISOString()
      const values = table.names.map((asked) => (asked === 'now' ? now : labels[asked]))
      return { title: table.title, ...tableOf(await inRule((ask) => ask(table.text, values))) }
    },
    async summaryTable(name, { fromMs, toMs, zone }) {
      const summary = summaries.get(name)
      if (summary === undefined) throw new Error(`There is no sql/alerts/summaries/${name}.sql.`)
      const known = new Map([
        ['from', new Date(fromMs).toISOString()],
        ['to', new Date(toMs).toISOString()],
        ['zone', zone],
      ])
      const values = summary.names.map((parameter) => known.get(parameter))
      return tableOf(await inSummary((ask) => ask(summary.text, values)))
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
  rule: Rule,
  nowMs: number,
): Promise<Columns | { readonly error: string }> {
  const values = valuesOf(rule, nowMs)
  try {
    const reading = createReading(pool, statements, 'begin-rule')
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

/** The server's words without its detail, which may quote rows. */
function sentenceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return `${error instanceof Error ? error.message : String(error)}${code}`
}
