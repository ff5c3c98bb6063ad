import type { Command } from 'commander'
import { type CliContext, EXIT } from './context.ts'
import { jsonOf } from './json.ts'
import type { Adopted, AdoptionCommands, AdoptionReport } from './ports.ts'
import { createProgress, type Progress } from './progress.ts'

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
        async ({ adoption }) => {
          const report = await adoption.inspect()
          const stop = report.blockers.length > 0 || options.yes !== true
          const adopted = stop ? undefined : await adopt(adoption, context)
          if (options.json)
            context.out.write(jsonOf({ ...report, ...(adopted !== undefined && { adopted }) }))
          else context.out.write(textOf(report, adopted))
          if (report.blockers.length > 0 || (adopted?.differing ?? 0) > 0) context.exitWith(EXIT.found)
        },
        { anySchema: true },
      ),
    )
}

async function adopt(adoption: AdoptionCommands, context: CliContext): Promise<Adopted> {
  let progress: Progress | undefined
  try {
    return await adoption.adopt(
      (waiting) => {
        progress = createProgress(context.err, 'recipients joined in', waiting)
      },
      (joined) => progress?.update(joined),
    )
  } finally {
    progress?.end()
  }
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
