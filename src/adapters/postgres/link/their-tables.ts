import type { Pool, PoolClient } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { Decision, OwnRow, TheirRow, TheirTables, Values } from '../../../domain/link/ports.ts'
import { same } from '../../../domain/link/rows.ts'
import type { Shape, TableName } from '../../../domain/link/shape.ts'
import { shows } from '../../../domain/link/write-back.ts'
import { rethrow, rethrowRefusal, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { statementFor } from './template.ts'

/** Ends a trial: nothing of it is kept. */
class TrialOver extends Error {}

interface Unwritten {
  readonly key: string
  readonly reason: string
}

/** Others' tables, read and written through the statements of `sql/link/templates`. */
export function createTheirTables(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): TheirTables {
  const query = createQuery(pool, statements, instrument)
  const read = async (text: string, values: readonly unknown[]) =>
    (await pool.query<TheirRow>(text, [...values]).catch(rethrow)).rows

  return {
    rowsAfter: (shape, afterKey, limit) => read(statementFor('rows-after', shape), [afterKey ?? null, limit]),
    rowsByKey: (shape, keys) => read(statementFor('rows-by', shape), [keys]),
    ownRows: (table, keys) => ownRows(query, table, keys).catch(rethrow),
    writeBack: (shape, rows, decide) =>
      inTransaction(
        pool,
        (client) => writeBack(client, createQuery(client, statements, instrument), shape, rows, decide),
        instrument,
      ).catch(rethrowRefusal),
    async trial(shape, values, kind) {
      const tried = inTransaction(pool, async (client) => {
        const run = createQuery(client, statements, instrument)
        await run('link/begin-writing', 'yes')
        const written = await write(client, shape, kind, [values])
        throw new TrialOver(written.some((row) => shows(shape, row, values)) ? '' : DISAPPEARED)
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

const DISAPPEARED = 'a trigger, a rule or a policy changed or swallowed the write'

async function ownRows(query: Query, table: TableName, keys: readonly string[]): Promise<readonly OwnRow[]> {
  if (table === 'broadcasts_messages') {
    const { rows } = await query('link/own-messages', keys)
    return rows.map(({ key, ids, message_id, phone_number, status, created_at }) => ({
      key: key ?? '',
      ids,
      values: { message_id, phone_number, status: status ?? {}, created_at: created_at?.toISOString() },
    }))
  }
  if (table === 'marketing_campaigns') {
    const { rows } = await query('link/own-campaigns', keys)
    return rows.map(({ key, ...counters }) => ({ key, ids: [key], values: counters }))
  }
  const [{ rows }, { rows: links }] = await Promise.all([
    query('link/own-recipients', keys),
    query('link/linked-rows-of-own', table, keys),
  ])
  const theirs = groupBy(links, (link) => link.own_key)
  return rows.flatMap(({ key, status, ...times }) => {
    const ids = (theirs.get(key ?? '') ?? []).map((link) => link.their_key)
    const texts = Object.entries(times).map(([role, at]) => [role, at?.toISOString()])
    return ids.length === 0 ? [] : [{ key: key ?? '', ids, values: { status, ...Object.fromEntries(texts) } }]
  })
}

async function writeBack(
  client: PoolClient,
  run: Query,
  shape: Shape,
  rows: readonly OwnRow[],
  decide: (own: OwnRow, theirs: TheirRow | undefined) => Decision,
): Promise<readonly Unwritten[]> {
  await run('link/begin-writing', 'yes')
  const isMessages = shape.name === 'broadcasts_messages'
  const column = (isMessages ? shape.roles.get('message_id') : undefined) ?? shape.key
  const ids = rows.flatMap((row) => row.ids)
  const locked = await client
    .query<TheirRow>(statementFor('lock-rows-by', shape, [], column), [ids])
    .catch(rethrow)
  const idOf = (row: TheirRow) => (isMessages ? String(row.values['message_id']) : row.key)
  const byId = groupBy(locked.rows, idOf)
  const unwritten: Unwritten[] = []
  const updates = new Map<string, { readonly own: OwnRow; readonly values: Values }>()
  const inserts: { readonly own: OwnRow; readonly values: Values }[] = []
  const unseen = shape.name === 'campaign_recipients' ? await unseenOf(run, shape, locked.rows) : new Set()
  for (const own of rows) {
    const theirs = own.ids.flatMap((id) => byId.get(id) ?? [])
    for (const row of theirs) {
      // They wrote it just now: that is read first.
      const { update } = unseen.has(row.key) ? {} : decide(own, row)
      if (update !== undefined)
        updates.set(row.key, { own, values: { [shape.key.name]: row.key, ...update } })
    }
    if (theirs.length > 0) continue
    const { insert } = decide(own, undefined)
    if (insert !== undefined) inserts.push({ own, values: insert })
    else if (!isMessages && shape.name !== 'marketing_campaigns')
      unwritten.push({ key: own.key, reason: 'their row is locked, hidden or gone' })
  }
  const updated = await write(
    client,
    shape,
    'update',
    [...updates.values()].map(({ values }) => values),
  )
  const byKey = new Map(updated.map((row) => [row.key, row]))
  for (const [key, { own, values }] of updates) {
    const row = byKey.get(key)
    if (row === undefined || !shows(shape, row, values)) unwritten.push({ key: own.key, reason: DISAPPEARED })
  }
  const inserted = await write(
    client,
    shape,
    'insert',
    inserts.map(({ values }) => values),
  )
  const made = new Map(inserted.map((row) => [idOf(row), row]))
  for (const { own } of inserts)
    if (!own.ids.some((id) => made.has(id))) unwritten.push({ key: own.key, reason: DISAPPEARED })
  await saveSeen(run, shape, [...updated, ...inserted])
  if (unseen.size > 0) await noteUnseen(run, shape, [...unseen] as string[], rows)
  return unwritten
}

/** Rows of theirs that do not look as they did when they were last read or written. */
async function unseenOf(run: Query, shape: Shape, rows: readonly TheirRow[]): Promise<Set<string>> {
  const keys = rows.map((row) => row.key)
  const known = new Map(
    (await run('link/linked-rows', shape.name, keys)).rows.map((row) => [row.their_key, row.seen]),
  )
  return new Set(rows.flatMap((row) => (same(row.values, known.get(row.key)) ? [] : [row.key])))
}

async function noteUnseen(run: Query, shape: Shape, keys: readonly string[], rows: readonly OwnRow[]) {
  await run('link/note-change', shape.name, keys)
  const again = rows.filter((own) => own.ids.some((id) => keys.includes(id))).map((own) => own.key)
  await run('link/enqueue', shape.name, again)
}

async function saveSeen(run: Query, shape: Shape, rows: readonly TheirRow[]): Promise<void> {
  if (rows.length === 0) return
  const isMessages = shape.name === 'broadcasts_messages'
  const known = new Map(
    isMessages
      ? []
      : (
          await run(
            'link/linked-rows',
            shape.name,
            rows.map((row) => row.key),
          )
        ).rows.map((row) => [row.their_key, row.own_key]),
  )
  const seen = rows.map((row) => ({
    their_key: row.key,
    own_key: isMessages ? String(row.values['message_id']) : (known.get(row.key) ?? row.key),
    seen: row.values,
  }))
  await run('link/save-linked-rows', shape.name, JSON.stringify(seen))
}

async function write(
  client: PoolClient,
  shape: Shape,
  kind: 'insert' | 'update',
  rows: readonly Values[],
): Promise<readonly TheirRow[]> {
  if (rows.length === 0) return []
  const columns = new Set(rows.flatMap((row) => Object.keys(row)))
  if (kind === 'update') columns.delete(shape.key.name)
  const column = kind === 'insert' ? shape.roles.get('message_id') : undefined
  const text = statementFor(kind === 'insert' ? 'insert-rows' : 'update-rows', shape, [...columns], column)
  const { rows: written } = await client.query<TheirRow>(text, [JSON.stringify(rows)]).catch(rethrow)
  return written
}
