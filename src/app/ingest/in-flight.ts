/** What the batches in flight of this process touch, such as ids of messages. */
export interface InFlight {
  /** Whether some of it is in flight. */
  touches(ids: readonly string[]): boolean
  /** Takes what nobody has. */
  take(ids: readonly string[]): void
  /** Gives back what was taken, and calls those that wait. */
  release(ids: readonly string[]): void
  /** Called after each release. */
  onRelease(listener: () => void): void
  /** Does work that touches this, once nothing of it is in flight. Rejects with what the work rejects with. */
  exclusively<T>(ids: readonly string[], work: () => Promise<T>): Promise<T>
}

export function createInFlight(): InFlight {
  const taken = new Set<string>()
  const listeners: (() => void)[] = []
  let waiting: (() => void)[] = []

  function touches(ids: readonly string[]): boolean {
    return ids.some((id) => taken.has(id))
  }

  function take(ids: readonly string[]): void {
    for (const id of ids) taken.add(id)
  }

  function release(ids: readonly string[]): void {
    for (const id of ids) taken.delete(id)
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
    for (const listener of listeners) listener()
  }

  return {
    touches,
    take,
    release,
    onRelease: (listener) => void listeners.push(listener),
    async exclusively(ids, work) {
      while (touches(ids)) await new Promise<void>((resolve) => waiting.push(resolve))
      take(ids)
      try {
        return await work()
      } finally {
        release(ids)
      }
    },
  }
}
