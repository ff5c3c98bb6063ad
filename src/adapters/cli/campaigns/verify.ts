import type { Command } from 'commander'
import type { Verification } from '../../../domain/campaigns/campaign.ts'
import { verificationJson } from '../../../domain/campaigns/campaign-json.ts'
import { faultsIn } from '../../../domain/campaigns/lookup.ts'
import type { CounterDelta } from '../../../domain/messages/change.ts'
import { driftIn, driftText, NO_DRIFT, verifyAnalytics } from '../analytics/rollups.ts'
import { type CliContext, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { lookupsText } from './lookups.ts'
import { noCampaign } from './no-campaign.ts'
import type { RowFaults } from './ports.ts'

/** Rows that are shown; the others are counted. */
const MAX_ROWS_SHOWN = 20

const COUNTERS = ['recipients', 'pending', 'sent', 'delivered', 'read', 'failed', 'replied'] as const

/** `bluetick verify`: are the counters the sum of the recipients? */
export function addVerifyCommand(program: Command, context: CliContext): void {
  program
    .command('verify')
    .description(
      'compare every row with the facts, and every counter, breakdown, rollup and table of ids with the rows; exit code 1 where they differ',
    )
    .option('--campaign <id>', 'only this campaign')
    .option('--rollups', 'the sums that analytics reads, not the campaigns')
    .option('--json', 'print JSON')
    .action((options: { campaign?: string; rollups?: boolean; json?: boolean }) =>
      context.withDatabase(async ({ analytics, campaigns: { store, agrees, checkLookups, checkRows } }) => {
        if (options.rollups) return verifyAnalytics(analytics, context, options.json === true)
        const found = await store.verify(options.campaign)
        if (options.campaign !== undefined && found.length === 0) throw noCampaign()
        const wrong = found.filter((verification) => !agrees(verification))
        const lookups = await checkLookups(options.campaign)
        const rows = await checkRows(options.campaign)
        const rollups = options.campaign === undefined ? await analytics.verifyRollups() : NO_DRIFT
        if (options.json) {
          context.out.write(
            jsonOf({ campaigns: found.length, differing: wrong.map(differingJson), lookups, rows, rollups }),
          )
        } else {
          context.out.write(`${lookupsText(lookups)}${rowsText(rows)}${verifyText(found, wrong)}`)
          if (options.campaign === undefined) context.out.write(`${driftText(rollups)}\n`)
        }
        if (wrong.length + faultsIn(lookups) + rows.rows + driftIn(rollups) > 0) context.exitWith(EXIT.found)
      }),
    )
}

/** A campaign whose counters differ, as `verifyCampaign` of the API answers it, with its id. */
export function differingJson(one: Verification) {
  return { id: one.id, ...verificationJson(one, false) }
}

/** Rows that are not what follows from the facts: the first of them, and how many there are. */
export function rowsText({ rows, faults }: RowFaults): string {
  if (rows === 0) return 'All rows match the facts.\n'
  const shown = faults.slice(0, MAX_ROWS_SHOWN)
  const lines = shown.map(({ table: name, key, columns }) => [name, key, columns.join(', ')])
  const rest = rows - shown.length
  return `${table(['table', 'id', 'differs from the facts'], lines)}${rest > 0 ? `… and ${rest} more rows.\n` : ''}"bluetick recount" repairs them.\n`
}

/** What differs, as a table: the shown counters, the kept sums, and what is right. */
export function verifyText(found: readonly Verification[], wrong: readonly Verification[]): string {
  const waiting = found.reduce((sum, verification) => sum + verification.waiting, 0)
  const remark =
    waiting === 0 ? '' : `${waiting} recipients wait to be joined in: "bluetick reconcile" does it now.\n`
  if (wrong.length === 0)
    return `${found.length} ${found.length === 1 ? 'campaign' : 'campaigns'}: all counters are right.\n${remark}`
  const rows = wrong.flatMap(({ id, shown, kept, right, miscounted, breakdowns }) => [
    ...COUNTERS.filter((counter) => differs(counter, shown, kept, right)).map((counter) => [
      id,
      counter,
      shown[counter],
      kept[counter],
      right[counter],
    ]),
    ...(miscounted > 0 ? [[id, 'marks of recipients', miscounted, miscounted, 0]] : []),
    ...(breakdowns > 0 ? [[id, 'figures of breakdowns', breakdowns, breakdowns, 0]] : []),
  ])
  return `${table(['campaign', 'counter', 'shown', 'kept', 'right'], rows)}${remark}"bluetick recount" repairs this.\n`
}

function differs(counter: (typeof COUNTERS)[number], ...sides: readonly CounterDelta[]): boolean {
  return new Set(sides.map((side) => side[counter])).size > 1
}
