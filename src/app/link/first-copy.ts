import type { LinkedShape } from '../../domain/link/write-back.ts'
import { createPagesAhead, type NewPage } from './pages.ts'
import { copyRecipients, type ReadInParts, readIn } from './read-in.ts'

/** So many pages are written at the same time: while one waits for the server, another is put together. */
const PAGES_AT_ONCE = 3

/** How far rows were taken in. */
export interface Copied {
  readonly count: number
  readonly changed: number
  /** Absent: the end was reached. */
  readonly lastKey?: string
}

/**
 * Takes in the next rows of a table for the first time.
 *
 * @param messages where they are quickly found by id: recipients bring theirs along
 */
export type CopyNext = (
  own: LinkedShape,
  after: string | undefined,
  messages: LinkedShape | undefined,
) => Promise<Copied>

/** A first copy, with the next page read ahead. What has been read otherwise meanwhile it does not know: begin another then. */
export function createFirstCopy(parts: ReadInParts): CopyNext {
  const readNext = createPagesAhead(parts)
  return async (own, after, messages) => {
    const writing: Promise<number>[] = []
    const write = async (page: NewPage) => {
      if (page.read === undefined) return readIn(parts, own, page.rows, true)
      await copyRecipients(parts, { recipients: own, messages }, page.read)
      return page.rows.length
    }
    let count = 0
    let lastKey = after
    try {
      do {
        const page = await readNext(own.shape, lastKey, messages?.shape)
        const written = write(page)
        // It may fail while the next page is read; it is awaited below.
        written.catch(() => undefined)
        writing.push(written)
        count += page.count
        lastKey = page.lastKey
      } while (lastKey !== undefined && writing.length < PAGES_AT_ONCE)
    } finally {
      // Nothing may be under way any more when the next attempt begins.
      await Promise.allSettled(writing)
    }
    const changed = (await Promise.all(writing)).reduce((sum, rows) => sum + rows, 0)
    return { count, changed, ...(lastKey !== undefined && { lastKey }) }
  }
}
