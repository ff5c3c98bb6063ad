import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { jsonOf } from '../json.ts'

/** `bluetick reconcile`: what the service does every minute, now. */
export function addReconcileCommand(program: Command, context: CliContext): void {
  program
    .command('reconcile')
    .description(
      'join in recipients that others wrote, and restore counters (the service does so every minute)',
    )
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) =>
      context.withDatabase(async ({ campaigns }) => {
        const done = await campaigns.reconcile()
        if (options.json) context.out.write(jsonOf(done))
        else
          context.out.write(
            `Joined in ${done.recipients} recipients, recounted ${done.campaigns} campaigns.\n`,
          )
      }),
    )
}
