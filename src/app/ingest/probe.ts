import { createSingleFlight } from '../../domain/async/single-flight.ts'
import { withTimeout } from '../async/time-limit.ts'
import type { DatabaseStatus } from './database-status.ts'

/** A database that is only busy answers a question about nothing within this time. */
const PROBE_TIMEOUT_MS = 3_000

/**
 * Tells a database that is slow from one that is away: one that gives no answer at all is away, and an outage begins.
 * Concurrent callers share one probe.
 *
 * @param ask resolves to why the database does not answer, or to nothing
 */
export function createProbe(
  ask: () => Promise<string | undefined>,
  databaseStatus: DatabaseStatus,
): () => Promise<void> {
  return createSingleFlight(async () => {
    try {
      const silence = await withTimeout(ask(), PROBE_TIMEOUT_MS)
      if (silence !== undefined) databaseStatus.begin(new Error(silence))
    } catch (error) {
      databaseStatus.begin(error)
    }
  }).run
}
