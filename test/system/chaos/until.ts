const POLL_MS = 25

/**
 * Resolves when the condition holds; one that throws does not hold yet.
 *
 * @throws Error naming what was waited for, where it does not come to hold in time
 */
export function until(what: string, condition: () => Promise<boolean>, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadlineMs = Date.now() + withinMs
    let asking = false
    const timer = setInterval(async () => {
      if (asking) return
      asking = true
      const holds = await condition().catch(() => false)
      asking = false
      if (!holds && Date.now() < deadlineMs) return
      clearInterval(timer)
      if (holds) resolve()
      else reject(new Error(`Not within ${withinMs} ms: ${what}.`))
    }, POLL_MS)
  })
}
