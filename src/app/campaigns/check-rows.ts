import type { RowStore } from '../../domain/campaigns/ports.ts'
import { checkMessages, checkNumbers, checkUnheard, type RowFault } from '../../domain/campaigns/row-check.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'

/** How many rows are compared in one transaction. */
const PAGE = 1_000
/** How many faults are listed; the others are only counted. */
const MAX_LISTED = 1_000

/** Rows that are not what follows from the facts. */
export interface RowFaults {
  readonly rows: number
  /** The first of them. */
  readonly faults: readonly RowFault[]
}

/**
 * Compares every message and recipient with what follows from the facts, page by page, each of one moment: exact while
 * reports come in. Changes nothing. A campaign's: its recipients and their messages.
 *
 * @param onPage called with the faults of each page
 */
export async function checkRows(
  store: RowStore,
  rule: TimeRule,
  campaignId: string | undefined,
  signal: AbortSignal,
  onPage: (faults: readonly RowFault[]) => Promise<void> = async () => undefined,
): Promise<RowFaults> {
  const faults: RowFault[] = []
  let rows = 0
  const found = async (some: readonly RowFault[]) => {
    rows += some.length
    faults.push(...some.slice(0, MAX_LISTED - faults.length))
    if (some.length > 0) await onPage(some)
  }
  if (campaignId === undefined) {
    for (let keys = await store.messageKeys(0n, PAGE); keys.length > 0; ) {
      signal.throwIfAborted()
      await found(checkMessages(await store.messages(keys), rule))
      keys = await store.messageKeys(keys.at(-1) ?? 0n, PAGE)
    }
  }
  for (let after: string | undefined = '0'; after !== undefined; ) {
    signal.throwIfAborted()
    const page = await store.recipients(after, PAGE, campaignId)
    await found([...checkUnheard(page.unheard), ...checkNumbers(page.numbers)])
    if (campaignId !== undefined && page.messageKeys.length > 0)
      await found(checkMessages(await store.messages(page.messageKeys), rule))
    after = page.lastKey
  }
  return { rows, faults }
}

/**
 * As `checkRows`, and has what is wrong joined anew from the facts.
 *
 * @param rejoin joins in what was marked to be joined anew, and matches replies: a message that lost its own is found by them
 */
export async function repairRows(
  store: RowStore,
  rejoin: () => Promise<void>,
  rule: TimeRule,
  campaignId: string | undefined,
  signal: AbortSignal,
): Promise<RowFaults> {
  const found = await checkRows(store, rule, campaignId, signal, (faults) => store.joinAnew(faults))
  if (found.rows > 0) await rejoin()
  return found
}
