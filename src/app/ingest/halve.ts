import { StoreRefusedError } from '../../domain/messages/ports.ts'

/** How often one item alone is tried again where its refusal may have been a matter of timing. */
const MAX_TIMING_RETRIES = 3

export interface Halving<Item, Result> {
  /** Does the work for some items, all or none. */
  readonly attempt: (items: readonly Item[]) => Promise<Result>
  /** Called once before items are halved. Throws StoreUnavailableError where nothing at all can be written now. */
  readonly probe: () => Promise<void>
  /** Called with an item that is refused by itself. */
  readonly culprit: (item: Item, refusal: StoreRefusedError) => Promise<void>
}

/**
 * Does work for many items at once. Where the store refuses it, the items are halved until the ones at fault stand alone:
 * each costs only itself, whatever the reason. What may be a matter of timing (a row deleted meanwhile, a deadlock) is
 * tried again first.
 *
 * @returns the results of the attempts that went through
 * @throws StoreUnavailableError where nothing can be written now; repeating all of it must be harmless
 */
export async function halve<Item, Result>(
  items: readonly Item[],
  halving: Halving<Item, Result>,
): Promise<readonly Result[]> {
  try {
    return [await halving.attempt(items)]
  } catch (error) {
    if (!(error instanceof StoreRefusedError)) throw error
    await halving.probe()
    return afterRefusal(items, error, halving)
  }
}

async function afterRefusal<Item, Result>(
  items: readonly Item[],
  refusal: StoreRefusedError,
  halving: Halving<Item, Result>,
): Promise<readonly Result[]> {
  let last = refusal
  const retries = items.length === 1 ? MAX_TIMING_RETRIES : 1
  for (let n = 0; n < retries && last.isTiming; n++) {
    const outcome = await attempt(items, halving)
    if (!(outcome instanceof StoreRefusedError)) return [outcome]
    last = outcome
  }
  const [only] = items
  if (items.length === 1 && only !== undefined) {
    await halving.culprit(only, last)
    return []
  }
  const middle = Math.ceil(items.length / 2)
  const results: Result[] = []
  for (const half of [items.slice(0, middle), items.slice(middle)]) {
    const outcome = await attempt(half, halving)
    if (outcome instanceof StoreRefusedError) results.push(...(await afterRefusal(half, outcome, halving)))
    else results.push(outcome)
  }
  return results
}

async function attempt<Item, Result>(
  items: readonly Item[],
  halving: Halving<Item, Result>,
): Promise<Result | StoreRefusedError> {
  try {
    return await halving.attempt(items)
  } catch (error) {
    if (error instanceof StoreRefusedError) return error
    throw error
  }
}
