import type { Archive } from '../../domain/messages/ports.ts'

/** How much is deleted in one transaction: little enough that webhooks do not notice. */
const EXPIRE_BATCH = 500
const DAY_MS = 24 * 60 * 60 * 1000

/** Days that things are kept; absent: forever. */
export interface RetentionDays {
  /** 0: bodies are not kept at all. */
  readonly bodies: number
  readonly rejects?: number | undefined
  /** Inbound messages are kept as long. */
  readonly messages?: number | undefined
}

/** Deletes what is older than it may become, batch by batch. Harmless to repeat, and on several replicas at once. */
export async function expire(
  archive: Archive,
  days: RetentionDays,
  nowMs: number,
  signal: AbortSignal,
): Promise<{ readonly rejects: number; readonly messages: number }> {
  await archive.keepBodyDays(days.bodies)
  const all = async (olderThanDays: number | undefined, some: Archive['expireRejects']) => {
    let deleted = 0
    while (olderThanDays !== undefined && !signal.aborted) {
      const batch = await some(nowMs - olderThanDays * DAY_MS, EXPIRE_BATCH)
      deleted += batch
      if (batch < EXPIRE_BATCH) break
    }
    return deleted
  }
  await all(days.messages, archive.expireInbound)
  return {
    rejects: await all(days.rejects, archive.expireRejects),
    messages: await all(days.messages, archive.expireMessages),
  }
}
