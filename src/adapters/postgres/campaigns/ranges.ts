import type { Pool, PoolClient } from 'pg'
import type { Instrument } from '../connection/instrument.ts'
import { createQuery, type RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { type Run, runOn } from '../messages/transact.ts'
import type { Statements } from '../schema/statements.ts'

/** A recipient with a status, by its key. */
export interface RangeEntry {
  readonly campaignId: string
  readonly status: string
  readonly key: string
}

/** How many keys make a range: `bluetick.recipient_ranges`. */
const RANGE_KEYS = 256n

/**
 * Notes in which ranges of keys a status occurs, so that pages of one status skip the others. The campaigns are locked:
 * see `drop-ranges`.
 */
export async function noteRanges(run: Run, recipients: readonly RangeEntry[]): Promise<void> {
  const ranges = new Map<string, readonly [campaign: string, status: string, range: string]>()
  for (const { campaignId, status, key } of recipients) {
    const range = String(BigInt(key) / RANGE_KEYS)
    ranges.set(`${range} ${status} ${campaignId}`, [campaignId, status, range])
  }
  if (ranges.size === 0) return
  const all = [...ranges.values()]
  await run(
    'campaigns/note-ranges',
    all.map(([campaign]) => campaign),
    all.map(([, status]) => status),
    all.map(([, , range]) => range),
  )
}

/** How many ranges are looked at in one statement, and how many of them dropped in one transaction, which locks a campaign. */
const LOOKED_AT_ONCE = 1_000
const DROPPED_AT_ONCE = 50

type Range = RowOf<'campaigns/empty-ranges'>

/** `CampaignStore.forgetEmptyRanges`. */
export async function forgetEmptyRanges(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  signal: AbortSignal,
): Promise<number> {
  const query = createQuery(pool, statements, instrument)
  const begin = statements.text('transactions/begin-recount')
  let forgotten = 0
  let after: readonly [campaign: string, status: string, range: string] = ['', '', '0']
  while (!signal.aborted) {
    const { rows } = await query('campaigns/empty-ranges', ...after, LOOKED_AT_ONCE)
    for (const ranges of piecesOf(rows.filter(({ holds }) => !holds))) {
      const drop = (client: PoolClient) => dropRanges(runOn(client, statements, instrument), ranges)
      forgotten += await inTransaction(pool, drop, instrument, begin)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < LOOKED_AT_ONCE) break
    after = [last.campaign_id, last.status, last.range]
  }
  return forgotten
}

async function dropRanges(run: Run, ranges: readonly Range[]): Promise<number> {
  const campaign = ranges[0]?.campaign_id ?? ''
  // Waits for it, and is seen by the next statement: see drop-ranges.
  await run('campaigns/lock-campaigns', [campaign])
  const dropped = await run(
    'campaigns/drop-ranges',
    campaign,
    ranges.map(({ status }) => status),
    ranges.map(({ range }) => range),
  )
  return dropped.length
}

/** Of one campaign each, and not too many. */
function piecesOf(ranges: readonly Range[]): Range[][] {
  const pieces: Range[][] = []
  for (const range of ranges) {
    const piece = pieces.at(-1)
    const fits = piece !== undefined && piece[0]?.campaign_id === range.campaign_id
    if (fits && piece.length < DROPPED_AT_ONCE) piece.push(range)
    else pieces.push([range])
  }
  return pieces
}
