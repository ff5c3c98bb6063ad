/**
 * Where this many webhooks are under way on average, they come as fast as they are answered. A steady stream that
 * keeps up has fewer; whole batches end at once, so the number itself says little.
 */
const BUSY_WEBHOOKS = 32
/** Over how long it is averaged: a stall of a tenth of a second is no load. */
const AVERAGED_MS = 300

/** Whether webhooks come as fast as they are answered, from when each began and ended. */
export interface Busy {
  began(): void
  ended(): void
  isBusy(): boolean
}

/** @param now milliseconds on a clock that does not jump */
export function createBusy(now: () => number): Busy {
  let underWay = 0
  let average = 0
  let averagedMs = now()
  const averageNow = () => {
    const nowMs = now()
    average = underWay + (average - underWay) * Math.exp((averagedMs - nowMs) / AVERAGED_MS)
    averagedMs = nowMs
    return average
  }
  const count = (change: 1 | -1) => {
    averageNow()
    underWay += change
  }
  return { began: () => count(1), ended: () => count(-1), isBusy: () => averageNow() >= BUSY_WEBHOOKS }
}
