import type { Command } from 'commander'
import { type CliContext, CliError, EXIT } from './context.ts'
import type { Replayed } from './ports.ts'
import { createProgress } from './progress.ts'
import { timeOf } from './time.ts'

interface ReplayFlags {
  readonly rejected?: true
  readonly from?: string
  readonly to?: string
  readonly dryRun?: true
  readonly json?: true
}

const NO_BODIES = 'No body of that time is kept. They are kept for RAW_RETENTION_DAYS days.\n'

/** `bluetick replay`: reads again what came in, by today's parsers. */
export function addReplayCommand(program: Command, context: CliContext): void {
  program
    .command('replay')
    .description('read rejects, or kept bodies, again and join in what they say (harmless to repeat)')
    .option('--rejected', 'what could not be understood; what is understood now is taken from the rejects')
    .option(
      '--from <time>',
      'kept bodies received at or after this time (ISO 8601 with a zone, or a day of UTC)',
    )
    .option('--to <time>', 'and before this time; default: now')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'print JSON')
    .action(async (flags: ReplayFlags) => {
      const times = chosenTimes(flags)
      const replayed = await context.withDatabase(async ({ replay }) => {
        const { rejects, bodies } = await replay.count(times.fromMs ?? 0)
        const [what, total] = times.fromMs === undefined ? ['rejects', rejects] : ['bodies', bodies]
        const progress = createProgress(context.err, what, total)
        try {
          return await replay.replay({ ...times, dryRun: flags.dryRun === true }, (read) =>
            progress.update(read),
          )
        } finally {
          progress.end()
        }
      })
      context.out.write(flags.json ? `${JSON.stringify(replayed)}\n` : sentenceOf(replayed, flags))
      if (context.signal.aborted) context.err.write('Stopped before the end: run it again to go on.\n')
      else if (times.fromMs !== undefined && replayed.read === 0) context.err.write(NO_BODIES)
      if (replayed.rejected > 0) context.exitWith(EXIT.found)
    })
}

/**
 * The times to replay; no `fromMs`: the rejects.
 *
 * @throws CliError where the flags do not say what to replay
 */
function chosenTimes(flags: ReplayFlags): { readonly fromMs?: number; readonly toMs: number } {
  const ranged = flags.from !== undefined
  if ((flags.rejected === true) === ranged || (!ranged && flags.to !== undefined)) {
    throw new CliError('Say what to replay: --rejected, or --from <time> with or without --to.', EXIT.usage)
  }
  const toMs = flags.to === undefined ? Date.now() : timeOf('--to', flags.to)
  if (flags.from === undefined) return { toMs }
  const fromMs = timeOf('--from', flags.from)
  if (fromMs >= toMs) {
    throw new CliError(`--from must be before ${flags.to === undefined ? 'now' : '--to'}.`, EXIT.usage)
  }
  return { fromMs, toMs }
}

function sentenceOf(
  { read, reports, rejected }: Replayed,
  { rejected: ofRejects, dryRun }: ReplayFlags,
): string {
  const joined = `${counted(reports, 'report')} ${dryRun ? 'would be ' : ''}joined`
  return `${counted(read, ofRejects ? 'reject' : 'kept body')} read again: ${joined}, ${counted(rejected, 'item')} still not understood.\n`
}

function counted(count: number, what: string): string {
  const plural = what === 'kept body' ? 'kept bodies' : `${what}s`
  return `${count.toLocaleString('en-US')} ${count === 1 ? what : plural}`
}
