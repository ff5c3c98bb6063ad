import { setTimeout as sleep } from 'node:timers/promises'
import { pauseAfter } from '../../domain/async/back-off.ts'
import { createSingleFlight } from '../../domain/async/single-flight.ts'
import { habitsOf } from '../../domain/link/habits.ts'
import type { LinkedTable, LinkState } from '../../domain/link/ports.ts'
import type { TableName } from '../../domain/link/shape.ts'
import { within } from '../async/within.ts'
import { joinExternalRows } from '../campaigns/join-external-rows.ts'
import { linkableShapes, SAMPLE } from './check.ts'
import { createPagesAhead, readPage } from './pages.ts'
import { READING_ORDER, type ReadInParts, readIn, readKeys } from './read-in.ts'
import { type LinkedShape, type WriteOutParts, writeWaiting } from './write-out.ts'

/** How long a webhook's answer waits for its rows to be written back, while that keeps up. */
const WAIT_MS = 200
const IDLE_MS = 250
/** How often it is looked whether there is a link, and how their tables look now. */
const LOOK_MS = 2_000
/** After this many looks rows are read in turn even where a trigger says what changed: truncation it does not see. */
const LOOKS_PER_SWEEP = 15
const UNLINKED_LOOK_MS = 5_000
const AT_ONCE = 2_000
const BACK_OFF = { firstMs: 500, lastMs: 10_000 }
/** While webhooks come as fast as they are answered, the link rests this many times as long as it worked. */
const RESTS_WHILE_BUSY = 9
const LONGEST_REST_MS = 2_000
/** A recipient comes after its campaign, and brings its message along; messages that have none come last. */
const COPYING_ORDER: readonly TableName[] = [
  'marketing_campaigns',
  'campaign_recipients',
  'broadcasts_messages',
]

export interface LinkWorkerParts extends ReadInParts, WriteOutParts {
  readonly store: ReadInParts['store']
  /** Names this process. */
  readonly holder: string
  readonly signal: AbortSignal
  /** Whether webhooks come as fast as they are answered: they go first then. */
  readonly isBusy?: () => boolean
  readonly onState?: (state: LinkState | undefined) => void
  /** Called once, until it goes well again. */
  readonly onFailing?: (error: unknown) => void
}

export interface LinkWorker {
  /** Works until the signal is aborted. Never rejects. */
  run(): Promise<void>
  /**
   * Reads all rows in for the first time, and resolves when that is done, here or on another process, or the signal is
   * aborted. It goes on where it was left.
   */
  copyAll(onProgress: (rows: number) => void): Promise<void>
  /** Resolves when what is committed now is written back; at once while that does not keep up, and after 200 ms at most. */
  caughtUp(): Promise<void>
}

/** Reads others' tables in and writes back to them, on one replica at a time. */
export function createLinkWorker(parts: LinkWorkerParts): LinkWorker {
  const { links, tables, signal } = parts
  let state: LinkState | undefined
  let linked: ReadonlyMap<string, LinkedShape> = new Map()
  let lookedMs = Number.NEGATIVE_INFINITY
  let isHolder = false
  let startedMs: number | undefined
  let isFailing = false
  let looks = 0
  let sweepsNext = false
  let readAhead = createPagesAhead(tables)
  /** Where the search for rows that are gone has come to. */
  const goneCursor = new Map<string, string>()

  async function look(): Promise<void> {
    state = await links.state()
    parts.onState?.(state)
    const found = new Map<string, LinkedShape>()
    for (const shape of state === undefined ? [] : await linkableShapes(links, state.schema)) {
      if (!state?.tables.some(({ name }) => name === shape.name)) continue
      const known = linked.get(shape.name)
      const rows = await tables.rowsAfter(shape, undefined, SAMPLE)
      const habits = habitsOf(shape, rows)
      found.set(shape.name, { shape, habits: known === undefined || rows.length > 0 ? habits : known.habits })
    }
    linked = found
    lookedMs = parts.now()
    looks++
    sweepsNext = true
  }

  async function readNoted(): Promise<boolean> {
    const changes = await links.changes(AT_ONCE)
    if (changes.length === 0) return false
    for (const table of READING_ORDER) {
      const keys = [...new Set(changes.flatMap((one) => (one.table === table ? [one.key] : [])))]
      const shape = linked.get(table)?.shape
      if (shape !== undefined && keys.length > 0) await readKeys(parts, shape, keys)
    }
    await joinExternalRows(parts.store, parts.rule, signal)
    await links.forgetChanges(changes.flatMap(({ id }) => id ?? []))
    return true
  }

  /** Reads the next rows of a table in the order of keys. */
  async function sweep(table: LinkedTable): Promise<number> {
    const { name, isCopied: wasCopied } = table
    const shape = linked.get(name)?.shape
    if (shape === undefined) return 0
    const read = wasCopied ? readPage : readAhead
    const { rows, messages, lastKey } = await read(tables, shape, table.sweptTo, messagesOf(table))
    const changed = await readIn(parts, shape, rows, messages)
    await links.swept(name, lastKey, rows.length)
    const { sweptTo: _, ...rest } = table
    replace({
      ...rest,
      ...(lastKey !== undefined && { sweptTo: lastKey }),
      rowsRead: wasCopied ? table.rowsRead : table.rowsRead + rows.length,
      isCopied: wasCopied || lastKey === undefined,
    })
    return changed
  }

  /** Recipients that are read for the first time bring their messages along, where those are quickly found. */
  function messagesOf({ name, isCopied: wasCopied }: LinkedTable) {
    const messages = name === 'campaign_recipients' ? linked.get('broadcasts_messages')?.shape : undefined
    return !wasCopied && messages?.roles.get('message_id')?.isIndexed === true ? messages : undefined
  }

  function replace(table: LinkedTable): void {
    if (state === undefined) return
    state = { ...state, tables: state.tables.map((one) => (one.name === table.name ? table : one)) }
  }

  /** Forgets the next rows that are not there any more. */
  async function forgetGone(name: TableName): Promise<void> {
    const shape = linked.get(name)?.shape
    if (shape === undefined) return
    const keys = await links.knownAfter(name, goneCursor.get(name) ?? '', AT_ONCE)
    const there = new Set((await tables.rowsByKey(shape, keys)).map((row) => row.key))
    const gone = keys.filter((key) => !there.has(key))
    if (gone.length > 0) await links.forgetRows(name, gone)
    goneCursor.set(name, keys.at(-1) ?? '')
  }

  async function copy(): Promise<boolean> {
    const next = COPYING_ORDER.flatMap(
      (name) => state?.tables.find((table) => table.name === name && !table.isCopied) ?? [],
    ).find(({ name }) => linked.has(name))
    if (next === undefined) return false
    await sweep(next)
    if (isCopied()) await joinExternalRows(parts.store, parts.rule, signal)
    return true
  }

  async function sweepAll(tables: LinkState['tables']): Promise<boolean> {
    let changed = 0
    for (const table of tables) {
      if (table.hasTrigger && looks % LOOKS_PER_SWEEP !== 0) continue
      changed += await sweep(table)
      await forgetGone(table.name)
    }
    if (changed > 0) await joinExternalRows(parts.store, parts.rule, signal)
    return changed > 0
  }

  const isCopied = () => state?.tables.every((table) => table.isCopied || !linked.has(table.name)) ?? false

  async function work(): Promise<boolean> {
    startedMs = parts.now()
    try {
      if (parts.now() - lookedMs > (state === undefined ? UNLINKED_LOOK_MS : LOOK_MS)) await look()
      if (state === undefined) return false
      isHolder = await links.lease(parts.holder)
      if (!isHolder) {
        readAhead = createPagesAhead(tables)
        return false
      }
      if (await copy()) return true
      const read = await readNoted()
      const wrote = await writeWaiting(parts, linked, AT_ONCE)
      if (!sweepsNext || read || wrote) return read || wrote
      sweepsNext = false
      return await sweepAll(state.tables)
    } finally {
      startedMs = undefined
    }
  }

  const flight = createSingleFlight(work)
  return {
    async copyAll(onProgress) {
      lookedMs = Number.NEGATIVE_INFINITY
      do {
        const isBusy = await flight.run()
        onProgress(state?.tables.reduce((sum, table) => sum + table.rowsRead, 0) ?? 0)
        if (isBusy || isCopied()) continue
        // Another process has the lease, and does it.
        await sleep(IDLE_MS, undefined, { signal }).catch(() => undefined)
        lookedMs = Number.NEGATIVE_INFINITY
      } while (!signal.aborted && !isCopied())
      if (isHolder) await links.giveUpLease(parts.holder)
    },
    async run() {
      let failures = 0
      while (!signal.aborted) {
        let pauseMs = 0
        const beganMs = parts.now()
        try {
          pauseMs = (await flight.run()) ? 0 : IDLE_MS
          if (parts.isBusy?.() === true)
            pauseMs = Math.max(pauseMs, Math.min(LONGEST_REST_MS, RESTS_WHILE_BUSY * (parts.now() - beganMs)))
          failures = 0
          isFailing = false
        } catch (error) {
          pauseMs = pauseAfter(++failures, BACK_OFF)
          lookedMs = Number.NEGATIVE_INFINITY
          // While nothing is linked, or nobody knows, others say that the database is away.
          if (!isFailing && state !== undefined) parts.onFailing?.(error)
          isFailing = true
        }
        if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      }
      if (isHolder) await links.giveUpLease(parts.holder).catch(() => undefined)
    },
    async caughtUp() {
      const keepsUp = startedMs === undefined || parts.now() - startedMs < WAIT_MS
      const isAway = state === undefined || !isHolder || isFailing || !isCopied()
      if (isAway || !keepsUp || parts.isBusy?.() === true) return
      await within(
        flight.runAfresh().then(
          () => true,
          () => false,
        ),
        WAIT_MS,
      )
    },
  }
}
