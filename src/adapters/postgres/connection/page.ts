import type { Page } from '../../../domain/campaigns/ports.ts'

/** A page of rows, where one row more than it holds was asked for: that one says whether there is a next page. */
export function pageOf<Row, Item, Position>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  positionOf: (row: Row) => Position,
): Page<Item, Position> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(itemOf),
    ...(last !== undefined && { next: positionOf(last) }),
  }
}
