import type { LinkedTable, LinkStore } from '../../domain/link/ports.ts'
import {
  changeBetween,
  identityOf,
  isNoted,
  type Shape,
  type TableName,
  whyPolled,
} from '../../domain/link/shape.ts'
import type { LinkedShape } from '../../domain/link/write-back.ts'
import type { Turns } from './turns.ts'

/** How a linked table became another; in each case all of its rows are compared anew. */
export type TableChange =
  /** It was not there, and is again. */
  | 'back'
  /** Another one has its name now. */
  | 'table'
  /** Its rows are named by other columns, or by columns of other types. */
  | 'key'
  /** It has other columns that are read or written, or other rights to them. */
  | 'columns'
  /** Its trigger was not as it should be, and is made again, or works again. */
  | 'trigger'
  /** It has no trigger that notes changes any more. */
  | 'polled'

/** A linked table that is not what it was when it was last looked at. */
export interface FollowedTable {
  readonly name: TableName
  /** Absent: nothing that anybody need know. */
  readonly change?: TableChange
}

/**
 * Notes what became of linked tables, so that nothing of theirs goes unnoticed: a trigger is made again where it is missing. One that
 * they disabled stays so.
 */
export async function followTables(
  links: Pick<LinkStore, 'follow' | 'lose'>,
  turns: Turns,
  tables: readonly LinkedTable[],
  linked: ReadonlyMap<TableName, LinkedShape>,
): Promise<readonly FollowedTable[]> {
  const followed: FollowedTable[] = []
  for (const table of tables) {
    const { name } = table
    const shape = linked.get(name)?.shape
    const note = shape === undefined || turns.rests('in', name) ? undefined : noteFor(links, table, shape)
    const noted = note === undefined ? undefined : await turns.take('in', name, note)
    if (noted !== undefined) followed.push(noted)
  }
  return followed
}

/** @returns undefined where the table is what it was */
function noteFor(
  links: Pick<LinkStore, 'follow' | 'lose'>,
  table: LinkedTable,
  shape: Shape,
): (() => Promise<FollowedTable>) | undefined {
  const identity = identityOf(shape)
  const change = table.identity === undefined ? undefined : changeBetween(table.identity, identity)
  const isPolled = whyPolled(shape) !== undefined
  const isNoticed = isNoted(shape) && !isPolled
  if (table.identity === identity && table.hasTrigger === isNoticed) return undefined
  const isDisabled = shape.hasTrigger && shape.notedKeys.length === 0
  const wantsTrigger = table.hasTrigger && !isNoticed && !isDisabled
  const readsAnew = change !== undefined || table.hasTrigger !== isNoticed
  return async () => {
    const { name } = table
    // What came since it was last noted that it was away.
    if (change === 'back') await links.lose(name)
    const hasTrigger = await links.follow(shape, wantsTrigger, readsAnew)
    if (!readsAnew) return { name }
    if (table.hasTrigger && !hasTrigger) return { name, change: 'polled' }
    return { name, change: change ?? 'trigger' }
  }
}
