import { joinUncountedMessages } from '../../../app/campaigns/join-external-rows.ts'
import { recountRollups, verifyRollups } from '../../postgres/analytics/rollup-repair.ts'
import { createStateStore } from '../../postgres/messages/state-store.ts'
import { jsonOf } from '../campaigns/campaign.ts'
import { type CliContext, type CliDatabase, EXIT } from '../context.ts'

/** `bluetick recount --rollups`: takes in what others inserted, and sums what analytics reads anew. */
export async function recountAnalytics(
  { pool, statements }: CliDatabase,
  context: CliContext,
  json: boolean,
): Promise<void> {
  const store = createStateStore(pool, statements)
  const joined = await joinUncountedMessages(store, context.config().STATUS_TIMESTAMP, context.signal)
  const before = await verifyRollups(pool, context.signal)
  if (before.totals + before.labels > 0) await recountRollups(pool, context.signal)
  if (json) context.out.write(jsonOf({ joined, differing: before }))
  else context.out.write(`Joined in ${joined} messages of others. ${driftText(before)}\n`)
}

/** `bluetick verify --rollups`: is what analytics reads the sum of the messages? */
export async function verifyAnalytics(
  { pool }: CliDatabase,
  context: CliContext,
  json: boolean,
): Promise<void> {
  const found = await verifyRollups(pool, context.signal)
  const wrong = found.totals + found.labels > 0
  if (json) context.out.write(jsonOf({ differing: found }))
  else context.out.write(`${driftText(found)}${wrong ? ' "bluetick recount --rollups" repairs this.' : ''}\n`)
  if (wrong) context.exitWith(EXIT.found)
}

function driftText({ totals, labels }: { readonly totals: number; readonly labels: number }): string {
  if (totals + labels === 0) return 'The rollups are right.'
  return `${totals} rows of message_rollup and ${labels} of message_rollup_labels differed from the messages.`
}
