/** Bodies that are being received hold no more than this, all together: as much again waits in the queue. */
const MAX_RECEIVING_BYTES = 32 * 1024 * 1024

/** One body that is being received. */
export interface Reception {
  /** Counts what came. May end this reception, or an older one. */
  add(bytes: number): void
  /** It is whole, or over. Idempotent. */
  end(): void
}

/** Bodies that are being received, by all connections together. */
export interface Receptions {
  begin(onEvicted: () => void): Reception
  bytes(): number
}

/**
 * Bounds what bodies hold before they are whole. Beyond it the oldest are given up: a sender's body comes within
 * a second, and what takes longer is a connection that stalls, or is meant to.
 */
export function createReceptions(maxBytes = MAX_RECEIVING_BYTES): Receptions {
  const open = new Map<Reception, { bytes: number; readonly onEvicted: () => void }>()
  let sum = 0

  function end(reception: Reception): void {
    sum -= open.get(reception)?.bytes ?? 0
    open.delete(reception)
  }

  function evictOldest(): void {
    const [oldest] = open
    if (oldest === undefined) return
    const [reception, { onEvicted }] = oldest
    end(reception)
    onEvicted()
  }

  return {
    begin(onEvicted) {
      const reception: Reception = {
        add(bytes) {
          const held = open.get(reception)
          if (held === undefined) return
          held.bytes += bytes
          sum += bytes
          while (sum > maxBytes) evictOldest()
        },
        end: () => end(reception),
      }
      open.set(reception, { bytes: 0, onEvicted })
      return reception
    },
    bytes: () => sum,
  }
}
