import type { Command } from 'commander'
import { serve } from '../../compose/serve.ts'
import type { CliContext } from './context.ts'

/** `bluetick serve`: the service itself, as `npm start` runs it. */
export function addServeCommand(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('run the service: webhooks, API, schedule')
    .action(() => serve(context.config()))
}
