/** How many refused things an address may bring in one window of time. */
export interface RateLimit {
  readonly count: number
  readonly windowMs: number
}

/** Counts what was refused, by address. Well-formed reports are not counted: AiSensy comes from few addresses. */
export interface RefusalLimit {
  /** Seconds until the address may come again; 0 where it may come now. */
  waitSeconds(address: string): number
  count(address: string, refusals: number): void
}

/** More addresses are not remembered; the one that came first is forgotten, so that memory stays bounded. */
const MAX_ADDRESSES = 10_000

interface Window {
  readonly endsMs: number
  refusals: number
}

/** @param now milliseconds on a clock that does not jump */
export function createRefusalLimit(limit: RateLimit | undefined, now: () => number): RefusalLimit {
  const windows = new Map<string, Window>()
  function current(address: string): Window | undefined {
    const window = windows.get(address)
    if (window === undefined || window.endsMs > now()) return window
    windows.delete(address)
    return undefined
  }
  return {
    waitSeconds(address) {
      const window = windows.size === 0 || limit === undefined ? undefined : current(address)
      if (window === undefined || limit === undefined || window.refusals < limit.count) return 0
      return Math.max(1, Math.ceil((window.endsMs - now()) / 1000))
    },
    count(address, refusals) {
      if (limit === undefined) return
      const window = current(address)
      if (window !== undefined) {
        window.refusals += refusals
        return
      }
      const [first] = windows.keys()
      if (windows.size >= MAX_ADDRESSES && first !== undefined) windows.delete(first)
      windows.set(address, { endsMs: now() + limit.windowMs, refusals })
    },
  }
}
