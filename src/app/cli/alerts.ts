import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { createFileMailer } from '../../adapters/mail/file.ts'
import { createSmtpMailer } from '../../adapters/mail/smtp.ts'
import { createAlertDesk } from '../../adapters/postgres/alert-desk.ts'
import { loadAlertStatements } from '../../adapters/postgres/alert-statements.ts'
import { createAlertStore } from '../../adapters/postgres/alert-store.ts'
import { parseDuration } from '../../domain/alerts/duration.ts'
import { SEVERITIES } from '../../domain/alerts/rule.ts'
import { audienceOf, mailDomain } from '../alerts/audience.ts'
import { addRuleCommands, timeOf } from './alerts-rules.ts'
import { type CliContext, CliError, EXIT } from './context.ts'

/** `bluetick alerts`: the rules, and what people do about alerts. */
export function addAlertsCommand(program: Command, context: CliContext): void {
  const alerts = new Command('alerts').description('alert rules, alerts, silences')
  addRuleCommands(alerts, context)
  alerts
    .command('send-test')
    .description('send one test mail to everybody who gets alerts')
    .action(() => sendTest(context))
  alerts
    .command('list')
    .option('--json', 'print JSON')
    .description('every alert that is not simply well, and the silences that hold or are to come')
    .action((options: { json?: boolean }) => list(context, options.json === true))
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
      withDesk(context, async (desk) => {
        const ended = /^\d{1,18}$/.test(id) && (await desk.endSilence(id, options.author, Date.now()))
        context.out.write(ended ? 'The silence is over.\n' : 'There is no such silence, or it is over.\n')
        if (!ended) context.exitWith(EXIT.found)
      }),
    )
  program.addCommand(alerts)
}

function withDesk(context: CliContext, work: (desk: ReturnType<typeof createAlertDesk>) => Promise<void>) {
  return context.withDatabase(({ pool }) => work(createAlertDesk(pool, loadAlertStatements())))
}

async function sendTest(context: CliContext): Promise<void> {
  const config = context.config()
  const from = config.ALERT_FROM
  const mailer =
    config.SMTP_URL === undefined
      ? createFileMailer(`${config.DATA_DIR}/mail`, from)
      : createSmtpMailer({ url: config.SMTP_URL, from })
  const text = 'This is a test of the alerts. If you read it, alerts reach you.'
  const content = {
    subject: '[Bluetick] test: alerts reach you',
    text,
    html: `<p>${text}</p>`,
    references: [],
    atMs: Date.now(),
  }
  try {
    for (const recipient of new Set(SEVERITIES.flatMap(audienceOf(config)))) {
      const messageId = `<test.${randomUUID()}@${mailDomain(from)}>`
      const result = await mailer.send({ messageId, recipient, content })
      const where = config.SMTP_URL === undefined ? ` (written to ${config.DATA_DIR}/mail)` : ''
      if (result.kind === 'sent') context.out.write(`sent to ${recipient}${where}\n`)
      else {
        context.out.write(`not sent to ${recipient}: ${result.error}\n`)
        context.exitWith(EXIT.found)
      }
    }
  } finally {
    mailer.close()
  }
}

async function list(context: CliContext, asJson: boolean): Promise<void> {
  await context.withDatabase(async ({ pool }) => {
    const statements = loadAlertStatements()
    const alerts = await createAlertStore(pool, statements).alerts()
    const silences = await createAlertDesk(pool, statements).silences(Date.now())
    if (asJson) {
      context.out.write(`${JSON.stringify({ alerts, silences })}\n`)
      return
    }
    if (alerts.length === 0) context.out.write('Nothing is wrong.\n')
    for (const alert of alerts) {
      const labels = Object.entries(alert.labels).map(([name, value]) => `${name}=${value}`)
      const by = alert.acknowledgedBy === undefined ? '' : `  acknowledged by ${alert.acknowledgedBy}`
      const since = new Date(alert.sinceMs).toISOString()
      const head = `${alert.severity}  ${alert.rule}  ${alert.phase} since ${since}${by}`
      context.out.write(`${[head, ...labels].join('  ')}\n`)
      if (alert.episode !== undefined)
        context.out.write(`    ${alert.summary ?? ''}\n    episode ${alert.episode}\n`)
    }
    for (const one of silences) {
      const span = `${new Date(one.startsAtMs).toISOString()} to ${new Date(one.endsAtMs).toISOString()}`
      context.out.write(`silence ${one.id}  ${one.rule}  ${span}  by ${one.author}: ${one.reason}\n`)
    }
  })
}

async function acknowledge(
  context: CliContext,
  episode: string,
  { author, note }: { author: string; note?: string },
): Promise<void> {
  await withDesk(context, async (desk) => {
    const by = await desk.acknowledge({
      episode,
      author,
      atMs: Date.now(),
      ...(note !== undefined && { note }),
    })
    context.out.write(
      by === undefined ? 'There is no such alert, or it is over.\n' : `Acknowledged by ${by}.\n`,
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
  const labels = Object.fromEntries(
    (options.label ?? []).map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new CliError(`--label ${text} is no label: write name=value.`, EXIT.usage)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
  const { author, reason } = options
  await withDesk(context, async (desk) => {
    const id = await desk.silence({ rule, labels, startsAtMs, endsAtMs, author, reason })
    context.out.write(`silence ${id} until ${new Date(endsAtMs).toISOString()}\n`)
  })
}

function endOf(startsAtMs: number, options: SilenceOptions): number {
  if (options.until !== undefined) return timeOf('--until', options.until)
  const durationMs = options.for === undefined ? undefined : parseDuration(options.for)
  if (durationMs !== undefined) return startsAtMs + durationMs
  throw new CliError('A silence needs an end: --for 4h, or --until 2026-11-21T18:00:00Z.', EXIT.usage)
}
