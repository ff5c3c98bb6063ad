import { groupBy } from '../../domain/link/group-by.ts'
import type {
  DecideRow,
  LinkStore,
  OutboxEntry,
  TheirTables,
  Unwritten,
  Values,
} from '../../domain/link/ports.ts'
import { identityOf, type Shape, shapeOf, type TableName } from '../../domain/link/shape.ts'
import {
  differences,
  isInserted,
  isWritten,
  type LinkedShape,
  newMessage,
} from '../../domain/link/write-back.ts'
import { type StateStore, StoreRefusedError, StoreUnavailableError } from '../../domain/messages/ports.ts'
import { halve } from '../ingest/halve.ts'
import type { Turns } from './turns.ts'

/** Said of a table that is locked as a whole: around rows that are, others are written. SQLSTATE of appendix A. */
const LOCKED = '55P03'
/** SQLSTATEs of what is said of a statement, whatever the row. Appendix A. */
const OF_A_STATEMENT = /^42/
/** A row of theirs that is locked is tried again a moment later: whoever sends locks campaigns all the time. After so long it is listed. */
const PATIENCE_MS = 2_000
/** A table's turn begins no further statement after so long. */
const TURN_MS = 1_000
const ROWS_AT_ONCE = 250
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

/**
 * Writes rows of ours back to theirs, only what differs. A row that is refused costs only itself, and
 * what their table takes of it is written; the rest is tried again later.
 *
 * @returns keys of rows that wait for a lock of theirs, and are to be tried again
 * @throws StoreUnavailableError where their table as a whole cannot be written now
 */
async function writeOut(
  parts: WriteOutParts,
  { shape, habits }: LinkedShape,
  entries: readonly OutboxEntry[],
): Promise<ReadonlySet<string>> {
  const { links, tables } = parts
  const keys = [...new Set(entries.flatMap((entry) => (entry.isWaiting ? [] : [entry.key])))]
  const rows = await tables.ownRows(shape.name, keys)
  const waiting = new Map(entries.map((entry) => [entry.key, entry.waitingColumns]))
  const waitsOf = (key: string) => waiting.get(key) ?? []
  const failures = new Map<string, Failure>()
  const left = new Set<string>()
  const late = new Set(
    entries.flatMap(({ id, key, waitedMs }) => (id === undefined || waitedMs >= PATIENCE_MS ? [key] : [])),
  )
  const decideOn =
    (waits: (key: string) => readonly string[]): DecideRow =>
    (own, theirs, isAll) => {
      const waiting = waits(own.key)
      const updates = new Map<string, Values>()
      for (const row of theirs) {
        const values = differences(shape, habits, own, row, isAll && theirs.length === 1)
        const due = without(waiting, values)
        if (Object.keys(due).length > 0) updates.set(row.key, due)
      }
      if (theirs.length > 0 || !isAll || !isInserted(shape)) return { updates }
      return { updates, insert: newMessage(shape, habits, own, parts.now(), parts.newId()) }
    }
  const decide = decideOn(waitsOf)
  const decideOnAll = decideOn(() => [])
  if (rows.length > 0) {
    const refused: Unwritten[] = []
    const outcomes = await halve(rows, {
      attempt: (some) => tables.writeBack(shape, some, decide).catch(ofTheTable),
      async probe() {
        await parts.store.probe()
        await mustBeAsSeen(links, shape)
      },
      async culprit(own, { code, message }) {
        if (OF_A_STATEMENT.test(code)) await mustBeAsSeen(links, shape)
        const whole: Unwritten = { key: own.key, reason: message, code, isHeld: false }
        const some = await tables.writeByColumn(shape, own, decideOnAll).catch((error: unknown) => {
          if (error instanceof StoreRefusedError) return [whole]
          throw error
        })
        refused.push(...some)
      },
    })
    const unwritten = [...outcomes.flat(), ...refused]
    for (const { key, isHeld } of unwritten) if (isHeld && !late.has(key)) left.add(key)
    const failing = unwritten.filter(({ key }) => !left.has(key))
    for (const [key, some] of groupBy(failing, (one) => one.key))
      failures.set(key, failureOf(some, waitsOf(key)))
    for (const [, some] of groupBy([...failures], ([, failure]) => JSON.stringify(failure)))
      for (const [, { code, message, columns }] of some.slice(0, 1)) {
        const alike = some.map(([key]) => key)
        await links.failed('out', shape.name, alike, code, message, columns)
        parts.onRefused(alike.length, code, shape.name)
      }
  }
  // What waits for its next attempt is still a failure.
  const taken = keys.filter((key) => !failures.has(key) && !left.has(key) && waitsOf(key).length === 0)
  if (taken.length > 0) await links.taken('out', shape.name, taken)
  return left
}

/** Values without those of columns whose next attempt has not come. */
function without(columns: readonly string[], values: Values): Values {
  if (columns.length === 0) return values
  return Object.fromEntries(Object.entries(values).filter(([column]) => !columns.includes(column)))
}

interface Failure {
  readonly code: string
  readonly message: string
  /** None: the whole row. */
  readonly columns: readonly string[]
}

/** What is kept of a row that was not written, or only in part: the columns each with their reason. */
function failureOf(unwritten: readonly Unwritten[], waiting: readonly string[]): Failure {
  const first = unwritten.find(({ columns }) => columns === undefined) ?? unwritten[0]
  const code = first?.code ?? NOT_SHOWN
  if (first?.columns === undefined) return { code, message: first?.reason ?? '', columns: [] }
  const byReason = groupBy(unwritten, ({ reason }) => reason)
  const columnsOf = (some: readonly Unwritten[]) => [...new Set(some.flatMap(({ columns = [] }) => columns))]
  const message = [...byReason].map(([reason, some]) => `${columnsOf(some).join(', ')}: ${reason}`).join('; ')
  return { code, message, columns: [...new Set([...waiting, ...columnsOf(unwritten)])] }
}

export interface Waiting {
  /** Tables of theirs that may be written now. */
  readonly names: readonly TableName[]
  readonly linked: ReadonlyMap<TableName, LinkedShape>
  readonly turns: Turns
  /** How many rows of each table at most. */
  readonly limit: number
  /** What waits for a table that is not ready is forgotten: all of it is written back when it is. */
  readonly isReady: (table: TableName) => boolean
}

/**
 * Writes back what waits, oldest first, each table for itself.
 *
 * @returns how many rows were done with of the table for which most waited, at most the limit
 */
export async function writeWaiting(parts: WriteOutParts, waiting: Waiting): Promise<number> {
  const entries = await parts.links.outbox(waiting.names, waiting.limit)
  let most = 0
  for (const [table, own] of groupBy(entries, (entry) => entry.table)) {
    const shape = waiting.linked.get(table)
    const done = await waiting.turns.take('out', table, async () => {
      const isWriting = shape !== undefined && waiting.isReady(table) && isWritten(shape.shape)
      const ended = isWriting ? await writeForATurn(parts, shape, own) : own
      await parts.links.forgetOutbox(
        table,
        ended.flatMap(({ id }) => id ?? []),
      )
      return ended.length
    })
    most = Math.max(most, done ?? 0)
  }
  return most
}

/**
 * Writes as many as a turn allows: rows that are refused one by one take long, and other tables wait.
 *
 * @returns those that were done with
 */
async function writeForATurn(
  parts: WriteOutParts,
  shape: LinkedShape,
  entries: readonly OutboxEntry[],
): Promise<readonly OutboxEntry[]> {
  const ended: OutboxEntry[] = []
  const beganMs = parts.now()
  for (let at = 0; at < entries.length && parts.now() - beganMs <= TURN_MS; at += ROWS_AT_ONCE) {
    const some = entries.slice(at, at + ROWS_AT_ONCE)
    const left = await writeOut(parts, shape, some)
    ended.push(...some.filter(({ key }) => !left.has(key)))
  }
  return ended
}

function ofTheTable(error: unknown): never {
  if (error instanceof StoreRefusedError && error.code === LOCKED)
    throw new StoreUnavailableError('Their table cannot be written just now.', { cause: error })
  throw error
}

/**
 * What is refused may be the fault of a row, and of a trigger that runs for it; of a table that has changed it is nobody's.
 *
 * @throws StoreUnavailableError where the table is not what it was when it was looked at
 */
async function mustBeAsSeen(links: Pick<LinkStore, 'relation'>, shape: Shape): Promise<void> {
  const relation = await links.relation(shape.schema, shape.name)
  const now = relation === undefined ? undefined : shapeOf(relation)
  if (typeof now !== 'object' || identityOf(now) !== identityOf(shape))
    throw new StoreUnavailableError('Their table has changed since it was looked at.')
}
