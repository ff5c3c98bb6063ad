import type { PoolClient } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { DecideRow, OwnRow, TheirRow, Unwritten, Values } from '../../../domain/link/ports.ts'
import { changedRoles, ownIdOf } from '../../../domain/link/rows.ts'
import type { Shape } from '../../../domain/link/shape.ts'
import { shows } from '../../../domain/link/write-back.ts'
import { rethrow } from '../connection/errors.ts'
import type { Query } from '../connection/query.ts'
import { lockRows } from './locked-rows.ts'
import type { Compared, Rereads } from './rereads.ts'
import { columnsOfSeen } from './seen-rows.ts'
import { keyValues, statementFor } from './template.ts'
import { writeAround } from './write-around.ts'

export const DISAPPEARED = 'a trigger, a rule or a policy changed or swallowed the write'
const OUT_OF_REACH = { reason: 'their row is locked, or hidden', isHeld: true }
const NOT_TAKEN_IN = 'what they wrote there could not be taken in, and is not written over'
const RESTLESS = 'their row reads differently each time, and is not written over'

interface Written {
  readonly unwritten: readonly Unwritten[]
  /** To be counted when it is committed. */
  readonly compared: Compared
}

/** Compares rows of ours with theirs, locked, and writes what differs: see `TheirTables.writeBack`. */
export async function writeBack(
  client: PoolClient,
  run: Query,
  { qualify, rereads }: { readonly qualify: (sql: string) => string; readonly rereads: Rereads },
  shape: Shape,
  rows: readonly OwnRow[],
  decide: DecideRow,
): Promise<Written> {
  const { locked, held } = await lockRows(client, qualify, shape, rows)
  const found = [...locked.values()].flat()
  const ownKeys = new Map(found.map((row) => [row.key, row.own_key]))

  const unwritten: Unwritten[] = []
  const gone: string[] = []
  const unseen = new Map<string, OwnRow>()
  const updates = new Map<string, { readonly own: OwnRow; readonly values: Values }>()
  const inserts: { readonly own: OwnRow; readonly values: Values }[] = []
  for (const own of rows) {
    const theirs = own.ids.flatMap((id) => locked.get(id) ?? [])
    const isAll = !own.ids.some((id) => held.has(id))
    const decision = decide(own, theirs, isAll)
    if (!isAll) unwritten.push({ key: own.key, ...OUT_OF_REACH })
    for (const row of theirs) {
      // They wrote it just now, or it was never read: that comes first, else it would pass for ours.
      if (row.seen === null || changedRoles(row.values, row.seen).length > 0) unseen.set(row.key, own)
      else {
        const values = decision.updates.get(row.key)
        if (values !== undefined) updates.set(row.key, { own, values })
      }
    }
    if (decision.insert !== undefined) inserts.push({ own, values: decision.insert })
    // To be read once more, and so forgotten.
    else if (shape.name === 'campaign_recipients' && theirs.length === 0 && isAll) gone.push(...own.ids)
  }
  if (gone.length > 0) await run('link/note-change', shape.name, gone)

  const changes = [...updates].map(([key, { own, values }]) => ({
    own,
    key,
    wanted: values,
    values: { ...values, ...keyValues(shape, key) },
  }))
  const { results: updated, waiting: late } = await writeAround(run, changes, (some, shaped) =>
    updateRows(client, shape, valuesOf(some), valuesOf(shaped)),
  )
  const byKey = new Map(updated.map((row) => [row.key, row]))
  for (const change of changes) {
    const row = byKey.get(change.key)
    if (late.has(change)) unwritten.push({ key: change.own.key, ...OUT_OF_REACH })
    else if (row === undefined || !shows(shape, row, change.wanted))
      unwritten.push({ key: change.own.key, reason: DISAPPEARED, isHeld: false })
  }
  const { results: inserted, waiting: later } = await writeAround(run, inserts, (some, shaped) =>
    insertRows(client, shape, valuesOf(some), valuesOf(shaped)),
  )
  const made = new Set(inserted.map((row) => ownIdOf(shape, row)))
  for (const insert of inserts) {
    const { key, ids } = insert.own
    if (later.has(insert)) unwritten.push({ key, ...OUT_OF_REACH })
    else if (!ids.some((id) => made.has(id))) unwritten.push({ key, reason: DISAPPEARED, isHeld: false })
  }

  const seen = [...updated, ...inserted].map((row) => ({
    their_key: row.key,
    own_key: ownKeys.get(row.key) ?? ownIdOf(shape, row),
    seen: row.values,
  }))
  if (seen.length > 0) await run('link/save-linked-rows', shape.name, ...columnsOfSeen(seen))
  if (shape.name === 'marketing_campaigns') await run('link/mark-counted', comparedIds(shape, found, unseen))
  if (unseen.size > 0) unwritten.push(...(await noteUnseen(run, rereads, shape, unseen)))
  const agreeing = found.flatMap(({ key }) => (unseen.has(key) ? [] : [key]))
  return { unwritten, compared: { agreeing, differing: [...unseen.keys()] } }
}

/** Campaigns whose counters are as ours are, from now on. */
function comparedIds(shape: Shape, found: readonly TheirRow[], unseen: ReadonlyMap<string, OwnRow>) {
  return found.filter(({ key }) => !unseen.has(key)).map((row) => ownIdOf(shape, row))
}

const valuesOf = (rows: readonly { readonly values: Values }[]) => rows.map(({ values }) => values)

/** @param shaped rows that have the columns of all that is ever written: of these the statement is made */
export async function updateRows(
  client: PoolClient,
  shape: Shape,
  rows: readonly Values[],
  shaped: readonly Values[] = rows,
) {
  const columns = new Set(shaped.flatMap((row) => Object.keys(row)))
  for (const key of shape.keys) columns.delete(key.name)
  return write(client, statementFor('update-rows', shape, { written: [...columns] }), rows)
}

/** Rows of the same columns at a time: what a row says nothing of is left to the column's default. */
export async function insertRows(
  client: PoolClient,
  shape: Shape,
  rows: readonly Values[],
  shaped: readonly Values[] = rows,
) {
  const by = shape.roles.get('message_id')
  const columnsOf = (row: Values) => Object.keys(row).join()
  const alike = groupBy(rows, columnsOf)
  const written: TheirRow[] = []
  for (const [columns, [first = {}]] of groupBy(shaped, columnsOf)) {
    const options = { written: Object.keys(first), ...(by !== undefined && { by }) }
    written.push(
      ...(await write(client, statementFor('insert-rows', shape, options), alike.get(columns) ?? [])),
    )
  }
  return written
}

async function write(client: PoolClient, text: string, rows: readonly Values[]): Promise<TheirRow[]> {
  return (await client.query<TheirRow>(text, [JSON.stringify(rows)]).catch(rethrow)).rows
}

/** Has them read first and ours written back afterwards. Where they cannot be taken in, ours is not written over them. */
async function noteUnseen(
  run: Query,
  rereads: Rereads,
  shape: Shape,
  unseen: ReadonlyMap<string, OwnRow>,
): Promise<readonly Unwritten[]> {
  const { rows } = await run('link/waiting-failures', shape.name, [...unseen.keys()])
  const refused = new Set(rows.map((row) => row.key))
  const noted = [...unseen].filter(([key]) => !refused.has(key))
  await run(
    'link/note-change',
    shape.name,
    noted.map(([key]) => key),
  )
  const reasons = new Map<string, string>()
  for (const [key, own] of unseen) {
    if (refused.has(key)) reasons.set(own.key, NOT_TAKEN_IN)
    else if (rereads.isTooMany(shape.name, key)) reasons.set(own.key, RESTLESS)
  }
  const again = new Set(noted.flatMap(([, own]) => (reasons.has(own.key) ? [] : [own.key])))
  await run('link/enqueue', shape.name, [...again])
  return [...reasons].map(([key, reason]) => ({ key, reason, isHeld: false }))
}
