import type { Command } from 'commander'
import type { AlertActions } from '../../../domain/alerts/ports.ts'
import { type Recurrence, readRecurrence } from '../../../domain/alerts/recurrence.ts'
import { MAX_RECURRING_DAYS, MAX_SILENCE_DAYS, whyNotSilenced } from '../../../domain/alerts/silence.ts'
import { parseDuration } from '../../../domain/text/duration.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { timeOf } from '../time.ts'

/** `alerts ack | silence | unsilence`: what people do about alerts; every act has an author. */
export function addActionCommands(alerts: Command, context: CliContext): void {
  alerts
    .command('ack')
    .argument('<episode>', 'as "alerts list" shows it')
    .requiredOption('--author <name>', 'who takes it on')
    .option('--note <text>')
    .option('--for <duration>', 'such as 4h: when it wears off (default: 24h)')
    .option('--json', 'print JSON')
    .description('acknowledge an alert: no more reminders and no escalation, and the others hear of it')
    .action((episode: string, options: AcknowledgeOptions) => acknowledge(context, episode, options))
  alerts
    .command('unack')
    .argument('<episode>', 'as "alerts list" shows it')
    .requiredOption('--author <name>', 'who does it')
    .option('--json', 'print JSON')
    .description('take an acknowledgement back, and the others hear of it')
    .action((episode: string, options: ActOptions) => unacknowledge(context, episode, options))
  alerts
    .command('silence')
    .argument('<rule>', 'a rule\'s name; "*" for all')
    .requiredOption('--author <name>', 'who does it')
    .requiredOption('--reason <text>')
    .option('--for <duration>', 'such as 90m, 4h, 2d')
    .option('--until <time>', 'ISO 8601, instead of --for; with --every: the last day')
    .option('--every <cron>', 'a window that comes again, such as "0 2 * * 0", and lasts --for each time')
    .option('--zone <zone>', 'the time zone of --every, such as Asia/Kolkata (default: UTC)')
    .option('--from <time>', 'a later start: a maintenance window')
    .option('--label <name=value...>', 'only alerts with these labels')
    .option('--json', 'print JSON')
    .description('keep alerts quiet for a time')
    .action((rule: string, options: SilenceOptions) => silence(context, rule, options))
  alerts
    .command('unsilence')
    .argument('<id>', 'as "alerts list" shows it')
    .requiredOption('--author <name>', 'who does it')
    .option('--json', 'print JSON')
    .description('end a silence before its time')
    .action((id: string, { author, json }: ActOptions) =>
      withActions(context, async (actions) => {
        const ended =
          /^\d{1,18}$/.test(id) && (await actions.endSilence(id, filled('--author', author), Date.now()))
        if (!ended) throw new CliError('There is no such silence, or it has ended.', EXIT.found)
        context.out.write(json ? jsonOf({ id }) : 'The silence is over.\n')
      }),
    )
}

function withActions(context: CliContext, work: (actions: AlertActions) => Promise<void>) {
  return context.withDatabase(({ alerts }) => work(alerts.actions))
}

/** The answers in JSON are those of the API. */
interface ActOptions {
  readonly author: string
  readonly json?: true
}

interface AcknowledgeOptions extends ActOptions {
  readonly note?: string
  readonly for?: string
}

async function acknowledge(
  context: CliContext,
  episode: string,
  { author, note, for: lasts, json }: AcknowledgeOptions,
): Promise<void> {
  const atMs = Date.now()
  const until = lasts === undefined ? {} : { untilMs: atMs + durationOf(lasts) }
  await withActions(context, async (actions) => {
    const by = await actions.acknowledge({
      episode,
      author: filled('--author', author),
      atMs,
      ...until,
      ...(note !== undefined && { note }),
    })
    if (by === undefined) throw new CliError('There is no such alert, or it has ended.', EXIT.found)
    context.out.write(json ? jsonOf({ episode, acknowledged_by: by }) : `Acknowledged by ${by}.\n`)
  })
}

async function unacknowledge(
  context: CliContext,
  episode: string,
  { author, json }: ActOptions,
): Promise<void> {
  await withActions(context, async (actions) => {
    const act = { episode, author: filled('--author', author), atMs: Date.now() }
    const whose = await actions.unacknowledge(act)
    if (whose === undefined) throw new CliError('No such acknowledged alert, or it has ended.', EXIT.found)
    context.out.write(
      json
        ? jsonOf({ episode, was_acknowledged_by: whose })
        : `The acknowledgement of ${whose} is taken back.\n`,
    )
  })
}

function durationOf(text: string): number {
  const durationMs = parseDuration(text)
  if (durationMs !== undefined && durationMs > 0) return durationMs
  throw new CliError(`--for ${text} is not a valid duration: write 90m, 4h or 2d.`, EXIT.usage)
}

interface SilenceOptions extends ActOptions {
  readonly every?: string
  readonly zone?: string
  readonly reason: string
  readonly for?: string
  readonly until?: string
  readonly from?: string
  readonly label?: readonly string[]
}

async function silence(context: CliContext, rule: string, options: SilenceOptions): Promise<void> {
  const startsAtMs = options.from === undefined ? Date.now() : timeOf('--from', options.from)
  const every = recurrenceOf(options)
  const endsAtMs = every === undefined ? endOf(startsAtMs, options) : endOfRecurring(startsAtMs, options)
  if (endsAtMs <= startsAtMs) throw new CliError('The silence would end before it begins.', EXIT.usage)
  if (endsAtMs <= Date.now()) throw new CliError('The silence would be over already.', EXIT.usage)
  const maxDays = every === undefined ? MAX_SILENCE_DAYS : MAX_RECURRING_DAYS
  if (endsAtMs - startsAtMs > maxDays * 86_400_000)
    throw new CliError(`A silence lasts at most ${maxDays} days.`, EXIT.usage)
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
    const id = await actions.silence({
      rule,
      labels,
      startsAtMs,
      endsAtMs,
      ...(every !== undefined && { every }),
      author,
      reason,
    })
    context.out.write(
      options.json ? jsonOf({ id }) : `silence ${id} until ${new Date(endsAtMs).toISOString()}\n`,
    )
  })
}

function endOf(startsAtMs: number, options: SilenceOptions): number {
  if (options.until !== undefined && options.for !== undefined)
    throw new CliError('Give --for or --until, not both.', EXIT.usage)
  if (options.until !== undefined) return timeOf('--until', options.until)
  if (options.for === undefined) {
    throw new CliError('A silence needs an end: --for 4h, or --until 2026-11-21T18:00:00Z.', EXIT.usage)
  }
  return startsAtMs + durationOf(options.for)
}

/** How a silence comes again; undefined where it does not. */
function recurrenceOf({ every, zone, for: lasts }: SilenceOptions): Recurrence | undefined {
  if (every === undefined) {
    if (zone !== undefined) throw new CliError('--zone is for --every.', EXIT.usage)
    return undefined
  }
  const lastsMs = lasts === undefined ? undefined : durationOf(lasts)
  const read = readRecurrence(every, zone ?? 'UTC', lastsMs)
  if ('problem' in read) throw new CliError(`--every: ${read.problem}`, EXIT.usage)
  return read.recurrence
}

function endOfRecurring(startsAtMs: number, { until }: SilenceOptions): number {
  return until === undefined ? startsAtMs + MAX_RECURRING_DAYS * 86_400_000 : timeOf('--until', until)
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
