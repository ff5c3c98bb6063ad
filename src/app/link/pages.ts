import type { TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { textOf } from '../../domain/link/rows.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'

/** Rows of theirs, in the order of their keys, with the messages of recipients. */
export interface Page {
  readonly rows: readonly TheirRow[]
  /** How many rows there are, also those that were read already. */
  readonly count: number
  readonly messages: readonly TheirRow[]
  /** Absent: the end was reached. */
  readonly lastKey?: string
}

/** How many rows are read and written at once: webhooks wait for a transaction with recipients, and are not to notice. */
const PAGE_ROWS: Readonly<Record<TableName, number>> = {
  marketing_campaigns: 2_000,
  campaign_recipients: 1_000,
  broadcasts_messages: 2_000,
}

/** Reads all rows of a page once more. */
export async function readPage(tables: TheirTables, shape: Shape, after: string | undefined): Promise<Page> {
  const size = PAGE_ROWS[shape.name]
  const rows = await tables.rowsAfter(shape, after, size)
  return pageOf(rows, rows, size)
}

/** Reads what is not known yet, and the messages of recipients where they are to be read along. */
async function readNewPage(
  tables: TheirTables,
  shape: Shape,
  after: string | undefined,
  messages?: Shape,
): Promise<Page> {
  const size = PAGE_ROWS[shape.name]
  const { rows, keys } = await tables.newRowsAfter(shape, after, size)
  const ids = rows.flatMap(({ values }) => textOf(values['whatsapp_message_id']) ?? [])
  const found = messages === undefined || ids.length === 0 ? [] : await tables.rowsOfMessages(messages, ids)
  return pageOf(rows, keys, size, found)
}

function pageOf(
  rows: readonly TheirRow[],
  all: readonly (TheirRow | string)[],
  size: number,
  messages: readonly TheirRow[] = [],
): Page {
  const last = all.length < size ? undefined : all.at(-1)
  const lastKey = typeof last === 'object' ? last.key : last
  return { rows, count: all.length, messages, ...(lastKey !== undefined && { lastKey }) }
}

/**
 * Reads pages for a first copy, each while the one before it is written. What is written back meanwhile is known, so a page
 * that was read ahead is as good as one that is read now.
 */
export function createPagesAhead(tables: TheirTables): typeof readNewPage {
  let ahead: { readonly place: string; readonly page: Promise<Page> } | undefined
  const placeOf = ({ name }: Shape, after: string | undefined) => JSON.stringify([name, after])
  return async (_, shape, after, messages) => {
    const place = placeOf(shape, after)
    const page = await (ahead?.place === place ? ahead.page : readNewPage(tables, shape, after, messages))
    ahead = undefined
    if (page.lastKey !== undefined) {
      const next = readNewPage(tables, shape, page.lastKey, messages)
      // Awaited with the next page, if that is ever asked for.
      next.catch(() => undefined)
      ahead = { place: placeOf(shape, page.lastKey), page: next }
    }
    return page
  }
}
