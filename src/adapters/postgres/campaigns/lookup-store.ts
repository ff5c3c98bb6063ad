import type { Pool } from 'pg'
import { type LostId, rightLeads } from '../../../domain/campaigns/lookup.ts'
import type { LookupStore } from '../../../domain/campaigns/ports.ts'
import { rethrow } from '../connection/errors.ts'
import { uninstrumented } from '../connection/instrument.ts'
import type { RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { createTransact, type Run, runOn } from '../messages/transact.ts'
import type { Statements } from '../schema/statements.ts'

/** `message_ids`, `inbound_messages` and `recipient_ranges` in PostgreSQL, read page by page by their keys, each page of one snapshot. */
export function createLookupStore(pool: Pool, statements: Statements): LookupStore {
  const transact = createTransact(pool, statements, uninstrumented)
  const opening = statements.text('transactions/begin-verify')
  const read = <T>(work: (run: Run) => Promise<T>) =>
    inTransaction(
      pool,
      (client) => work(runOn(client, statements, uninstrumented)),
      uninstrumented,
      opening,
    ).catch(rethrow)
  return {
    lostIds(after, limit) {
      return read(async (run) => {
        const rows = await run('verify/message-keys', String(after), limit)
        const keys = rows.map(({ id }) => id)
        const lastKey = rows.length < limit ? undefined : keys.at(-1)
        const lost = keys.length === 0 ? [] : await run('verify/lost-ids', keys)
        return { lost: lost.map(lostOf), ...(lastKey !== undefined && { lastKey: BigInt(lastKey) }) }
      })
    },
    async strayIds(after, limit) {
      const [row] = await read((run) => run('verify/stray-ids', after, limit))
      if (row === undefined) throw new Error('stray-ids gave no row.')
      const { looked, last_id, astray, dangling } = row
      return { astray, dangling, ...(looked === limit && last_id !== null && { lastId: last_id }) }
    },
    async astrayReplies(after, limit) {
      const [row] = await read((run) => run('verify/astray-inbound', after, limit))
      if (row === undefined) throw new Error('astray-inbound gave no row.')
      const { looked, last_id, astray } = row
      return { astray, ...(looked === limit && last_id !== null && { lastId: last_id }) }
    },
    async unnotedRanges(after, limit, campaignId) {
      const [row] = await read((run) => run('verify/unnoted-ranges', after, limit, campaignId ?? null))
      if (row === undefined) throw new Error('unnoted-ranges gave no row.')
      const { campaigns, statuses, ranges, last_key } = row
      return {
        ranges: ranges.map((range, n) => ({
          campaignId: campaigns[n] ?? '',
          status: statuses[n] ?? '',
          range,
        })),
        ...(last_key !== null && { lastKey: last_key }),
      }
    },
    leadIds(found) {
      const keys = [...new Set(found.map(({ key }) => String(key)))]
      // Alone, because a batch that cannot see this yet could claim one of the ids.
      return transact('begin-join', async (run) => {
        await run('messages/lock-external-messages', [], keys)
        const lost = await run('verify/lost-ids', keys)
        const { leads, anew } = rightLeads(lost.map(lostOf))
        await run('verify/lead-ids', [...leads.keys()], [...leads.values()].map(String))
        await run('verify/mark-messages', [...anew].map(String))
      }).catch(rethrow)
    },
    async forgetIds(ids) {
      await transact('begin-join', (run) => run('verify/forget-ids', ids)).catch(rethrow)
    },
    async rematch(inbound) {
      await transact('begin-batch', (run) => run('verify/rematch-inbound', inbound)).catch(rethrow)
    },
    noteRanges(ranges) {
      // In the order in which batches lock: see recipient_ranges.
      return transact('begin-batch', async (run) => {
        await run('campaigns/lock-campaigns', [...new Set(ranges.map(({ campaignId }) => campaignId))])
        await run(
          'campaigns/note-ranges',
          ranges.map(({ campaignId }) => campaignId),
          ranges.map(({ status }) => status),
          ranges.map(({ range }) => range),
        )
      }).catch(rethrow)
    },
  }
}

function lostOf({ id, key, leads_to, is_shared }: RowOf<'verify/lost-ids'>): LostId {
  return {
    id,
    key: BigInt(key),
    ...(leads_to !== null && { leadsTo: BigInt(leads_to) }),
    isShared: is_shared,
  }
}
