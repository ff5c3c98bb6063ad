import type { Command } from 'commander'
import type { Recount } from '../../../domain/campaigns/campaign.ts'
import { recountJson } from '../../../domain/campaigns/campaign-json.ts'
import { faultsIn } from '../../../domain/campaigns/lookup.ts'
import { driftIn, driftText, NO_DRIFT, recountAnalytics } from '../analytics/rollups.ts'
import { type CliContext, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { createProgress } from '../progress.ts'
import { lookupsText } from './lookups.ts'
import { noCampaign } from './no-campaign.ts'
import { differingJson, rowsText, verifyText } from './verify.ts'

interface RecountOptions {
  readonly campaign?: string
  readonly dryRun?: boolean
  readonly rollups?: boolean
  readonly json?: boolean
}

/** `bluetick recount`: sets the counters right while the service runs. */
export function addRecountCommand(program: Command, context: CliContext): void {
  program
    .command('recount')
    .description('set the counters right: prints what differs and corrects it; no webhook waits for it')
    .option('--campaign <id>', 'only this campaign')
    .option('--dry-run', 'only print what differs')
    .option('--rollups', 'the sums that analytics reads, not the campaigns')
    .option('--json', 'print JSON')
    .action((options: RecountOptions) =>
      context.withDatabase(async ({ analytics, campaigns }) => {
        if (options.rollups) return recountAnalytics(analytics, context, options.json === true)
        const { store, agrees, recount, foundNothing } = campaigns
        const { checkLookups, mendLookups, checkRows, repairRows } = campaigns
        const found = await store.verify(options.campaign)
        if (options.campaign !== undefined && found.length === 0) throw noCampaign()
        const wrong = found.filter((verification) => !agrees(verification))
        // First: a recipient whose message cannot be found is taken for one of which nobody has heard.
        const lookups = await (options.dryRun ? checkLookups : mendLookups)(options.campaign)
        const rows = await (options.dryRun ? checkRows : repairRows)(options.campaign)
        if (!options.json)
          context.out.write(`${lookupsText(lookups)}${rowsText(rows)}${verifyText(found, wrong)}`)
        const sums = () => (options.campaign === undefined ? analytics.verifyRollups() : NO_DRIFT)
        if (options.dryRun) {
          const rollups = await sums()
          if (options.json)
            context.out.write(
              jsonOf({ dry_run: true, differing: wrong.map(differingJson), lookups, rows, rollups }),
            )
          else if (options.campaign === undefined) context.out.write(`${driftText(rollups)}\n`)
          if (wrong.length + faultsIn(lookups) + rows.rows + driftIn(rollups) > 0)
            context.exitWith(EXIT.found)
          return
        }
        const progress = createProgress(context.err, 'campaigns', found.length)
        const repaired: Recount[] = []
        for (const [index, { id }] of found.entries()) {
          if (context.signal.aborted) break
          const result = await recount(id, context.signal)
          if (!foundNothing(result)) repaired.push(result)
          progress.update(index + 1)
        }
        progress.end()
        const rollups = await sums()
        const drifted = driftIn(rollups) > 0
        if (drifted) await analytics.recountRollups()
        if (options.json)
          context.out.write(
            jsonOf({
              dry_run: false,
              repaired: repaired.map((one) => ({ id: one.id, ...recountJson(one) })),
              lookups,
              rows,
              rollups,
            }),
          )
        else {
          if (faultsIn(lookups) > 0) context.out.write(`Mended ${faultsIn(lookups)} ids and ranges.\n`)
          if (rows.rows > 0) context.out.write(`Repaired ${rows.rows} rows.\n`)
          if (repaired.length > 0) context.out.write(`Recounted ${repaired.length} campaigns.\n`)
          if (drifted) context.out.write(`Recounted the rollups: ${driftText(rollups)}\n`)
        }
      }),
    )
}
