import type { Command } from 'commander'
import type { Verification } from '../../../domain/campaigns/campaign.ts'
import { verificationJson } from '../../../domain/campaigns/campaign-json.ts'
import type { CounterDelta } from '../../../domain/messages/change.ts'
import { verifyAnalytics } from '../analytics/rollups.ts'
import { type CliContext, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { noCampaign } from './no-campaign.ts'

const COUNTERS = ['recipients', 'pending', 'sent', 'delivered', 'read', 'failed', 'replied'] as const

/** `bluetick verify`: are the counters the sum of the recipients? */
export function addVerifyCommand(program: Command, context: CliContext): void {
  program
    .command('verify')
    .description('compare every counter with the recipients behind it; exit code 1 where they differ')
    .option('--campaign <id>', 'only this campaign')
    .option('--rollups', 'the sums that analytics reads, not the campaigns')
    .option('--json', 'print JSON')
    .action((options: { campaign?: string; rollups?: boolean; json?: boolean }) =>
      context.withDatabase(async ({ analytics, campaigns: { store, agrees } }) => {
        if (options.rollups) return verifyAnalytics(analytics, context, options.json === true)
        const found = await store.verify(options.campaign)
        if (options.campaign !== undefined && found.length === 0) throw noCampaign()
        const wrong = found.filter((verification) => !agrees(verification))
        if (options.json)
          context.out.write(jsonOf({ campaigns: found.length, differing: wrong.map(differingJson) }))
        else context.out.write(verifyText(found, wrong))
        if (wrong.length > 0) context.exitWith(EXIT.found)
      }),
    )
}

/** A campaign whose counters differ, as `verifyCampaign` of the API answers it, with its id. */
export function differingJson(one: Verification) {
  return { id: one.id, ...verificationJson(one, false) }
}

/** What differs, as a table: the shown counters, the kept sums, and what is right. */
export function verifyText(found: readonly Verification[], wrong: readonly Verification[]): string {
  const waiting = found.reduce((sum, verification) => sum + verification.waiting, 0)
  const remark =
    waiting === 0 ? '' : `${waiting} recipients wait to be joined in: "bluetick reconcile" does it now.\n`
  if (wrong.length === 0)
    return `${found.length} ${found.length === 1 ? 'campaign' : 'campaigns'}: all counters are right.\n${remark}`
  const rows = wrong.flatMap(({ id, shown, kept, right, miscounted }) => [
    ...COUNTERS.filter((counter) => differs(counter, shown, kept, right)).map((counter) => [
      id,
      counter,
      shown[counter],
      kept[counter],
      right[counter],
    ]),
    ...(miscounted > 0 ? [[id, 'marks of recipients', miscounted, miscounted, 0]] : []),
  ])
  return `${table(['campaign', 'counter', 'shown', 'kept', 'right'], rows)}${remark}"bluetick recount" repairs this.\n`
}

function differs(counter: (typeof COUNTERS)[number], ...sides: readonly CounterDelta[]): boolean {
  return new Set(sides.map((side) => side[counter])).size > 1
}
