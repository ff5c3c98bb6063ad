import type { LinkStore, TheirTables } from '../../domain/link/ports.ts'
import { isGone } from '../../domain/link/rows.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'

/** The search for rows of theirs that are not there any more, a page of what is known of them at a time. */
export interface GoneRows {
  /** Forgets those of the next page. */
  forgetNext(shape: Shape): Promise<void>
  /** Whether rows were gone: there may be many more, as when a table was emptied. */
  isShrinking(name?: TableName): boolean
  /** Begins anew: until all of it is looked through, none of its rows is to be taken for a new one. */
  begin(name: TableName): void
  /** Whether that is under way. */
  isUnsure(name: TableName): boolean
}

/** @param limit how many rows a page has */
export function createGoneRows(
  { links, tables }: { readonly links: LinkStore; readonly tables: TheirTables },
  limit: number,
): GoneRows {
  const cursors = new Map<TableName, string>()
  const shrinking = new Set<TableName>()
  const unsure = new Set<TableName>()
  return {
    async forgetNext(shape) {
      const { name } = shape
      const keys = await links.knownAfter(name, cursors.get(name) ?? '', limit)
      const rows = (await tables.rowsByKey(shape, keys)).filter((row) => !isGone(shape, row))
      const left = new Set(rows.map((row) => row.key))
      const gone = keys.filter((key) => !left.has(key))
      if (gone.length > 0) await links.forgetRows(name, gone)
      if (gone.length > 0) shrinking.add(name)
      else shrinking.delete(name)
      cursors.set(name, keys.at(-1) ?? '')
      if (keys.length < limit) unsure.delete(name)
    },
    isShrinking: (name) => (name === undefined ? shrinking.size > 0 : shrinking.has(name)),
    begin(name) {
      cursors.delete(name)
      unsure.add(name)
    },
    isUnsure: (name) => unsure.has(name),
  }
}
