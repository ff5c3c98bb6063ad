import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { audienceOf, mailDomain } from '../../../app/alerts/audience.ts'
import type { Signal } from '../../../domain/alerts/alert-state.ts'
import { type Labels, SEVERITIES } from '../../../domain/alerts/rule.ts'
import { createStandardWebhook } from '../../alert-webhook/standard-webhook.ts'
import { createFileMailer } from '../../mail/file.ts'
import { createSmtpMailer } from '../../mail/smtp.ts'
import { createAlertActions } from '../../postgres/alerts/alert-actions.ts'
import { createAlertStore } from '../../postgres/alerts/alert-store.ts'
import { loadAlertStatements } from '../../postgres/alerts/statements.ts'
import { type CliContext, EXIT } from '../context.ts'
import { addActionCommands } from './actions.ts'
import { addRuleCommands } from './rules.ts'

const TEST_TEXT = 'This is a test of the alerts. If you read it, alerts reach you.'

/** `bluetick alerts`: the rules, and what people do about alerts. */
export function addAlertsCommand(program: Command, context: CliContext): void {
  const alerts = program.command('alerts').description('alert rules, alerts, silences')
  addRuleCommands(alerts, context)
  addActionCommands(alerts, context)
  alerts
    .command('send-test')
    .description('send a test mail to everybody who gets alerts, and a test alert to ALERT_WEBHOOK_URL')
    .action(() => sendTest(context))
  alerts
    .command('list')
    .option('--json', 'print JSON')
    .description('every alert that is not simply well, and the silences that hold or are to come')
    .action((options: { json?: boolean }) => list(context, options.json === true))
}

async function sendTest(context: CliContext): Promise<void> {
  const config = context.config()
  const from = config.ALERT_FROM
  const mailer =
    config.SMTP_URL === undefined
      ? createFileMailer(`${config.DATA_DIR}/mail`, from)
      : createSmtpMailer({ url: config.SMTP_URL, from })
  const atMs = Date.now()
  const subject = '[Bluetick] test: alerts reach you'
  const content = { subject, text: TEST_TEXT, html: `<p>${TEST_TEXT}</p>`, references: [], atMs }
  const where = config.SMTP_URL === undefined ? ` (written to ${config.DATA_DIR}/mail)` : ''
  try {
    for (const recipient of new Set(SEVERITIES.flatMap(audienceOf(config)))) {
      const messageId = `<test.${randomUUID()}@${mailDomain(from)}>`
      const result = await mailer.send({ messageId, recipient, content })
      if (result.kind === 'sent') context.out.write(`sent to ${recipient}${where}\n`)
      else notSent(context, recipient, result.error)
    }
  } finally {
    mailer.close()
  }
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config
  if (url === undefined) return
  const channel = createStandardWebhook({ url, ...(secret !== undefined && { secret }), now: Date.now })
  await channel.notify(`test_${randomUUID()}`, testSignal(atMs)).then(
    () => context.out.write('sent to ALERT_WEBHOOK_URL\n'),
    (error: unknown) =>
      notSent(context, 'ALERT_WEBHOOK_URL', error instanceof Error ? error.message : 'an error'),
  )
}

function notSent(context: CliContext, recipient: string, error: string): void {
  context.out.write(`not sent to ${recipient}: ${error}\n`)
  context.exitWith(EXIT.found)
}

function testSignal(atMs: number): Signal {
  return {
    kind: 'firing',
    rule: 'send-test',
    severity: 'info',
    labels: {},
    episode: `send-test.${randomUUID()}`,
    firedAtMs: atMs,
    conditionSinceMs: atMs,
    atMs,
    summary: TEST_TEXT,
    threshold: 'somebody ran "bluetick alerts send-test"',
    unit: '',
    figures: {},
  }
}

/** An alert of a rule that was not evaluated for so long is of a rule that is gone, or of a service that stands still. */
const STALE_AFTER_MS = 86_400_000

async function list(context: CliContext, asJson: boolean): Promise<void> {
  await context.withDatabase(async ({ pool }) => {
    const statements = loadAlertStatements()
    const store = createAlertStore(pool, statements)
    const alerts = await store.alerts()
    const silences = await createAlertActions(pool, statements).silences(Date.now())
    const standings = new Map((await store.standings()).map((standing) => [standing.rule, standing]))
    const isStale = (rule: string) =>
      Date.now() - (standings.get(rule)?.slotMs ?? Date.now()) > STALE_AFTER_MS
    const failing = [...standings.values()].filter(({ rule, health }) => health === 'error' && !isStale(rule))
    if (asJson) {
      context.out.write(`${JSON.stringify({ alerts, failing, silences })}\n`)
      return
    }
    if (alerts.length + failing.length === 0) context.out.write('Nothing is wrong.\n')
    for (const alert of alerts) {
      const by = alert.acknowledgedBy === undefined ? '' : `  acknowledged by ${alert.acknowledgedBy}`
      const stale = isStale(alert.rule) ? '  (its rule is evaluated no more)' : ''
      const head = `${alert.severity}  ${alert.rule}  ${alert.phase} since ${iso(alert.sinceMs)}${by}${stale}`
      context.out.write(`${head}${labelsOf(alert.labels)}\n`)
      if (alert.episode !== undefined)
        context.out.write(`    ${alert.summary ?? ''}\n    episode ${alert.episode}\n`)
    }
    for (const { rule, error, slotMs } of failing)
      context.out.write(`rule ${rule} cannot be evaluated (${iso(slotMs)}): ${error}\n`)
    for (const one of silences) {
      const span = `${iso(one.startsAtMs)} to ${iso(one.endsAtMs)}`
      context.out.write(
        `silence ${one.id}  ${one.rule}${labelsOf(one.labels)}  ${span}  by ${one.author}: ${one.reason}\n`,
      )
    }
  })
}

const iso = (atMs: number) => new Date(atMs).toISOString()

function labelsOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `  ${name}=${value}`)
    .join('')
}
