/** Clocks that agree within this time are fine: what is between is the way to the database and back. */
const NOTABLE_SKEW_MS = 5_000
/** Beyond this the service's clock is wrong, and the database's is gone by. */
const CORRECTED_SKEW_MS = 60_000

export interface ServiceClock {
  /** Milliseconds since the epoch; by the database's clock where the machine's is far from it. */
  now(): number
  /** How far the machine's clock is ahead of the database's, in milliseconds; 0 before it was measured. */
  skewMs(): number
  /** Compares the clocks. @throws what asking the database throws */
  measure(): Promise<void>
}

export interface ServiceClockParts {
  /** The machine's clock. */
  readonly machine: () => number
  /** The database's. */
  readonly database: () => Promise<number>
  /** Called when the clocks begin, and again cease, to differ notably. */
  readonly onSkew: (skewMs: number, notable: boolean) => void
}

/**
 * The time by which receipts are stamped. A machine whose clock is wrong by days would take all senders' times for
 * unbelievable, and stamp its own instead.
 */
export function createServiceClock({ machine, database, onSkew }: ServiceClockParts): ServiceClock {
  let skewMs = 0
  let notable = false
  return {
    now: () => machine() - (Math.abs(skewMs) > CORRECTED_SKEW_MS ? skewMs : 0),
    skewMs: () => skewMs,
    async measure() {
      const beforeMs = machine()
      const databaseMs = await database()
      // The answer is as old as half the way.
      skewMs = (beforeMs + machine()) / 2 - databaseMs
      const isNotable = Math.abs(skewMs) > NOTABLE_SKEW_MS
      if (isNotable !== notable) onSkew(skewMs, isNotable)
      notable = isNotable
    },
  }
}
