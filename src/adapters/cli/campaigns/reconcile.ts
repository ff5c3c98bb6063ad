import type { Command } from 'commander'
import { reconcile } from '../../../app/campaigns/reconcile.ts'
import { createCampaignStore } from '../../postgres/campaigns/campaign-store.ts'
import { createStateStore } from '../../postgres/messages/state-store.ts'
import type { CliContext } from '../context.ts'
import { jsonOf } from './campaign.ts'

/** `bluetick reconcile`: what the service does every minute, now. */
export function addReconcileCommand(program: Command, context: CliContext): void {
  program
    .command('reconcile')
    .description('join in recipients that others wrote, and heal counters (the service does so every minute)')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) =>
      context.withDatabase(async ({ pool, statements }) => {
        const done = await reconcile(
          createStateStore(pool, statements),
          createCampaignStore(pool, statements),
          context.config().STATUS_TIMESTAMP,
          context.signal,
        )
        if (options.json) context.out.write(jsonOf(done))
        else
          context.out.write(`Joined in ${done.recipients} recipients, healed ${done.campaigns} campaigns.\n`)
      }),
    )
}
