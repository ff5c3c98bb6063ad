import { NO_CONTRIBUTION } from '../../src/domain/campaigns/contribution.ts'
import type { columnsOf } from '../../src/domain/campaigns/recipient.ts'
import { conclude } from '../../src/domain/messages/conclusion.ts'
import { canonicalId } from '../../src/domain/messages/identity.ts'
import type { StateStore } from '../../src/domain/messages/ports.ts'
import { createMemoryStore } from './memory-store.ts'

/** Everything a store shows, in one form for all stores and without what may differ: keys and row times. */
export interface Snapshot {
  readonly messages: readonly object[]
  readonly recipients: readonly object[]
  readonly campaigns: readonly object[]
}

/** A store under test, and what a test needs beside the port. */
export interface Subject {
  readonly store: StateStore
  /** What a sender's own service does: insert a campaign, or a recipient, straight into the tables. */
  addCampaign(id: string): Promise<void>
  addRecipient(campaignId: string, messageId?: string, status?: 'pending' | 'sent'): Promise<void>
  snapshot(): Promise<Snapshot>
  clear(): Promise<void>
  close(): Promise<void>
}

export async function memorySubject(): Promise<Subject> {
  let store = createMemoryStore()
  return {
    get store() {
      return store
    },
    async addCampaign(id) {
      store.campaigns.set(id, {
        name: id,
        counters: { ...NO_CONTRIBUTION, recipients: 0 },
      })
    },
    async addRecipient(campaignId, messageId, status = 'pending') {
      const key = `own-${store.recipients.size}`
      store.recipients.set(key, {
        key,
        campaignId,
        ...(messageId !== undefined && { messageId }),
        fromWebhook: false,
        columns: { status },
        breakdown: [],
        pendingJoin: true,
        asserted: 'all',
        writtenAtMs: 0,
      })
    },
    async snapshot() {
      return {
        messages: sorted(
          [...store.messages.values()].map(({ ids, facts }) => ({
            message_id: canonicalId(ids),
            ids: [...ids].sort(),
            facts,
            conclusion: conclude(facts),
          })),
        ),
        recipients: sorted(
          [...store.recipients.values()].map(({ key, counted, pendingJoin, writtenAtMs, ...shown }) => shown),
        ),
        campaigns: sorted(
          [...store.campaigns].map(([id, { name, counters }]) => ({ id, name, ...counters })),
        ),
      }
    },
    async clear() {
      store = createMemoryStore()
    },
    async close() {},
  }
}

/** What each campaign's counters must be: the sum of its recipients, taken whole and by other means than deltas. */
export function recount(snapshot: Snapshot): Map<string, Record<string, number>> {
  const sums = new Map<string, Record<string, number>>()
  for (const { id } of snapshot.campaigns as { id: string }[]) {
    sums.set(id, { ...NO_CONTRIBUTION, recipients: 0 })
  }
  for (const { campaignId, columns } of snapshot.recipients as {
    campaignId: string
    columns: ReturnType<typeof columnsOf>
  }[]) {
    const sum = sums.get(campaignId)
    if (sum === undefined) continue
    const add = (counter: string, condition: boolean) => {
      sum[counter] = (sum[counter] ?? 0) + Number(condition)
    }
    add('pending', columns.status === 'pending')
    add('sent', columns.sentAtMs !== undefined)
    add('delivered', columns.deliveredAtMs !== undefined)
    add('read', columns.readAtMs !== undefined)
    add('failed', columns.status === 'failed')
    add('replied', columns.repliedAtMs !== undefined)
    add('recipients', true)
  }
  return sums
}

/** The counters that a snapshot shows, in the same form as `recount`. */
export function counters(snapshot: Snapshot): Map<string, Record<string, number>> {
  const rows = snapshot.campaigns as { id: string; name: string; [counter: string]: number | string }[]
  return new Map(rows.map(({ id, name, ...numbers }) => [id, numbers as Record<string, number>]))
}

/** Rows in an order that their contents give. */
export function sorted<T extends object>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (stable(a) < stable(b) ? -1 : 1))
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
