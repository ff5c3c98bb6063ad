import type { LinkStore, TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { type Shape, shapeOf, type TableName } from '../../domain/link/shape.ts'

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
