import type { LinkStore, OutboxEntry, OwnRow, TheirRow, TheirTables } from '../../domain/link/ports.ts'
import type { Shape } from '../../domain/link/shape.ts'
import { differences, type Habits, newMessage } from '../../domain/link/write-back.ts'
import { type StateStore, StoreRefusedError, StoreUnavailableError } from '../../domain/messages/ports.ts'
import { halve } from '../ingest/halve.ts'

/** Said by a table, not by a row: locked as a whole, or changed since it was looked at. SQLSTATEs of appendix A. */
const OF_THE_TABLE: ReadonlySet<string> = new Set(['55P03', '42P01', '42703', '57014'])
/** What became of a row that was written and does not show it. */
const NOT_SHOWN = 'not-written'

export interface WriteOutParts {
  readonly links: LinkStore
  readonly tables: TheirTables
  readonly store: Pick<StateStore, 'probe'>
  readonly now: () => number
  readonly newId: () => string
  /** Called with rows that were refused. */
  readonly onRefused: (rows: number, code: string, table: string) => void
}

export interface LinkedShape {
  readonly shape: Shape
  readonly habits: Habits
}

/**
 * Writes rows of ours back to theirs, only what differs. A row that is refused costs only itself, and is tried again later.
 *
 * @returns how many were looked at
 * @throws StoreUnavailableError where their table as a whole cannot be written now
 */
export async function writeOut(
  parts: WriteOutParts,
  { shape, habits }: LinkedShape,
  entries: readonly OutboxEntry[],
): Promise<number> {
  const { links, tables } = parts
  const keys = [...new Set(entries.flatMap((entry) => (entry.isWaiting ? [] : [entry.key])))]
  const rows = await tables.ownRows(shape.name, keys)
  const failed = new Set<string>()
  const fail = async (key: string, code: string, message: string) => {
    failed.add(key)
    await links.failed(shape.name, [key], code, message)
    parts.onRefused(1, code, shape.name)
  }
  const decide = (own: OwnRow, theirs: TheirRow | undefined) => {
    if (theirs === undefined)
      return shape.name === 'broadcasts_messages'
        ? { insert: newMessage(shape, habits, own, parts.now(), parts.newId()) }
        : {}
    const update = differences(shape, habits, own, theirs)
    return Object.keys(update).length === 0 ? {} : { update }
  }
  if (rows.length > 0) {
    const outcomes = await halve(rows, {
      attempt: (some) => tables.writeBack(shape, some, decide).catch(ofTheTable),
      probe: parts.store.probe,
      culprit: (own, { code, message }) => fail(own.key, code, message),
    })
    for (const { key, reason } of outcomes.flat()) await fail(key, NOT_SHOWN, reason)
  }
  const mended = keys.filter((key) => !failed.has(key))
  if (mended.length > 0) await links.mended(shape.name, mended)
  return rows.length
}

function ofTheTable(error: unknown): never {
  if (error instanceof StoreRefusedError && OF_THE_TABLE.has(error.code))
    throw new StoreUnavailableError('Their table cannot be written just now.', { cause: error })
  throw error
}
