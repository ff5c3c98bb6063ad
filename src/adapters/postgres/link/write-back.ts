import type { PoolClient } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { Decision, OwnRow, TheirRow, Values } from '../../../domain/link/ports.ts'
import { same } from '../../../domain/link/rows.ts'
import type { Shape } from '../../../domain/link/shape.ts'
import { shows } from '../../../domain/link/write-back.ts'
import { rethrow } from '../connection/errors.ts'
import type { Query } from '../connection/query.ts'
import { keyValues, statementFor } from './template.ts'

export const DISAPPEARED = 'a trigger, a rule or a policy changed or swallowed the write'
const OUT_OF_REACH = 'their row is locked, hidden or gone'
const NOT_TAKEN_IN = 'what they wrote there could not be taken in, and is not written over'

interface Unwritten {
  readonly key: string
  readonly reason: string
}

/** Compares rows of ours with theirs, locked, and writes what differs: see `TheirTables.writeBack`. */
export async function writeBack(
  client: PoolClient,
  run: Query,
  shape: Shape,
  rows: readonly OwnRow[],
  decide: (own: OwnRow, theirs: readonly TheirRow[]) => Decision,
): Promise<readonly Unwritten[]> {
  await run('link/begin-writing', 'yes')
  const by = shape.name === 'broadcasts_messages' ? shape.roles.get('message_id') : undefined
  const statement = statementFor('lock-rows-by', shape, by === undefined ? {} : { by })
  const ids = rows.flatMap((row) => row.ids)
  const locked = await client.query<TheirRow>(statement, [ids]).catch(rethrow)
  const byId = groupBy(locked.rows, (row) => idOf(shape, row))
  const known = shape.name === 'campaign_recipients' ? await knownOf(run, shape, locked.rows) : undefined

  const unwritten: Unwritten[] = []
  const unseen = new Set<string>()
  const updates = new Map<string, { readonly own: OwnRow; readonly values: Values }>()
  const inserts: { readonly own: OwnRow; readonly values: Values }[] = []
  for (const own of rows) {
    const theirs = own.ids.flatMap((id) => byId.get(id) ?? [])
    const decision = decide(own, theirs)
    for (const row of theirs) {
      // They wrote it just now: that is read first.
      if (known !== undefined && !same(row.values, known.get(row.key)?.seen)) unseen.add(row.key)
      else {
        const values = decision.updates.get(row.key)
        if (values !== undefined) updates.set(row.key, { own, values })
      }
    }
    if (theirs.length > 0) continue
    if (decision.insert !== undefined) inserts.push({ own, values: decision.insert })
    else if (shape.name === 'campaign_recipients') unwritten.push({ key: own.key, reason: OUT_OF_REACH })
  }

  const changes = [...updates].map(([key, { values }]) => ({ ...values, ...keyValues(shape, key) }))
  const updated = await updateRows(client, shape, changes)
  const byKey = new Map(updated.map((row) => [row.key, row]))
  for (const [key, { own, values }] of updates) {
    const row = byKey.get(key)
    if (row === undefined || !shows(shape, row, values)) unwritten.push({ key: own.key, reason: DISAPPEARED })
  }
  const inserted = await insertRows(
    client,
    shape,
    inserts.map(({ values }) => values),
  )
  const made = new Set(inserted.map((row) => idOf(shape, row)))
  for (const { own } of inserts)
    if (!own.ids.some((id) => made.has(id))) unwritten.push({ key: own.key, reason: DISAPPEARED })

  const seen = [...updated, ...inserted].map((row) => ({
    their_key: row.key,
    own_key: known?.get(row.key)?.own_key ?? idOf(shape, row),
    seen: row.values,
  }))
  if (seen.length > 0) await run('link/save-linked-rows', shape.name, JSON.stringify(seen))
  if (unseen.size > 0) unwritten.push(...(await noteUnseen(run, shape, unseen, rows)))
  return unwritten
}

export async function updateRows(client: PoolClient, shape: Shape, rows: readonly Values[]) {
  if (rows.length === 0) return []
  const columns = new Set(rows.flatMap((row) => Object.keys(row)))
  for (const key of shape.keys) columns.delete(key.name)
  return write(client, statementFor('update-rows', shape, { written: [...columns] }), rows)
}

/** Rows of the same columns at a time: what a row says nothing of is left to the column's default. */
export async function insertRows(client: PoolClient, shape: Shape, rows: readonly Values[]) {
  const by = shape.roles.get('message_id')
  const written: TheirRow[] = []
  for (const some of groupBy(rows, (row) => Object.keys(row).join()).values()) {
    const options = { written: Object.keys(some[0] ?? {}), ...(by !== undefined && { by }) }
    written.push(...(await write(client, statementFor('insert-rows', shape, options), some)))
  }
  return written
}

async function write(client: PoolClient, text: string, rows: readonly Values[]): Promise<TheirRow[]> {
  return (await client.query<TheirRow>(text, [JSON.stringify(rows)]).catch(rethrow)).rows
}

/** The id by which a row of ours finds theirs. */
function idOf({ name }: Shape, row: TheirRow): string {
  return name === 'broadcasts_messages' ? String(row.values['message_id']) : row.key
}

/** What their rows looked like when they were last read or written. */
async function knownOf(run: Query, shape: Shape, rows: readonly TheirRow[]) {
  const keys = rows.map((row) => row.key)
  const known = await run('link/linked-rows', shape.name, keys)
  return new Map(known.rows.map((row) => [row.their_key, row]))
}

/** Has them read first and ours written back afterwards. Where they cannot be taken in, ours is not written over them. */
async function noteUnseen(
  run: Query,
  shape: Shape,
  keys: ReadonlySet<string>,
  rows: readonly OwnRow[],
): Promise<readonly Unwritten[]> {
  const refused = new Set(
    (await run('link/waiting-failures', shape.name, [...keys])).rows.map((row) => row.key),
  )
  const noted = [...keys].filter((key) => !refused.has(key))
  await run('link/note-change', shape.name, noted)
  const again = rows.filter((own) => own.ids.some((id) => noted.includes(id))).map((own) => own.key)
  await run('link/enqueue', shape.name, again)
  return rows
    .filter((own) => own.ids.some((id) => refused.has(id)))
    .map((own) => ({ key: own.key, reason: NOT_TAKEN_IN }))
}
