import type { TheirRow } from '../../domain/link/ports.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'
import type { ReadInParts } from './read-in.ts'

/** Rows of theirs, in the order of their keys, with the messages of recipients. */
export interface Page {
  readonly rows: readonly TheirRow[]
  readonly messages: readonly TheirRow[]
  /** Absent: the end was reached. */
  readonly lastKey?: string
}

/** How many rows are read and written at once: webhooks wait for a transaction with recipients, and are not to notice. */
export const PAGE_ROWS: Readonly<Record<TableName, number>> = {
  marketing_campaigns: 2_000,
  campaign_recipients: 1_000,
  broadcasts_messages: 2_000,
}

/**
 * Reads pages one after the other, each while the one before it is written.
 *
 * @param messages their messages where these are to be read with their recipients
 */
export function createPages(
  tables: ReadInParts['tables'],
): (shape: Shape, after: string | undefined, messages?: Shape) => Promise<Page> {
  let ahead: { readonly place: string; readonly page: Promise<Page> } | undefined
  const placeOf = ({ name }: Shape, after: string | undefined) => JSON.stringify([name, after])

  async function read(shape: Shape, after: string | undefined, messages: Shape | undefined): Promise<Page> {
    const size = PAGE_ROWS[shape.name]
    const rows = await tables.rowsAfter(shape, after, size)
    const lastKey = rows.length < size ? undefined : rows.at(-1)?.key
    const ids = rows.flatMap(({ values }) => String(values['whatsapp_message_id'] ?? '') || [])
    const found = messages === undefined || ids.length === 0 ? [] : await tables.rowsOfMessages(messages, ids)
    return { rows, messages: found, ...(lastKey !== undefined && { lastKey }) }
  }

  return async (shape, after, messages) => {
    const place = placeOf(shape, after)
    const page = await (ahead?.place === place ? ahead.page : read(shape, after, messages))
    ahead = undefined
    if (page.lastKey !== undefined) {
      const next = read(shape, page.lastKey, messages)
      // Awaited with the next page, if that is ever asked for.
      next.catch(() => undefined)
      ahead = { place: placeOf(shape, page.lastKey), page: next }
    }
    return page
  }
}
