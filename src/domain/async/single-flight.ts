export interface SingleFlight<T> {
  /** Concurrent callers share one run and its result. */
  run(): Promise<T>
  /** Waits for what is under way, which may not have seen what the caller did before, then runs. */
  runAfresh(): Promise<T>
  /** Resolves when nothing is under way. Never rejects. */
  finished(): Promise<void>
}

/** Keeps `work` from running twice at once. */
export function createSingleFlight<T>(work: () => Promise<T>): SingleFlight<T> {
  let underWay: Promise<T> | undefined
  const run = () => {
    underWay ??= work().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const ignore = () => undefined
  const finished = () => underWay?.then(ignore, ignore) ?? Promise.resolve()
  return { run, runAfresh: () => finished().then(run), finished }
}
