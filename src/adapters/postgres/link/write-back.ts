import type { PoolClient } from 'pg'
import type { DecideRow, OwnRow, TheirRow, Unwritten, Values } from '../../../domain/link/ports.ts'
import { changedRoles, ownIdOf } from '../../../domain/link/rows.ts'
import type { Shape } from '../../../domain/link/shape.ts'
import { unshown } from '../../../domain/link/write-back.ts'
import type { Query } from '../connection/query.ts'
import { lockRows } from './locked-rows.ts'
import type { Compared, Rereads } from './rereads.ts'
import { columnsOfSeen } from './seen-rows.ts'
import { writeAround } from './write-around.ts'
import { insertRows, type RowUpdate, type UpdatedRow, updateRows } from './write-rows.ts'

export const DISAPPEARED = 'a trigger, a rule or a policy changed or swallowed the write'
const OUT_OF_REACH = { reason: 'their row is locked, or hidden', isHeld: true }
const NOT_TAKEN_IN = 'what they wrote there could not be taken in, and is not written over'
const RESTLESS = 'their row reads differently each time, and is not written over'

/** What a row of theirs, by its key, lacks of ours. */
export interface Change extends RowUpdate {
  readonly own: OwnRow
}

/** A row that they are to get. */
export interface Insert {
  readonly own: OwnRow
  readonly values: Values
}

/** A column of theirs that refuses its value. */
export interface Refusal {
  readonly column: string
  /** SQLSTATE. */
  readonly code: string
  readonly reason: string
}

interface Outcome<Row, Result> {
  readonly results: readonly Result[]
  /** What could not be written without waiting for others. */
  readonly waiting: ReadonlySet<Row>
  /** Columns that were not written with the rest of their row. */
  readonly refused?: ReadonlyMap<Row, readonly Refusal[]>
}

/** How rows get into their table. */
export interface Writer {
  update(changes: readonly Change[]): Promise<Outcome<Change, UpdatedRow>>
  insert(inserts: readonly Insert[]): Promise<Outcome<Insert, TheirRow>>
}

interface Written {
  readonly unwritten: readonly Unwritten[]
  /** To be counted when it is committed. */
  readonly compared: Compared
}

export interface WriteBackParts {
  readonly qualify: (sql: string) => string
  readonly rereads: Rereads
  readonly writer: Writer
}

/** Compares rows of ours with theirs, locked, and writes what differs: see `TheirTables.writeBack`. */
export async function writeBack(
  client: PoolClient,
  run: Query,
  { qualify, rereads, writer }: WriteBackParts,
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
  const updates = new Map<string, Change>()
  const inserts: Insert[] = []
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
        if (values !== undefined) updates.set(row.key, { own, key: row.key, values })
      }
    }
    if (decision.insert !== undefined) inserts.push({ own, values: decision.insert })
    // To be read once more, and so forgotten.
    else if (shape.name === 'campaign_recipients' && theirs.length === 0 && isAll) gone.push(...own.ids)
  }
  if (gone.length > 0) await run('link/note-change', shape.name, gone)

  const changes = [...updates.values()]
  const updated = await writer.update(changes)
  const byKey = new Map(updated.results.map((row) => [row.was, row]))
  for (const change of changes) unwritten.push(...unwrittenOf(shape, change, byKey.get(change.key), updated))
  const inserted = await writer.insert(inserts)
  const made = new Map(inserted.results.map((row) => [ownIdOf(shape, row), row]))
  for (const insert of inserts) {
    const row = insert.own.ids.flatMap((id) => made.get(id) ?? [])[0]
    unwritten.push(...unwrittenOf(shape, insert, row, inserted))
  }

  const written = [
    ...updated.results.map((row) => ({ row, ownKey: ownKeys.get(row.was) })),
    ...inserted.results.map((row) => ({ row, ownKey: undefined })),
  ]
  const seen = written.map(({ row, ownKey }) => ({
    their_key: row.key,
    own_key: ownKey ?? ownIdOf(shape, row),
    seen: row.values,
  }))
  if (seen.length > 0) await run('link/save-linked-rows', shape.name, ...columnsOfSeen(seen))
  const renamed = updated.results.flatMap(({ was, key }) => (was === key ? [] : [was]))
  if (renamed.length > 0) await run('link/forget-renamed', shape.name, renamed)
  if (shape.name === 'marketing_campaigns') await run('link/mark-counted', comparedIds(shape, found, unseen))
  if (unseen.size > 0) unwritten.push(...(await noteUnseen(run, rereads, shape, unseen)))
  const agreeing = found.flatMap(({ key }) => (unseen.has(key) ? [] : [key]))
  return { unwritten, compared: { agreeing, differing: [...unseen.keys()] } }
}

/** What of a row was not written as wanted. */
function unwrittenOf<Row extends Change | Insert>(
  shape: Shape,
  wanted: Row,
  row: TheirRow | undefined,
  { waiting, refused }: Outcome<Row, TheirRow>,
): readonly Unwritten[] {
  const { key } = wanted.own
  if (waiting.has(wanted)) return [{ key, ...OUT_OF_REACH }]
  const refusals = refused?.get(wanted) ?? []
  const unwritten: Unwritten[] = refusals.map(({ column, code, reason }) => ({
    key,
    reason,
    code,
    columns: [column],
    isHeld: false,
  }))
  const names = new Set(refusals.map(({ column }) => column))
  const taken = Object.fromEntries(Object.entries(wanted.values).filter(([column]) => !names.has(column)))
  if (Object.keys(taken).length === 0) return unwritten
  if (row === undefined) return [{ key, reason: DISAPPEARED, isHeld: false }]
  // Of a row that is inserted their triggers may say what they like.
  const columns = 'key' in wanted ? unshown(shape, row, taken) : []
  return columns.length === 0
    ? unwritten
    : [...unwritten, { key, reason: DISAPPEARED, columns, isHeld: false }]
}

/** Writes all rows at once, around those that others keep waiting. */
export function createWriterAtOnce(client: PoolClient, run: Query, shape: Shape): Writer {
  return {
    update: (changes) => writeAround(run, changes, (some, shaped) => updateRows(client, shape, some, shaped)),
    insert: (inserts) =>
      writeAround(run, inserts, (some, shaped) =>
        insertRows(client, shape, valuesOf(some), valuesOf(shaped)),
      ),
  }
}

const valuesOf = (rows: readonly { readonly values: Values }[]) => rows.map(({ values }) => values)

/** Campaigns whose counters are as ours are, from now on. */
function comparedIds(shape: Shape, found: readonly TheirRow[], unseen: ReadonlyMap<string, OwnRow>) {
  return found.filter(({ key }) => !unseen.has(key)).map((row) => ownIdOf(shape, row))
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
