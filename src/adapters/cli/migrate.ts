import type { Command } from 'commander'
import type { CliContext } from './context.ts'

/** `bluetick migrate`: what the service does at its start, by itself. */
export function addMigrateCommand(program: Command, context: CliContext): void {
  program
    .command('migrate')
    .description('bring the database schema up to date (the service does so at its start, too)')
    .option('--grant-to <role>', 'give a role what the service needs, and no more')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean; grantTo?: string }) =>
      context.withDatabase(
        async ({ schema }) => {
          const applied = await schema.migrate(options.grantTo)
          if (options.json) context.out.write(`${JSON.stringify({ applied })}\n`)
          else if (applied.length === 0) context.out.write('The schema is up to date.\n')
          else context.out.write(`${applied.map((name) => `applied ${name}`).join('\n')}\n`)
        },
        { makesSchema: true },
      ),
    )
}
