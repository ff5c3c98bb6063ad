/** At most one line in this time. */
const EVERY_MS = 60_000

/**
 * Counts things that may come by the thousand, by reason: the first is written at once, those after it together, a minute
 * later.
 */
export function createCountLog(
  write: (counts: Readonly<Record<string, number>>) => void,
  now: () => number = () => performance.now(),
): (reason: string, count?: number) => void {
  let counts: Record<string, number> = {}
  let writtenAtMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    timer = undefined
    writtenAtMs = now()
    const written = counts
    counts = {}
    write(written)
  }

  return (reason, count = 1) => {
    counts[reason] = (counts[reason] ?? 0) + count
    if (timer !== undefined) return
    const waitMs = writtenAtMs + EVERY_MS - now()
    if (waitMs <= 0) flush()
    else timer = setTimeout(flush, waitMs).unref()
  }
}
