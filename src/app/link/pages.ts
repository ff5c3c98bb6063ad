import type { TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { textOf } from '../../domain/link/rows.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'

/** Rows of theirs, in the order of their keys, with the messages of recipients. */
export interface Page {
  readonly rows: readonly TheirRow[]
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

/** @param messages their messages where these are to be read with their recipients */
export async function readPage(
  tables: TheirTables,
  shape: Shape,
  after: string | undefined,
  messages?: Shape,
): Promise<Page> {
  const size = PAGE_ROWS[shape.name]
  const rows = await tables.rowsAfter(shape, after, size)
  const lastKey = rows.length < size ? undefined : rows.at(-1)?.key
  const ids = rows.flatMap(({ values }) => textOf(values['whatsapp_message_id']) ?? [])
  const found = messages === undefined || ids.length === 0 ? [] : await tables.rowsOfMessages(messages, ids)
  return { rows, messages: found, ...(lastKey !== undefined && { lastKey }) }
}

/**
 * Reads pages as `readPage` does, each while the one before it is written. Only for a first copy: while that goes on nothing is
 * written back, so a page that was read ahead is as good as one that is read now.
 */
export function createPagesAhead(tables: TheirTables): typeof readPage {
  let ahead: { readonly place: string; readonly page: Promise<Page> } | undefined
  const placeOf = ({ name }: Shape, after: string | undefined) => JSON.stringify([name, after])
  return async (_, shape, after, messages) => {
    const place = placeOf(shape, after)
    const page = await (ahead?.place === place ? ahead.page : readPage(tables, shape, after, messages))
    ahead = undefined
    if (page.lastKey !== undefined) {
      const next = readPage(tables, shape, page.lastKey, messages)
      // Awaited with the next page, if that is ever asked for.
      next.catch(() => undefined)
      ahead = { place: placeOf(shape, page.lastKey), page: next }
    }
    return page
  }
}
