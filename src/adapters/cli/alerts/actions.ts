import type { Command } from 'commander'
import type { AlertActions } from '../../../domain/alerts/ports.ts'
import { MAX_SILENCE_DAYS, whyNotSilenced } from '../../../domain/alerts/silence.ts'
import { parseDuration } from '../../../domain/text/duration.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { timeOf } from '../time.ts'

/** `alerts ack | silence | unsilence`: what people do about alerts; every act has an author. */
export function addActionCommands(alerts: Command, context: CliContext): void {
  alerts
    .command('ack')
    .argument('<episode>', 'as "alerts list" shows it')
    .requiredOption('--author <name>', 'who takes it on')
    .option('--note <text>')
    .description('acknowledge an alert: no more reminders')
    .action((episode: string, options: { author: string; note?: string }) =>
      acknowledge(context, episode, options),
    )
  alerts
    .command('silence')
    .argument('<rule>', 'a rule\'s name; "*" for all')
    .requiredOption('--author <name>', 'who does it')
    .requiredOption('--reason <text>')
    .option('--for <duration>', 'such as 90m, 4h, 2d')
    .option('--until <time>', 'ISO 8601, instead of --for')
    .option('--from <time>', 'a later start: a maintenance window')
    .option('--label <name=value...>', 'only alerts with these labels')
    .description('keep alerts quiet for a time')
    .action((rule: string, options: SilenceOptions) => silence(context, rule, options))
  alerts
    .command('unsilence')
    .argument('<id>', 'as "alerts list" shows it')
    .requiredOption('--author <name>', 'who does it')
    .description('end a silence before its time')
    .action((id: string, options: { author: string }) =>
      withActions(context, async (actions) => {
        const ended =
          /^\d{1,18}$/.test(id) &&
          (await actions.endSilence(id, filled('--author', options.author), Date.now()))
        context.out.write(ended ? 'The silence is over.\n' : 'There is no such silence, or it has ended.\n')
        if (!ended) context.exitWith(EXIT.found)
      }),
    )
}

function withActions(context: CliContext, work: (actions: AlertActions) => Promise<void>) {
  return context.withDatabase(({ alerts }) => work(alerts.actions))
}

async function acknowledge(
  context: CliContext,
  episode: string,
  { author, note }: { author: string; note?: string },
): Promise<void> {
  await withActions(context, async (actions) => {
    const by = await actions.acknowledge({
      episode,
      author: filled('--author', author),
      atMs: Date.now(),
      ...(note !== undefined && { note }),
    })
    context.out.write(
      by === undefined ? 'There is no such alert, or it has ended.\n' : `Acknowledged by ${by}.\n`,
    )
    if (by === undefined) context.exitWith(EXIT.found)
  })
}

interface SilenceOptions {
  readonly author: string
  readonly reason: string
  readonly for?: string
  readonly until?: string
  readonly from?: string
  readonly label?: readonly string[]
}

async function silence(context: CliContext, rule: string, options: SilenceOptions): Promise<void> {
  const startsAtMs = options.from === undefined ? Date.now() : timeOf('--from', options.from)
  const endsAtMs = endOf(startsAtMs, options)
  if (endsAtMs <= startsAtMs) throw new CliError('The silence would end before it begins.', EXIT.usage)
  if (endsAtMs <= Date.now()) throw new CliError('The silence would be over already.', EXIT.usage)
  if (endsAtMs - startsAtMs > MAX_SILENCE_DAYS * 86_400_000)
    throw new CliError(`A silence lasts at most ${MAX_SILENCE_DAYS} days.`, EXIT.usage)
  const labels = Object.fromEntries(
    (options.label ?? []).map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new CliError(`--label ${text} is not a valid label: write name=value.`, EXIT.usage)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
  const reason = filled('--reason', options.reason)
  const author = filled('--author', options.author)
  await mustExist(context, rule)
  await withActions(context, async (actions) => {
    const id = await actions.silence({ rule, labels, startsAtMs, endsAtMs, author, reason })
    context.out.write(`silence ${id} until ${new Date(endsAtMs).toISOString()}\n`)
  })
}

function endOf(startsAtMs: number, options: SilenceOptions): number {
  if (options.until !== undefined && options.for !== undefined)
    throw new CliError('Give --for or --until, not both.', EXIT.usage)
  if (options.until !== undefined) return timeOf('--until', options.until)
  if (options.for === undefined) {
    throw new CliError('A silence needs an end: --for 4h, or --until 2026-11-21T18:00:00Z.', EXIT.usage)
  }
  const durationMs = parseDuration(options.for)
  if (durationMs === undefined)
    throw new CliError(`--for ${options.for} is not a valid duration: write 90m, 4h or 2d.`, EXIT.usage)
  return startsAtMs + durationMs
}

async function mustExist(context: CliContext, rule: string): Promise<void> {
  const { rules } = await context.rules.load()
  const problem = whyNotSilenced(
    rule,
    rules.map(({ name }) => name),
  )
  if (problem !== undefined) throw new CliError(problem, EXIT.usage)
}

function filled(option: string, text: string): string {
  if (text.trim() === '') throw new CliError(`${option} must not be empty.`, EXIT.usage)
  return text.trim()
}
