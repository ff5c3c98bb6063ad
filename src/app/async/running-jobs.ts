export interface RunningJobs {
  /** The same job, known to `finished` while it runs. */
  track(job: () => Promise<void>): () => Promise<void>
  /** Resolves when no job runs; never rejects. */
  finished(): Promise<void>
}

/** Knows which jobs are under way, so that a stop can wait for them. */
export function createRunningJobs(): RunningJobs {
  const running = new Set<Promise<void>>()
  return {
    track: (job) => async () => {
      const run = job()
      running.add(run)
      await run.finally(() => running.delete(run))
    },
    async finished() {
      await Promise.allSettled(running)
    },
  }
}
