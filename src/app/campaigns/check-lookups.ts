import { faultsIn, type LookupFaults } from '../../domain/campaigns/lookup.ts'
import type { LookupStore } from '../../domain/campaigns/ports.ts'

/** How many messages, and how many ids or recipients, are looked at in one statement. */
const MESSAGES_AT_ONCE = 1_000
const ENTRIES_AT_ONCE = 5_000

/** What is done about the faults of a page. */
type Mend = Pick<LookupStore, 'leadIds' | 'forgetIds' | 'rematch' | 'noteRanges'>

/**
 * Compares the tables by which messages and recipients are found with these, page by page, each of one moment: exact while reports
 * come in. Changes nothing. Of a campaign: whether lists of one status find its recipients.
 */
export function checkLookups(
  store: LookupStore,
  campaignId: string | undefined,
  signal: AbortSignal,
): Promise<LookupFaults> {
  return walk(store, campaignId, signal)
}

/**
 * As `checkLookups`, and sets right what is wrong. Repeating it finds nothing.
 *
 * @param rejoin joins in what was marked to be joined or matched anew
 * @returns what was wrong
 */
export async function mendLookups(
  store: LookupStore,
  rejoin: () => Promise<void>,
  campaignId: string | undefined,
  signal: AbortSignal,
): Promise<LookupFaults> {
  // An id that leads nowhere is seen from both of its sides: it is counted before one of them is mended.
  const found = await walk(store, campaignId, signal)
  if (faultsIn(found) === 0) return found
  await walk(store, campaignId, signal, store)
  await rejoin()
  return found
}

async function walk(
  store: LookupStore,
  campaignId: string | undefined,
  signal: AbortSignal,
  mend?: Mend,
): Promise<LookupFaults> {
  const whole =
    campaignId === undefined
      ? { ids: await walkIds(store, signal, mend), replies: await walkReplies(store, signal, mend) }
      : {}
  let missing = 0
  for (let after: string | undefined = '0'; after !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.unnotedRanges(after, ENTRIES_AT_ONCE, campaignId)
    missing += page.ranges.length
    if (page.ranges.length > 0) await mend?.noteRanges(page.ranges)
    after = page.lastKey
  }
  return { ...whole, ranges: { missing } }
}

/** From messages to what leads to them first: what leads to no bearer afterwards is nobody's. */
async function walkIds(
  store: LookupStore,
  signal: AbortSignal,
  mend?: Mend,
): Promise<NonNullable<LookupFaults['ids']>> {
  let missing = 0
  let astray = 0
  let dangling = 0
  for (let after: bigint | undefined = 0n; after !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.lostIds(after, MESSAGES_AT_ONCE)
    missing += page.lost.filter(({ leadsTo }) => leadsTo === undefined).length
    // One that leads to no bearer is counted below, once.
    astray += page.lost.filter(({ isShared }) => isShared).length
    if (page.lost.length > 0) await mend?.leadIds(page.lost)
    after = page.lastKey
  }
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.strayIds(after, ENTRIES_AT_ONCE)
    astray += page.astray.length
    dangling += page.dangling.length
    const stray = [...page.astray, ...page.dangling]
    if (stray.length > 0) await mend?.forgetIds(stray)
    after = page.lastId
  }
  return { missing, astray, dangling }
}

/** After the ids: a reply that names a message is counted for the one to which that id leads. */
async function walkReplies(
  store: LookupStore,
  signal: AbortSignal,
  mend?: Mend,
): Promise<NonNullable<LookupFaults['replies']>> {
  let astray = 0
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.astrayReplies(after, ENTRIES_AT_ONCE)
    astray += page.astray.length
    if (page.astray.length > 0) await mend?.rematch(page.astray)
    after = page.lastId
  }
  return { astray }
}
