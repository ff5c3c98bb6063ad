import type { TheirRow, TheirTables } from '../../domain/link/ports.ts'
import { isGone, type PhoneReader, textOf } from '../../domain/link/rows.ts'
import type { Shape, TableName } from '../../domain/link/shape.ts'
import { type FirstRead, readMessagesById, readNewRecipients } from './new-recipients.ts'

/** Rows of theirs, in the order of their keys. */
export interface Page {
  readonly rows: readonly TheirRow[]
  /** How many rows there are, also those that were read already. */
  readonly count: number
  /** Absent: the end was reached. */
  readonly lastKey?: string
}

/** Rows that are not known yet. */
export interface NewPage extends Page {
  /** Of recipients: what they and their messages say. */
  readonly read?: FirstRead
}

/** Reads the next page of a table for the first time, and messages of recipients where these are to be read along. */
export type ReadNewPage = (shape: Shape, after: string | undefined, messages?: Shape) => Promise<NewPage>

/** A recipient comes after its campaign, and brings its message along; messages that have none come last. */
export const COPYING_ORDER: readonly TableName[] = [
  'marketing_campaigns',
  'campaign_recipients',
  'broadcasts_messages',
]

/** How many rows are read and written at once: webhooks wait for recipients that have no message, and are not to notice. */
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

interface ReadingParts {
  readonly tables: TheirTables
  readonly phoneOf: PhoneReader
  readonly now: () => number
}

function createReadNewPage({ tables, phoneOf, now }: ReadingParts): ReadNewPage {
  return async (shape, after, messages) => {
    const size = PAGE_ROWS[shape.name]
    const { rows, keys } = await tables.newRowsAfter(shape, after, size)
    const page = pageOf(rows, keys, size)
    if (shape.name !== 'campaign_recipients') return page
    const ids = rows.flatMap(({ values }) => textOf(values['whatsapp_message_id']) ?? [])
    const found =
      messages === undefined || ids.length === 0 ? [] : await tables.newRowsOfMessages(messages, ids)
    const there = rows.filter((row) => !isGone(shape, row))
    return {
      ...page,
      read: {
        recipients: readNewRecipients(there, phoneOf),
        messages: readMessagesById(found, now(), phoneOf),
      },
    }
  }
}

function pageOf(rows: readonly TheirRow[], all: readonly (TheirRow | string)[], size: number): Page {
  const last = all.length < size ? undefined : all.at(-1)
  const lastKey = typeof last === 'object' ? last.key : last
  return { rows, count: all.length, ...(lastKey !== undefined && { lastKey }) }
}

/**
 * Reads pages for a first copy, each while the one before it is written: what is asked of the server, and what its rows say.
 * What is written back meanwhile is known, so a page that was read ahead is as good as one that is read now.
 */
export function createPagesAhead(parts: ReadingParts): ReadNewPage {
  const readNewPage = createReadNewPage(parts)
  let ahead: { readonly place: string; readonly page: Promise<NewPage> } | undefined
  const placeOf = ({ name }: Shape, after: string | undefined) => JSON.stringify([name, after])
  return async (shape, after, messages) => {
    const begun = ahead?.place === placeOf(shape, after) ? ahead.page : undefined
    // Also where it fails: the next attempt reads anew.
    ahead = undefined
    const page = await (begun ?? readNewPage(shape, after, messages))
    if (page.lastKey !== undefined) {
      const next = readNewPage(shape, page.lastKey, messages)
      // Awaited with the next page, if that is ever asked for.
      next.catch(() => undefined)
      ahead = { place: placeOf(shape, page.lastKey), page: next }
    }
    return page
  }
}
