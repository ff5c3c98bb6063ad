import type { LinkState, LinkStore, TheirTables } from '../../domain/link/ports.ts'
import type { TableName } from '../../domain/link/shape.ts'
import { lookAtTable } from './look.ts'

/** A first copy that gets no further for so long stands still: a page takes a second at most. */
const STANDSTILL_MS = 3_000
/** As many rows as a first copy reads at once: what keeps it may be in any of them. */
const PAGE = 2_000

interface StandstillParts {
  readonly links: LinkStore
  readonly tables: TheirTables
  readonly now: () => number
  readonly onFailing?: (error: unknown, table?: TableName) => void
}

/**
 * Says why the first copy of another process does not get on: what keeps it is in that one's log alone. The next rows are read here, too,
 * and what the server says against it is passed on, once for each table.
 */
export function createStandstill(parts: StandstillParts): (state: LinkState) => Promise<void> {
  const said = new Set<TableName>()
  let place = ''
  let sinceMs = parts.now()
  return async ({ schema, tables }) => {
    const now = JSON.stringify(tables)
    if (now !== place) {
      place = now
      sinceMs = parts.now()
    }
    if (parts.now() - sinceMs < STANDSTILL_MS) return
    sinceMs = parts.now()
    for (const { name, isCopied, sweptTo } of tables) {
      if (isCopied || said.has(name)) continue
      try {
        const seen = await lookAtTable(parts.links, parts.tables, schema, name)
        if (typeof seen === 'string') throw new Error(seen)
        if (seen !== undefined) await parts.tables.newRowsAfter(seen.shape, sweptTo, PAGE)
      } catch (error) {
        said.add(name)
        parts.onFailing?.(error, name)
      }
    }
  }
}
