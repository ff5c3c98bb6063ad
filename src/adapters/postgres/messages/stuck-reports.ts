import type { Pool, QueryResult, QueryResultRow } from 'pg'
import type { StuckReport, StuckReports } from '../../../domain/messages/ports.ts'
import type { StatusReport } from '../../../domain/messages/report.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import type { SchemaNames } from '../schema/schema-names.ts'
import { loadSqlFolder } from '../schema/sql-files.ts'

/** About four days; after that only a person has a report tried again. */
const MAX_ATTEMPTS = 20

const NAMES = ['count', 'delete', 'drop', 'list', 'make-due', 'take-due'] as const
type Name = (typeof NAMES)[number]
export type StuckStatements = Readonly<Record<Name, string>>

/** Loads the statements of `sql/stuck`. */
export function loadStuckStatements(names: SchemaNames): StuckStatements {
  return loadSqlFolder('stuck', NAMES, names)
}

/** Reports that the database refused, in a table of PostgreSQL that nothing else refers to. */
export function createStuckReports(
  pool: Pool,
  statements: StuckStatements,
  instrument: Instrument = uninstrumented,
): StuckReports {
  function run<Row extends QueryResultRow>(name: Name, ...parameters: unknown[]): Promise<QueryResult<Row>> {
    return instrument(`stuck-${name}`, () => pool.query<Row>(statements[name], parameters)).catch(rethrow)
  }
  return {
    async takeDue(limit) {
      const { rows } = await run<{ id: string; report: string }>('take-due', limit, MAX_ATTEMPTS)
      return rows.map(({ id, report }) => ({ id, report: reportOf(report) }))
    },
    async list(after, limit) {
      const { rows } = await run<StuckRow>('list', after, limit)
      return rows.map(stuckOfRow)
    },
    async count() {
      const { rows } = await run<{ reports: number }>('count')
      return rows[0]?.reports ?? 0
    },
    makeDue: async (ids) => (await run('make-due', ids ?? null)).rowCount ?? 0,
    drop: async (ids) => (await run('drop', ids ?? null)).rowCount ?? 0,
    async remove(ids) {
      if (ids.length > 0) await run('delete', ids)
    },
  }
}

interface StuckRow {
  readonly id: string
  readonly set_apart_at: Date
  readonly received_at: Date
  readonly code: string
  readonly message: string
  readonly attempts: number
  readonly next_attempt_at: Date | null
  readonly report: string
}

function stuckOfRow(row: StuckRow): StuckReport {
  return {
    id: row.id,
    report: reportOf(row.report),
    code: row.code,
    message: row.message,
    attempts: row.attempts,
    setApartAtMs: row.set_apart_at.getTime(),
    ...(row.next_attempt_at !== null && { nextAttemptAtMs: row.next_attempt_at.getTime() }),
  }
}

/** We wrote it ourselves. */
function reportOf(json: string): StatusReport {
  return JSON.parse(json) as StatusReport
}
