import type { TableName } from '../../../domain/link/shape.ts'

/** So often in a row a row of theirs may differ from what was just read of it: whoever writes that fast is a race, more is a loop. */
const MAX_REREADS = 5
/** Where a whole table reads differently each time, counting begins anew now and then. */
const MAX_COUNTED = 100_000

/**
 * Counts how often rows of theirs were read anew without avail before ours could be written: a value that reads differently each time
 * would have the same row read and compared for ever, as fast as the database can.
 */
export interface Rereads {
  isTooMany(table: TableName, key: string): boolean
  /** Called when it is committed. */
  count(table: TableName, compared: Compared): void
}

/** Keys of theirs that were locked and compared with what was seen of them. */
export interface Compared {
  readonly agreeing: readonly string[]
  readonly differing: readonly string[]
}

export function createRereads(): Rereads {
  const counts = new Map<string, number>()
  const placeOf = (table: TableName, key: string) => `${table} ${key}`
  return {
    isTooMany: (table, key) => (counts.get(placeOf(table, key)) ?? 0) >= MAX_REREADS,
    count(table, { agreeing, differing }) {
      if (counts.size > 0) for (const key of agreeing) counts.delete(placeOf(table, key))
      if (counts.size > MAX_COUNTED) counts.clear()
      for (const key of differing) counts.set(placeOf(table, key), (counts.get(placeOf(table, key)) ?? 0) + 1)
    },
  }
}
