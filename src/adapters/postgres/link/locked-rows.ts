import type { PoolClient } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { OwnRow, TheirRow } from '../../../domain/link/ports.ts'
import { ownIdOf } from '../../../domain/link/rows.ts'
import { foundBy, type Shape } from '../../../domain/link/shape.ts'
import { rethrow } from '../connection/errors.ts'
import { statementFor } from './template.ts'

/** A row of theirs that is locked now, with what was seen of it and which row of ours it stands for. */
export interface LockedRow extends TheirRow {
  readonly seen: TheirRow['values'] | null
  readonly own_key: string | null
}

/** Rows of theirs that rows of ours stand for, by what names them among ours. */
export interface TheirsOfOurs {
  readonly locked: ReadonlyMap<string, readonly LockedRow[]>
  /** What is there and could not be locked: somebody of theirs has it locked, or a policy keeps it from being written. */
  readonly held: ReadonlySet<string>
}

/** Locks rows of theirs by key, or by the column that names them, and looks for those that are there all the same. */
export async function lockRows(
  client: PoolClient,
  qualify: (sql: string) => string,
  shape: Shape,
  rows: readonly OwnRow[],
): Promise<TheirsOfOurs> {
  const column = foundBy(shape)
  const by = column === undefined ? {} : { by: column }
  const read = async <Row extends TheirRow>(name: 'lock-rows-by' | 'rows-by', ids: readonly string[]) =>
    (await client.query<Row>(qualify(statementFor(name, shape, by)), [ids]).catch(rethrow)).rows
  const ids = rows.flatMap((row) => row.ids)
  const found = await read<LockedRow>('lock-rows-by', ids)
  const locked = groupBy(found, (row) => ownIdOf(shape, row))
  // Where one row alone can bear an id, what was found is all there is.
  const isOnly = column === undefined || column.isUnique
  const sought = isOnly ? ids.filter((id) => !locked.has(id)) : ids
  const keys = new Set(found.map((row) => row.key))
  const there = sought.length === 0 ? [] : await read('rows-by', sought)
  const held = there.filter((row) => !keys.has(row.key)).map((row) => ownIdOf(shape, row))
  return { locked, held: new Set(held) }
}
