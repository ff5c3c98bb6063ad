import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { DecideRow, OwnRow, TheirRow, TheirTables } from '../../../domain/link/ports.ts'
import type { Shape, TableName } from '../../../domain/link/shape.ts'
import { unshown } from '../../../domain/link/write-back.ts'
import { rethrow, rethrowRefusal, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { createRereads } from './rereads.ts'
import { statementFor } from './template.ts'
import { createWriterAtOnce, DISAPPEARED, type Writer, writeBack } from './write-back.ts'
import { createWriterByColumn } from './write-by-column.ts'
import { insertRows, updateRows } from './write-rows.ts'

/** Ends a trial: nothing of it is kept. */
class TrialOver extends Error {}

/** Others' tables, read and written through the statements of `sql/link/templates`. */
export function createTheirTables(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): TheirTables {
  const query = createQuery(pool, statements, instrument)
  const rereads = createRereads()
  const read = <Row extends QueryResultRow = TheirRow>(text: string, values: readonly unknown[]) =>
    inTransaction(
      pool,
      async (client) => (await client.query<Row>(statements.qualify(text), [...values]).catch(rethrow)).rows,
      instrument,
      statements.text('transactions/begin-reading-theirs'),
    )
  const writing = <T>(work: (client: PoolClient, run: Query) => Promise<T>) =>
    inTransaction(
      pool,
      (client) => work(client, createQuery(client, statements, instrument)),
      instrument,
      statements.text('transactions/begin-writing-theirs'),
    )
  const writeWith = async (
    writerFor: (client: PoolClient, run: Query, shape: Shape) => Writer,
    shape: Shape,
    rows: readonly OwnRow[],
    decide: DecideRow,
  ) => {
    const { unwritten, compared } = await writing((client, run) => {
      const parts = { qualify: statements.qualify, rereads, writer: writerFor(client, run, shape) }
      return writeBack(client, run, parts, shape, rows, decide)
    }).catch(rethrowRefusal)
    rereads.count(shape.name, compared)
    return unwritten
  }

  return {
    rowsAfter: (shape, afterKey, limit) => read(statementFor('rows-after', shape), [afterKey ?? null, limit]),
    async newRowsAfter(shape, afterKey, limit) {
      const rows = await read(statementFor('new-rows-after', shape), [afterKey ?? null, limit])
      return { rows: rows.filter(({ values }) => values !== null), keys: rows.map(({ key }) => key) }
    },
    rowsByKey: (shape, keys) => read(statementFor('rows-by', shape), [keys]),
    async newRowsOfMessages(shape, ids) {
      const by = shape.roles.get('message_id')
      return by === undefined ? [] : read(statementFor('new-rows-by', shape, { by }), [ids])
    },
    async sharedId(shape, by) {
      const [found] = await read<{ readonly id: string }>(statementFor('shared-id', shape, { by }), [])
      return found?.id
    },
    ownRows: (table, keys) => ownRows(query, table, keys).catch(rethrow),
    writeBack: (shape, rows, decide) => writeWith(createWriterAtOnce, shape, rows, decide),
    writeByColumn: (shape, row, decide) => writeWith(createWriterByColumn, shape, [row], decide),
    async trial(shape, values, key) {
      const tried = writing(async (client, run) => {
        const written =
          key === undefined
            ? await insertRows(client, shape, [values])
            : await updateRows(client, shape, [{ key, values }])
        await run('transactions/check-constraints')
        throw new TrialOver(
          written.some((row) => unshown(shape, row, values).length === 0) ? '' : DISAPPEARED,
        )
      })
      return tried.catch((error: unknown) => {
        if (error instanceof TrialOver) return error.message === '' ? undefined : error.message
        const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
        if (sqlStateOf(cause) === undefined) rethrow(error)
        return cause instanceof Error ? cause.message : String(cause)
      })
    },
  }
}

async function ownRows(query: Query, table: TableName, keys: readonly string[]): Promise<readonly OwnRow[]> {
  if (table === 'broadcasts_messages') {
    const { rows } = await query('link/own-messages', keys)
    return rows.map(({ key, ids, created_at, ...values }) => ({
      key: key ?? '',
      ids,
      values: { ...values, status: values.status ?? {}, created_at: created_at?.toISOString() },
    }))
  }
  if (table === 'marketing_campaigns') {
    const { rows } = await query('link/own-campaigns', keys)
    return rows.map(({ key, ...counters }) => ({ key, ids: [key], values: counters }))
  }
  const [{ rows }, { rows: links }] = await Promise.all([
    query('link/own-recipients', keys),
    query('link/linked-rows-of-own', keys),
  ])
  const theirs = groupBy(links, (link) => link.own_key)
  return rows.flatMap(({ key, sent_at, delivered_at, read_at, failed_at, ...values }) => {
    const ids = (theirs.get(key ?? '') ?? []).map((link) => link.their_key)
    if (ids.length === 0) return []
    const times = Object.entries({ sent_at, delivered_at, read_at, failed_at })
    const texts = Object.fromEntries(times.map(([role, at]) => [role, at?.toISOString()]))
    return [{ key: key ?? '', ids, values: { ...values, ...texts } }]
  })
}
