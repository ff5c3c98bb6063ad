/** Whether the database can be used just now: the switch between it and the spool. */
export interface DatabaseStatus {
  /** Why the database is not used; undefined while it is. */
  reason(): string | undefined
  /** The database failed: from now on webhooks go to the spool. */
  begin(error: unknown): void
  /** The database took something. */
  end(): void
  /** Something was spooled, perhaps just after the outage that sent it there had ended. */
  spooled(): void
  /** Resolves at once during an outage, else when the next begins or something is spooled. */
  stirred(): Promise<void>
}

/** Called once at the begin and once at the end of an outage. */
export interface DatabaseStatusListener {
  began(error: unknown): void
  ended(seconds: number): void
}

export function createDatabaseStatus(listener: DatabaseStatusListener): DatabaseStatus {
  let current: { readonly reason: string; readonly sinceMs: number } | undefined
  let waiting: (() => void)[] = []

  function stir(): void {
    for (const resolve of waiting) resolve()
    waiting = []
  }

  return {
    reason: () => current?.reason,
    begin(error) {
      if (current !== undefined) return
      current = { reason: error instanceof Error ? error.message : String(error), sinceMs: performance.now() }
      listener.began(error)
      stir()
    },
    end() {
      if (current === undefined) return
      const seconds = (performance.now() - current.sinceMs) / 1000
      current = undefined
      listener.ended(seconds)
    },
    spooled: stir,
    stirred() {
      if (current !== undefined) return Promise.resolve()
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}
