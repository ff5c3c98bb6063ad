import type { Command } from 'commander'
import { alertJson, silenceJson } from '../../../domain/alerts/alert-json.ts'
import type { Labels } from '../../../domain/alerts/rule.ts'
import { formatDuration } from '../../../domain/text/duration.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { type CliContext, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { addActionCommands } from './actions.ts'
import { addHistoryCommands } from './history.ts'
import { addRuleCommands } from './rules.ts'

/** `bluetick alerts`: the rules, and what people do about alerts. */
export function addAlertsCommand(program: Command, context: CliContext): void {
  const alerts = program.command('alerts').description('alert rules, alerts, silences')
  addRuleCommands(alerts, context)
  addActionCommands(alerts, context)
  addHistoryCommands(alerts, context)
  alerts
    .command('send-test')
    .description('send a test mail to every address that gets alerts, and a test alert to every channel')
    .action(() => sendTest(context))
  alerts
    .command('list')
    .option('--json', 'print JSON')
    .description('every alert that is not ok, and all current and future silences')
    .action((options: { json?: boolean }) => list(context, options.json === true))
}

async function sendTest(context: CliContext): Promise<void> {
  const { mailFolder, deliveries } = await context.rules.sendTest()
  for await (const { to, isMail, error } of deliveries) {
    if (error !== undefined) {
      context.out.write(`not sent to ${to}: ${error}\n`)
      context.exitWith(EXIT.found)
      continue
    }
    context.out.write(
      `sent to ${to}${isMail && mailFolder !== undefined ? ` (written to ${mailFolder})` : ''}\n`,
    )
  }
}

/** An alert whose rule was not evaluated for this long belongs to a removed rule, or to a stopped service. */
const STALE_AFTER_MS = 86_400_000

async function list(context: CliContext, asJson: boolean): Promise<void> {
  await context.withDatabase(async ({ alerts: { store, actions } }) => {
    const alerts = await store.alerts()
    const silences = await actions.silences(Date.now())
    const statuses = new Map((await store.ruleStatuses()).map((status) => [status.rule, status]))
    const isStale = (rule: string) => Date.now() - (statuses.get(rule)?.slotMs ?? Date.now()) > STALE_AFTER_MS
    const failing = [...statuses.values()].filter(({ rule, health }) => health === 'error' && !isStale(rule))
    if (asJson) {
      const broken = failing.map(({ rule, error, slotMs }) => ({ rule, error, at: isoOf(slotMs) }))
      context.out.write(
        jsonOf({ alerts: alerts.map(alertJson), failing: broken, silences: silences.map(silenceJson) }),
      )
      return
    }
    if (alerts.length + failing.length === 0) context.out.write('Nothing is wrong.\n')
    for (const alert of alerts) {
      const by = alert.acknowledgedBy === undefined ? '' : `  acknowledged by ${alert.acknowledgedBy}`
      const stale = isStale(alert.rule) ? '  (rule no longer evaluated)' : ''
      const head = `${alert.severity}  ${alert.rule}  ${alert.phase} since ${isoOf(alert.sinceMs)}${by}${stale}`
      context.out.write(`${head}${labelsOf(alert.labels)}\n`)
      if (alert.episode !== undefined)
        context.out.write(`    ${alert.summary ?? ''}\n    episode ${alert.episode}\n`)
    }
    for (const { rule, error, slotMs } of failing)
      context.out.write(`rule ${rule} cannot be evaluated (${isoOf(slotMs)}): ${error}\n`)
    for (const one of silences) {
      const every =
        one.every === undefined
          ? ''
          : `, "${one.every.cron}" (${one.every.zone}) for ${formatDuration(one.every.lastsMs)} each time`
      const span = `${isoOf(one.startsAtMs)} to ${isoOf(one.endsAtMs)}${every}`
      context.out.write(
        `silence ${one.id}  ${one.rule}${labelsOf(one.labels)}  ${span}  by ${one.author}: ${one.reason}\n`,
      )
    }
  })
}

function labelsOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `  ${name}=${value}`)
    .join('')
}
