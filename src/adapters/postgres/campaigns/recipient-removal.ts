import type { RecipientStore } from '../../../domain/campaigns/ports.ts'
import { StoreRefusedError } from '../../../domain/messages/ports.ts'
import { rethrowRefusal, sqlStateOf } from '../connection/errors.ts'
import { KEPT_BACK } from '../messages/kept-back.ts'
import { loadPendingJoin } from '../messages/load.ts'
import type { Run, Transact } from '../messages/transact.ts'
import { rewrite } from '../messages/write.ts'
import { type LeftRow, leftRecipientOfRow, NO_KEY } from './recipient-rows.ts'

/** Recipients and campaigns that go for good. It runs alone, as imports do: no batch adds a recipient meanwhile. */
export function createRecipientRemoval(
  transact: Transact,
): Pick<RecipientStore, 'removeRecipient' | 'removeCampaign'> {
  return {
    async removeRecipient(campaignId, key, decide) {
      try {
        return await transact('begin-join', async (run) => {
          const rows = await run('campaigns/remove-recipient', campaignId, key)
          await takeOut(run, rows, decide)
          return rows.length > 0
        })
      } catch (error) {
        if (NO_KEY.has(sqlStateOf(error))) return false
        return rethrowKept(error)
      }
    },
    removeCampaign(campaignId, limit, decide) {
      return transact('begin-join', async (run) => {
        if ((await run('campaigns/campaign', campaignId)).length === 0) return undefined
        const rows = await run('campaigns/remove-recipients', campaignId, limit)
        await takeOut(run, rows, decide)
        const isDone = rows.length < limit && (await run('campaigns/delete-campaign', campaignId)).length > 0
        if (rows.length === 0 && !isDone) {
          throw new StoreRefusedError(
            'A trigger or a policy keeps the campaign or its recipients.',
            KEPT_BACK,
            false,
          )
        }
        return { recipients: rows.length, isDone }
      }).catch(rethrowKept)
    },
  }
}

/** SQLSTATE foreign_key_violation: another table refers to the row. For a deletion this does not depend on timing. Appendix A. */
const REFERRED_TO = '23503'

function rethrowKept(error: unknown): never {
  if (sqlStateOf(error) !== REFERRED_TO) return rethrowRefusal(error)
  throw new StoreRefusedError('Another table refers to the row.', REFERRED_TO, false, { cause: error })
}

/** Takes recipients that are gone out of counters and rollups, and notes at their messages that they went. */
async function takeOut(
  run: Run,
  rows: readonly LeftRow[],
  decide: Parameters<RecipientStore['removeCampaign']>[2],
): Promise<void> {
  if (rows.length === 0) return
  const leftRecipients = rows.map(leftRecipientOfRow)
  const ids = leftRecipients.flatMap(({ messageId }) => messageId ?? [])
  const locked = await loadPendingJoin(run, { ids })
  await rewrite(run, { ...locked, loaded: { ...locked.loaded, leftRecipients } }, decide)
}
