import { groupBy } from '../../domain/link/group-by.ts'
import type {
  Decision,
  LinkStore,
  OutboxEntry,
  OwnRow,
  TheirRow,
  TheirTables,
  Values,
} from '../../domain/link/ports.ts'
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
 * @throws StoreUnavailableError where their table as a whole cannot be written now
 */
async function writeOut(
  parts: WriteOutParts,
  { shape, habits }: LinkedShape,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const { links, tables } = parts
  const keys = [...new Set(entries.flatMap((entry) => (entry.isWaiting ? [] : [entry.key])))]
  const rows = await tables.ownRows(shape.name, keys)
  const failed = new Set<string>()
  const fail = async (key: string, code: string, message: string) => {
    failed.add(key)
    await links.failed('out', shape.name, [key], code, message)
    parts.onRefused(1, code, shape.name)
  }
  const decide = (own: OwnRow, theirs: readonly TheirRow[]): Decision => {
    const updates = new Map<string, Values>()
    for (const row of theirs) {
      const values = differences(shape, habits, own, row, theirs.length === 1)
      if (Object.keys(values).length > 0) updates.set(row.key, values)
    }
    return theirs.length === 0 && shape.name === 'broadcasts_messages'
      ? { updates, insert: newMessage(shape, habits, own, parts.now(), parts.newId()) }
      : { updates }
  }
  if (rows.length > 0) {
    const outcomes = await halve(rows, {
      attempt: (some) => tables.writeBack(shape, some, decide).catch(ofTheTable),
      probe: parts.store.probe,
      culprit: (own, { code, message }) => fail(own.key, code, message),
    })
    for (const { key, reason } of outcomes.flat()) await fail(key, NOT_SHOWN, reason)
  }
  const taken = keys.filter((key) => !failed.has(key))
  if (taken.length > 0) await links.taken('out', shape.name, taken)
}

/**
 * Writes back what waits, oldest first. A table that cannot be written now does not keep the others from it.
 *
 * @returns whether anything waited
 * @throws StoreUnavailableError where a table cannot be written now: its rows go on waiting
 */
export async function writeWaiting(
  parts: WriteOutParts,
  linked: ReadonlyMap<string, LinkedShape>,
  limit: number,
): Promise<boolean> {
  const entries = await parts.links.outbox(limit)
  if (entries.length === 0) return false
  const failing: unknown[] = []
  for (const [table, own] of groupBy(entries, (entry) => entry.table)) {
    const shape = linked.get(table)
    try {
      if (shape !== undefined) await writeOut(parts, shape, own)
      await parts.links.forgetOutbox(own.flatMap(({ id }) => id ?? []))
    } catch (error) {
      failing.push(error)
    }
  }
  if (failing.length > 0) throw failing[0]
  return true
}

function ofTheTable(error: unknown): never {
  if (error instanceof StoreRefusedError && OF_THE_TABLE.has(error.code))
    throw new StoreUnavailableError('Their table cannot be written just now.', { cause: error })
  throw error
}
