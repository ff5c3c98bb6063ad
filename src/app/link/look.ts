import { habitsOf } from '../../domain/link/habits.ts'
import type { LinkStore, TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { type Shape, shapeOf, type TableName } from '../../domain/link/shape.ts'
import type { LinkedShape } from '../../domain/link/write-back.ts'

/** How many rows of theirs are looked at for the words that they use. */
const SAMPLE = 200

/** A table of theirs as it is now, with its first rows. */
export interface SeenTable {
  readonly shape: Shape
  readonly sample: readonly TheirRow[]
}

/**
 * Looks at one table of theirs.
 *
 * @returns why it cannot be linked, where it cannot; undefined where there is none
 * @throws where it cannot be read
 */
export async function lookAtTable(
  links: LinkStore,
  tables: TheirTables,
  schema: string,
  name: TableName,
): Promise<SeenTable | string | undefined> {
  const relation = await links.relation(schema, name)
  if (relation === undefined) return undefined
  const shape = shapeOf(relation)
  if (typeof shape === 'string') return shape
  return { shape, sample: await tables.rowsAfter(shape, undefined, SAMPLE) }
}

/**
 * Looks at a table that is linked.
 *
 * @param known what it was like at the last look
 * @throws where it cannot be read, or be linked any more: what waits for it is kept, for the right or the column may come back
 */
export async function lookAtLinked(
  links: LinkStore,
  tables: TheirTables,
  schema: string,
  name: TableName,
  known: LinkedShape | undefined,
): Promise<LinkedShape | 'gone'> {
  const seen = await lookAtTable(links, tables, schema, name)
  if (seen === undefined) return 'gone'
  if (typeof seen === 'string') throw new Error(seen)
  const { shape, sample } = seen
  // An emptied table has the habits that it had.
  const habits = sample.length === 0 && known !== undefined ? known.habits : habitsOf(shape, sample)
  return { shape, habits }
}
