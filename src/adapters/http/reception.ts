/** Bodies that are being received hold no more than this, all together: garbage and what waits in the queue come on top. */
const MAX_RECEIVING_BYTES = 8 * 1024 * 1024

/** One body that is being received. */
export interface Reception {
  /** Counts what came. May end this reception, or one that has had nothing for longer. */
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
 * Bounds what bodies hold before they are whole. Beyond it those are given up that have had nothing for longest: a sender's
 * body keeps coming, and what does not is a connection that stalls, or is meant to.
 */
export function createReceptions(maxBytes = MAX_RECEIVING_BYTES): Receptions {
  /** Those that hold something, with what gives them up; the one that has had nothing for longest is first. */
  const open = new Map<Reception, () => void>()
  let sum = 0
  return {
    begin(onEvicted) {
      let held = 0
      let isOver = false
      const evict = () => {
        reception.end()
        onEvicted()
      }
      const reception: Reception = {
        add(bytes) {
          if (isOver) return
          held += bytes
          sum += bytes
          open.delete(reception)
          open.set(reception, evict)
          for (const evictStalest of open.values()) {
            if (sum <= maxBytes) break
            evictStalest()
          }
        },
        end() {
          isOver = true
          sum -= held
          held = 0
          open.delete(reception)
        },
      }
      return reception
    },
    bytes: () => sum,
  }
}
