import type { LinkedTable, TheirRow } from '../../domain/link/ports.ts'
import type { LinkedShape } from '../../domain/link/write-back.ts'
import type { Copied } from './first-copy.ts'
import { readPage } from './pages.ts'
import { type ReadInParts, readIn } from './read-in.ts'

/**
 * Takes in the next rows of a table that was read before. Where it has become another, ours are compared with theirs, too: what reports
 * said meanwhile may not have been written.
 */
export async function readAgain(
  parts: ReadInParts,
  own: LinkedShape,
  { sweptTo, readsAnew }: LinkedTable,
): Promise<Copied> {
  const { rows, ...page } = await readPage(parts.tables, own.shape, sweptTo)
  const changed = await readIn(parts, own, rows, false)
  if (readsAnew && rows.length > 0) await enqueueOwn(parts, own, rows)
  return { ...page, changed }
}

/** Has ours written back that rows of theirs stand for: of rows that are there alone, for no message is to be inserted anew. */
async function enqueueOwn(
  { links }: ReadInParts,
  { shape: { name } }: LinkedShape,
  rows: readonly TheirRow[],
): Promise<void> {
  const known = await links.known(
    name,
    rows.map((row) => row.key),
  )
  const keys = [...new Set([...known.values()].map(({ ownKey }) => ownKey))]
  if (name === 'broadcasts_messages') await links.enqueueMessages(keys)
  else await links.enqueue(name, keys)
}
