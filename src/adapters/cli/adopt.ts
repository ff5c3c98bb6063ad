import type { Command } from 'commander'
import { type AdoptionReport, reportOn } from '../../app/campaigns/adoption-report.ts'
import { joinExternalRows, joinUncountedMessages } from '../../app/campaigns/join-external-rows.ts'
import { foundNothing } from '../../app/campaigns/recount.ts'
import { inspectTables, relaxColumns } from '../postgres/campaigns/adoption.ts'
import { createStateStore } from '../postgres/messages/state-store.ts'
import { migrate, pendingMigrations } from '../postgres/schema/migrate.ts'
import { checkStatements } from '../postgres/schema/statements.ts'
import { jsonOf } from './campaigns/campaign.ts'
import { campaignsOf } from './campaigns/use-cases.ts'
import { type CliContext, type CliDatabase, EXIT } from './context.ts'
import { createProgress } from './progress.ts'

interface Adopted {
  readonly migrations: readonly string[]
  readonly recipients: number
  readonly messages: number
  readonly recounted: number
  readonly differing: number
}

/** `bluetick adopt`: takes over tables that another service made and filled. */
export function addAdoptCommand(program: Command, context: CliContext): void {
  program
    .command('adopt')
    .description(
      'take over tables that another service made: checks and reports, and with --yes adopts and recounts',
    )
    .option('--yes', 'do it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nNo row and no column is dropped. Make a backup first, and stop the other service while this runs.' +
        '\nExit code 1 where something must be mended first, or counters still differ afterwards.',
    )
    .action((options: { yes?: boolean; json?: boolean }) =>
      context.withDatabase(
        async (database) => {
          const first = (await pendingMigrations(database.pool)).length > 0
          const report = first ? reportOn(await inspectTables(database.pool)) : { remarks: [], blockers: [] }
          const stop = report.blockers.length > 0 || options.yes !== true
          const adopted = stop ? undefined : await adopt(database, context)
          if (options.json)
            context.out.write(jsonOf({ ...report, ...(adopted !== undefined && { adopted }) }))
          else context.out.write(textOf(report, adopted))
          if (report.blockers.length > 0 || (adopted?.differing ?? 0) > 0) context.exitWith(EXIT.found)
        },
        { anySchema: true },
      ),
    )
}

async function adopt(database: CliDatabase, context: CliContext): Promise<Adopted> {
  const { pool, statements } = database
  const { signal } = context
  const rule = context.config().STATUS_TIMESTAMP
  const migrations = await migrate(pool)
  await relaxColumns(pool)
  await checkStatements(pool, statements)
  const state = createStateStore(pool, statements)
  const { store, recount, agrees } = campaignsOf(database, context)
  const waiting = (await store.verify()).reduce((sum, campaign) => sum + campaign.waiting, 0)
  const progress = createProgress(context.err, 'recipients joined in', waiting)
  const recipients = await joinExternalRows(state, rule, signal, (settled) => progress.update(settled))
  progress.end()
  const messages = await joinUncountedMessages(state, rule, signal)
  let recounted = 0
  for (const id of await store.ids()) {
    if (!foundNothing(await recount(id, signal))) recounted++
  }
  const differing = (await store.verify()).filter((campaign) => !agrees(campaign)).length
  return { migrations, recipients, messages, recounted, differing }
}

function textOf({ remarks, blockers }: AdoptionReport, adopted: Adopted | undefined): string {
  const lines = remarks.map((remark) => `• ${remark}`)
  if (blockers.length > 0) lines.push('', 'To be mended first:', ...blockers.map((blocker) => `! ${blocker}`))
  else if (adopted === undefined) lines.push('', 'Nothing was changed. To do it: bluetick adopt --yes')
  if (adopted !== undefined) {
    lines.push(
      '',
      `Adopted: ${adopted.recipients.toLocaleString('en-US')} recipients joined in and counted.`,
      adopted.differing === 0
        ? 'All counters are right.'
        : `${adopted.differing} campaigns differ: bluetick verify`,
    )
  }
  return `${lines.join('\n')}\n`
}
