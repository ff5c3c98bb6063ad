import type { Pool } from 'pg'
import { NO_CONTRIBUTION } from '../../../domain/campaigns/contribution.ts'
import type { RecipientStore } from '../../../domain/campaigns/ports.ts'
import type { RecipientLine } from '../../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { rethrow, rethrowRefusal, sqlStateOf } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { loadPendingJoin } from '../messages/load.ts'
import { createTransact, type Run } from '../messages/transact.ts'
import { rewrite } from '../messages/write.ts'
import type { Statements } from '../schema/statements.ts'
import { countCampaigns } from './count.ts'
import { pendingRecipients, readNumbers } from './pending-recipients.ts'
import { createRecipientRemoval } from './recipient-removal.ts'
import { NO_KEY } from './recipient-rows.ts'

/**
 * Recipients in PostgreSQL. Imports hold the lock of joins: no batch of reports can then create a message that the
 * import does not see, and two imports of one list come one after the other.
 *
 * @param country as of the state store
 */
export function createRecipientStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
  country?: Country,
): RecipientStore {
  const transact = createTransact(pool, statements, instrument)
  return {
    importRecipients(campaignId, lines, decide) {
      return transact('begin-join', async (run) => {
        // Lines are matched with what numbers mean: also those of recipients whom the worker has not seen yet.
        const unread = await run('campaigns/unread-recipients', campaignId)
        if (unread.length > 0)
          await readNumbers(
            run,
            unread.map((row) => row.key),
            country,
          )
        const rows = lines.map(rowOfLine)
        const [imported] = await run('campaigns/import-recipients', campaignId, JSON.stringify(rows))
        if (imported === undefined) throw new Error('import-recipients gave no row.')
        const { inserted, amended, pending, pending_ranges: ranges, conflicting, waiting } = imported
        if (inserted + amended > 0) await run('campaigns/claim-campaigns', [campaignId], 'api')
        const links = linksOf(lines, new Set([...conflicting, ...waiting]))
        if (imported.pending_join.length + links.length > 0) {
          const recipients = await pendingRecipients(run, imported.pending_join, country)
          await rewrite(run, await loadPendingJoin(run, { recipients, ids: links.flat() }), decide(links))
        }
        if (pending > 0) await countPending(run, campaignId, pending, ranges)
        return { inserted, amended, conflicting, waiting }
      }).catch(rethrow)
    },
    async amendRecipient(campaignId, key, line, decide) {
      try {
        return await transact('begin-join', async (run) => {
          const [id, otherId] = line.messageIds
          // Written on behalf of the sender: what it changes is noted like any other write of its own.
          await run('transactions/set-writer', 'no')
          const changed = await run(
            'campaigns/amend-recipient',
            campaignId,
            key,
            id ?? null,
            line.phone ?? null,
            line.reference ?? null,
          )
          await run('transactions/set-writer', 'yes')
          await run('campaigns/own-recipient', campaignId, key)
          const more = otherId === undefined ? [] : [otherId]
          if (changed.length === 0) return false
          if (more.length > 0) await run('external/stays', campaignId, line.messageIds)
          await run('campaigns/claim-campaigns', [campaignId], 'api')
          const recipients = await pendingRecipients(run, [key], country)
          await rewrite(run, await loadPendingJoin(run, { recipients, ids: more }), decide)
          return true
        })
      } catch (error) {
        if (NO_KEY.has(sqlStateOf(error))) return false
        return rethrowRefusal(error)
      }
    },
    ...createRecipientRemoval(transact),
  }
}

function rowOfLine(line: RecipientLine, n: number) {
  const [id, other_id] = line.messageIds
  return { n, phone: line.phone, id, other_id, reference: line.reference, attributes: line.attributes }
}

/** What the lines that were taken name together: one id alone is in the row itself. */
function linksOf(lines: readonly RecipientLine[], left: ReadonlySet<number>): (readonly string[])[] {
  return lines.flatMap(({ messageIds }, n) => (messageIds.length > 1 && !left.has(n) ? [messageIds] : []))
}

async function countPending(
  run: Run,
  campaignId: string,
  pending: number,
  ranges: readonly string[],
): Promise<void> {
  const delta = { ...NO_CONTRIBUTION, pending, recipients: pending }
  await countCampaigns(run, new Map([[campaignId, delta]]))
  await run(
    'campaigns/note-ranges',
    ranges.map(() => campaignId),
    ranges.map(() => 'pending'),
    ranges,
  )
}
