import { createPhoneReader } from '../../domain/link/phones.ts'
import type { LinkedTable, LinkState } from '../../domain/link/ports.ts'
import type { TableName } from '../../domain/link/shape.ts'
import type { LinkedShape } from '../../domain/link/write-back.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { joinExternalRows } from '../campaigns/join-external-rows.ts'
import { createFirstCopy } from './first-copy.ts'
import { followTables, type TableChange } from './follow.ts'
import { createGoneRows } from './gone.ts'
import { lookAtLinked } from './look.ts'
import { COPYING_ORDER } from './pages.ts'
import { readAgain } from './read-again.ts'
import { READING_ORDER, type ReadInParts, readKeys } from './read-in.ts'
import { createTurns } from './turns.ts'
import { type WriteOutParts, writeWaiting } from './write-out.ts'

/** How often it is looked whether there is a link, and how their tables look now. */
const LOOK_MS = 2_000
/** After how many looks rows are polled even where there is a trigger: truncation it does not see. */
const LOOKS_PER_SWEEP = 15
const UNLINKED_LOOK_MS = 5_000
const AT_ONCE = 2_000

export interface RoundParts extends Omit<ReadInParts, 'phoneOf'>, WriteOutParts {
  readonly store: ReadInParts['store']
  /** Where numbers without a country code are from. */
  readonly country?: Country
  /** Names this process. */
  readonly holder: string
  readonly signal: AbortSignal
  readonly onState?: (state: LinkState | undefined) => void
  /** Called once for what does not work, until it goes well again. */
  readonly onFailing?: (error: unknown, table?: TableName) => void
  /** Called for a table that became another. */
  readonly onChanged?: (table: TableName, change: TableChange) => void
  /** Called once for a table that is not there any more. */
  readonly onGone?: (table: TableName) => void
}

export interface Rounds {
  /** What was known of the link at the last look. */
  state(): LinkState | undefined
  /** Whether this process works on the link. */
  isHolder(): boolean
  /** Whether all rows were read for the first time. */
  isCopied(): boolean
  /** Has the next round look anew. */
  lookAgain(): void
  /**
   * Reads what was noted, writes back what waits, and goes on reading all rows, a page a round.
   *
   * @returns whether there was anything to do
   */
  work(): Promise<boolean>
}

/** The work on a link, a round at a time. Rounds must not run at the same time. */
export function createRounds(given: RoundParts): Rounds {
  const parts = { ...given, phoneOf: createPhoneReader(given.country) }
  const { links, tables, store, signal } = parts
  const turns = createTurns({
    now: parts.now,
    probe: store.probe,
    onFailing: (error, table) => parts.onFailing?.(error, table),
  })
  const gone = createGoneRows(parts, AT_ONCE)
  let state: LinkState | undefined
  let linked: ReadonlyMap<TableName, LinkedShape> = new Map()
  let missing: ReadonlySet<TableName> = new Set()
  let lookedMs = Number.NEGATIVE_INFINITY
  let isHolder = false
  let looks = 0
  let sweepsNext = false
  let losesNext = false
  let copyNext = createFirstCopy(parts)

  const namesFor = (direction: 'in' | 'out') =>
    [...linked.keys()].filter((name) => !turns.rests(direction, name))
  /** A table that is not there any more has nothing to be read. */
  const isCopied = (name?: TableName) =>
    state?.tables.every(
      (table) => table.isCopied || missing.has(table.name) || (name ?? table.name) !== table.name,
    ) ?? false
  const join = () => joinExternalRows(store, parts.rule, signal)

  async function look(): Promise<void> {
    state = await links.state()
    const schema = state?.schema ?? ''
    parts.onState?.(state)
    const found = new Map<TableName, LinkedShape>()
    const lost = new Set<TableName>()
    for (const { name } of state?.tables ?? []) {
      const known = linked.get(name)
      const shape =
        (await turns.take('in', name, () => lookAtLinked(links, tables, schema, name, known))) ?? known
      if (shape === 'gone') lost.add(name)
      else if (shape !== undefined) found.set(name, shape)
    }
    const news = [...lost].filter((name) => !missing.has(name))
    for (const name of news) parts.onGone?.(name)
    losesNext ||= news.length > 0 || looks % LOOKS_PER_SWEEP === 0
    linked = found
    missing = lost
    lookedMs = parts.now()
    looks++
    sweepsNext = true
  }

  async function readNoted(): Promise<boolean> {
    const changes = await links.changes(namesFor('in'), AT_ONCE)
    if (changes.length === 0) return false
    for (const table of READING_ORDER) {
      const noted = changes.filter((one) => one.table === table)
      const own = linked.get(table)
      if (noted.length === 0) continue
      await turns.take('in', table, async () => {
        if (own !== undefined) await readKeys(parts, own, [...new Set(noted.map(({ key }) => key))])
        await links.forgetChanges(
          table,
          noted.flatMap(({ id }) => id ?? []),
        )
      })
    }
    await join()
    return true
  }

  /** Reads the next rows of a table in the order of keys. @returns how many were new or changed */
  async function sweep(table: LinkedTable): Promise<number> {
    const { name, isCopied: wasCopied } = table
    const own = linked.get(name)
    if (own === undefined) return 0
    const read = wasCopied ? readAgain(parts, own, table) : readFirst(own, table.sweptTo)
    const { count, lastKey, changed } = await read
    const isEnd = lastKey === undefined
    if (isEnd && !wasCopied && name === 'campaign_recipients') await links.enqueueCampaigns()
    await links.swept(name, lastKey, count)
    const { sweptTo: _, ...rest } = table
    replace({
      ...rest,
      ...(!isEnd && { sweptTo: lastKey }),
      rowsRead: wasCopied ? table.rowsRead : table.rowsRead + count,
      isCopied: wasCopied || isEnd,
      readsAnew: table.readsAnew && !(wasCopied && isEnd),
    })
    return changed
  }

  /** Recipients bring their messages along, where those are quickly found. */
  function readFirst(own: LinkedShape, after: string | undefined) {
    const theirs = linked.get('broadcasts_messages')
    const messages = theirs?.shape.roles.get('message_id')?.isIndexed === true ? theirs : undefined
    return copyNext(own, after, messages)
  }

  function replace(table: LinkedTable): void {
    if (state === undefined) return
    state = { ...state, tables: state.tables.map((one) => (one.name === table.name ? table : one)) }
  }

  /** Has the next rows compared that an earlier link knew: nothing noted what reports said while there was none. */
  async function compareKnown(): Promise<boolean> {
    const next = state?.tables.find(
      ({ name, hasKnown }) => hasKnown && linked.has(name) && !turns.rests('out', name),
    )
    if (next === undefined) return false
    if (!(await links.enqueueKnown(next.name, AT_ONCE))) replace({ ...next, hasKnown: false })
    return true
  }

  /** Reads the next page of the first table that was never read to its end. */
  async function copy(): Promise<boolean> {
    const next = COPYING_ORDER.flatMap(
      (name) => state?.tables.find((table) => table.name === name && !table.isCopied) ?? [],
    ).find(({ name }) => linked.has(name) && !turns.rests('in', name))
    if (next === undefined) return false
    await turns.take('in', next.name, () => sweep(next))
    if (isCopied()) await join()
    return true
  }

  async function sweepAll(): Promise<boolean> {
    if (!sweepsNext) return false
    sweepsNext = false
    let changed = 0
    for (const table of state?.tables ?? []) {
      const { name } = table
      const own = linked.get(name)
      const isDue = !table.hasTrigger || table.readsAnew || looks % LOOKS_PER_SWEEP === 0
      if (own === undefined || !table.isCopied || !(isDue || gone.isShrinking(name))) continue
      await turns.take('in', name, async () => {
        if (isDue && !gone.isUnsure(name)) changed += await sweep(table)
        await gone.forgetNext(own.shape)
      })
    }
    const mayGoOn = (one: LinkedTable) => one.readsAnew && one.isCopied && linked.has(one.name)
    sweepsNext =
      gone.isShrinking() || state?.tables.some((one) => mayGoOn(one) && !turns.rests('in', one.name)) === true
    if (changed > 0) await join()
    return changed > 0 || sweepsNext
  }

  async function follow(): Promise<void> {
    if (losesNext) for (const name of missing) await links.lose(name)
    losesNext = false
    const followed = await followTables(links, turns, state?.tables ?? [], linked)
    if (followed.length === 0) return
    for (const { name, change } of followed) {
      if (change === undefined) continue
      gone.begin(name)
      parts.onChanged?.(name, change)
    }
    copyNext = createFirstCopy(parts)
    await look()
  }

  return {
    state: () => state,
    isHolder: () => isHolder,
    isCopied: () => isCopied(),
    lookAgain() {
      lookedMs = Number.NEGATIVE_INFINITY
    },
    async work() {
      if (parts.now() - lookedMs > (state === undefined ? UNLINKED_LOOK_MS : LOOK_MS)) await look()
      if (state === undefined) return false
      isHolder = await links.lease(parts.holder)
      if (!isHolder) {
        copyNext = createFirstCopy(parts)
        return false
      }
      await follow()
      const hasRead = await readNoted()
      // A page that was read before may hold rows that are gone since.
      if (hasRead) copyNext = createFirstCopy(parts)
      const written = await writeWaiting(parts, {
        names: namesFor('out'),
        linked,
        turns,
        limit: AT_ONCE,
        // Counters are whole only when all recipients were read.
        isReady: (name) => name !== 'marketing_campaigns' || isCopied('campaign_recipients'),
      })
      // What reports say goes first.
      if (written >= AT_ONCE) return true
      const hasSwept = (await compareKnown()) || (await copy()) || (await sweepAll())
      return hasRead || written > 0 || hasSwept
    },
  }
}
