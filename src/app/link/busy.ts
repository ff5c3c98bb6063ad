/**
 * Where never fewer webhooks than this were under way for so long, they come as fast as they are answered. A steady stream that
 * keeps up has moments with fewer.
 */
const BUSY_WEBHOOKS = 16
const BUSY_FOR_MS = 500

/** Whether webhooks come as fast as they are answered, from when each began and ended. */
export interface Busy {
  began(): void
  ended(): void
  isBusy(): boolean
}

/** @param now milliseconds on a clock that does not jump */
export function createBusy(now: () => number): Busy {
  let underWay = 0
  let calmMs = now()
  const count = (change: 1 | -1) => {
    const fewest = Math.min(underWay, underWay + change)
    underWay += change
    if (fewest < BUSY_WEBHOOKS) calmMs = now()
  }
  return {
    began: () => count(1),
    ended: () => count(-1),
    isBusy: () => underWay >= BUSY_WEBHOOKS && now() - calmMs > BUSY_FOR_MS,
  }
}
