import type { Command } from 'commander'
import type { CliContext } from './context.ts'

/** `bluetick serve`: the service itself, as `npm start` runs it. */
export function addServeCommand(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('run the service: webhooks, API, schedule')
    .action(() => context.serve())
}
