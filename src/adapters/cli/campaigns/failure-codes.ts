import type { Command } from 'commander'
import { actorOfFailure } from '../../../domain/messages/failure-actors.ts'
import { KNOWN_FAILURE_CODES, meaningOfFailure } from '../../../domain/messages/failure-codes.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'

/** `bluetick failure-codes`: needs no database. */
export function addFailureCodesCommand(program: Command, context: CliContext): void {
  program
    .command('failure-codes [code]')
    .description('what the codes of failures mean, who can act, and what to do; one code, or all of them')
    .option('--json', 'print JSON')
    .action((code: string | undefined, options: { json?: boolean }) => {
      const codes = KNOWN_FAILURE_CODES.filter((known) => code === undefined || known === code)
      if (codes.length === 0) throw new CliError('The meaning of this code is not known.', EXIT.found)
      const shown = codes.map((known) => {
        const { meaning, resend, advice } = meaningOfFailure(known)
        return { code: known, meaning, actor: actorOfFailure(known), resend, advice }
      })
      const [first] = shown
      if (options.json) context.out.write(jsonOf({ failure_codes: shown }))
      else if (first !== undefined)
        context.out.write(
          table(
            Object.keys(first),
            shown.map((one) => Object.values(one)),
          ),
        )
    })
}
