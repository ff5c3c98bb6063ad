const FIRST_POLL_MS = 10
const LAST_POLL_MS = 200
const LONGER = 1.5
/** What one look takes beyond this is time in which nobody could look. */
const MAX_LOOK_MS = 1_000

export interface Waiting {
  readonly withinMs: number
  /** How seldom it is asked in the end, at most. */
  readonly lastPollMs?: number
}

/**
 * Resolves when the condition holds; one that throws does not hold yet. Time in which this process stood still, since
 * somebody stopped it or the processor was not to be had, does not count.
 *
 * @throws Error naming what was waited for, where it does not come to hold in time
 */
export function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { withinMs, lastPollMs = LAST_POLL_MS }: Waiting,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let pollMs = FIRST_POLL_MS
    let waitedMs = 0
    const look = async () => {
      const lookedAtMs = performance.now()
      if (await holds(condition)) return resolve()
      waitedMs += pollMs + Math.min(MAX_LOOK_MS, performance.now() - lookedAtMs)
      if (waitedMs >= withinMs) return reject(new Error(`Not within ${withinMs} ms: ${what}.`))
      pollMs = Math.min(lastPollMs, pollMs * LONGER)
      setTimeout(look, pollMs)
    }
    void look()
  })
}

async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await condition()
  } catch {
    return false
  }
}
