import { type CliContext, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import type { AnalyticsCommands, RollupDrift } from './ports.ts'

/** `bluetick recount --rollups`: takes in what others inserted, and sums what analytics reads anew. */
export async function recountAnalytics(
  analytics: AnalyticsCommands,
  context: CliContext,
  json: boolean,
): Promise<void> {
  const joined = await analytics.joinUncounted()
  const before = await analytics.verifyRollups()
  if (driftIn(before) > 0) await analytics.recountRollups()
  if (json) context.out.write(jsonOf({ joined, differing: before }))
  else context.out.write(`Joined in ${joined} messages of others. ${driftText(before)}\n`)
}

/** `bluetick verify --rollups`: is what analytics reads the sum of the messages? */
export async function verifyAnalytics(
  analytics: AnalyticsCommands,
  context: CliContext,
  json: boolean,
): Promise<void> {
  const found = await analytics.verifyRollups()
  const wrong = driftIn(found) > 0
  if (json) context.out.write(jsonOf({ differing: found }))
  else context.out.write(`${driftText(found)}${wrong ? ' "bluetick recount --rollups" repairs this.' : ''}\n`)
  if (wrong) context.exitWith(EXIT.found)
}

/** Where the rollups are not looked at. */
export const NO_DRIFT: RollupDrift = { totals: 0, labels: 0, cohorts: 0, orphans: 0 }

/** How many rows of sums are wrong. */
export function driftIn({ totals, labels, cohorts, orphans }: RollupDrift): number {
  return totals + labels + cohorts + orphans
}

/** How many rows of sums are wrong, in sentences. */
export function driftText(drift: RollupDrift): string {
  const { totals, labels, cohorts, orphans } = drift
  if (driftIn(drift) === 0) return 'The rollups are right.'
  return [
    totals + labels > 0 &&
      `${totals} rows of message_rollup and its days and ${labels} of message_rollup_labels differed from the messages.`,
    cohorts > 0 && `The sums of ${cohorts} five minutes in delivery_cohorts differed from the messages.`,
    orphans > 0 && `${orphans} rows of campaign_tallies were of campaigns that are not there.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ')
}
