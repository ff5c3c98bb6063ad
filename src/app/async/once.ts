/** Runs until it succeeds for the first time, and never again. */
export function once(work: () => Promise<void>): () => Promise<void> {
  let done = false
  return async () => {
    if (done) return
    await work()
    done = true
  }
}
