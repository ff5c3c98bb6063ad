import type { Pool } from 'pg'
import type { CampaignStore } from '../../../domain/campaigns/ports.ts'
import { rethrowRefusal } from '../connection/errors.ts'
import type { Instrument } from '../connection/instrument.ts'
import { inTransaction } from '../connection/transaction.ts'
import { keptBackError } from '../messages/kept-back.ts'
import { type Run, runOn } from '../messages/transact.ts'
import type { Statements } from '../schema/statements.ts'
import { countersOf } from './campaign-rows.ts'
import { countBreakdowns, countCampaigns } from './count.ts'

/** One batch of `CampaignStore.repairRecipients`: recipients in key order, then their campaign, as batches lock. */
export function repairRecipients(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  campaignId: string,
  afterKey: string | undefined,
  limit: number,
): ReturnType<CampaignStore['repairRecipients']> {
  return inTransaction(
    pool,
    async (client) => {
      const run = runOn(client, statements, instrument)
      const [row] = await run(
        'campaigns/repair-recipients',
        campaignId,
        afterKey ?? null,
        afterKey !== undefined,
        limit,
      )
      if (row === undefined) throw new Error('repair-recipients gave no row.')
      const correction = countersOf(row)
      if (row.repaired > 0) await countCampaigns(run, new Map([[campaignId, correction]]))
      const more = row.repaired === limit && row.last_key !== null
      return { repaired: row.repaired, correction, ...(more && { lastKey: row.last_key }) }
    },
    instrument,
    statements.text('transactions/begin-batch'),
  )
}

/**
 * `CampaignStore.recount`. The differences are those of one snapshot, in which marks and sums belong together, and are
 * added like any other batch's: no batch waits for the counting, and none that commits meanwhile is lost.
 */
export function recount(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  campaignId: string,
): ReturnType<CampaignStore['recount']> {
  return inTransaction(
    pool,
    (client) => recountWithin(runOn(client, statements, instrument), campaignId),
    instrument,
    statements.text('transactions/begin-recount'),
  ).catch(rethrowRefusal)
}

/**
 * The recount, within a transaction that has locked nothing yet.
 *
 * @throws StoreRefusedError where a trigger of somebody else's keeps the counters as they are
 */
export async function recountWithin(
  run: Run,
  campaignId: string,
): Promise<Awaited<ReturnType<CampaignStore['recount']>>> {
  await run('campaigns/lock-recount', campaignId)
  const [found] = await run('campaigns/recount-campaign', campaignId)
  const breakdowns = await run('campaigns/recount-breakdowns', campaignId)
  const correction = countersOf(found ?? NOTHING)
  const disturbed = found?.disturbed === true
  if (
    disturbed ||
    breakdowns.length > 0 ||
    Object.values(correction).some((difference) => difference !== 0)
  ) {
    const keptBack = await countCampaigns(run, new Map([[campaignId, correction]]))
    if (keptBack.length > 0) throw keptBackError('marketing_campaigns', 1, 1)
  }
  if (breakdowns.length > 0) {
    await countBreakdowns(
      run,
      breakdowns.map((breakdown) => ({ campaignId, ...breakdown })),
    )
  }
  return { id: campaignId, correction, breakdowns: breakdowns.length, disturbed }
}

const NOTHING = { pending: 0, sent: 0, delivered: 0, read: 0, failed: 0, replied: 0, recipients: 0 }
