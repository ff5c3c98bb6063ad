import type { Command } from 'commander'
import { pastAlertJson, ruleHistoryJson } from '../../../domain/alerts/alert-json.ts'
import type { RuleResult } from '../../../domain/alerts/decide.ts'
import { historyByRule, type PastAlert } from '../../../domain/alerts/history.ts'
import { OUTAGE_RULE } from '../../../domain/alerts/outage.ts'
import { formatDuration } from '../../../domain/text/duration.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { timeOf } from '../time.ts'
import { oneOf } from './rules.ts'

const DAY_MS = 86_400_000
/** More episodes than this are not shown. */
const MAX_EPISODES = 1000
/** `alerts tune` looks back this far unless it is told otherwise: a year of minutes would take hours. */
const TUNE_DAYS = 14
const MAX_TUNE_DAYS = 35

/** `alerts history | tune`: what the rules did, and what they would have done. */
export function addHistoryCommands(alerts: Command, context: CliContext): void {
  alerts
    .command('history')
    .option('--from <time>', 'ISO 8601; default: a week ago')
    .option('--to <time>', 'ISO 8601; default: now')
    .option('--rule <name>', 'one rule; default: all')
    .option('--json', 'print JSON')
    .description(
      'the alerts of a time, and by rule: how many, how long they fired, how soon somebody took them on',
    )
    .action((options: HistoryOptions) => history(context, options))
  alerts
    .command('tune')
    .argument('<rule>')
    .option('--days <number>', `how far to look back; default: ${TUNE_DAYS}, at most ${MAX_TUNE_DAYS}`)
    .description('how often a rule would have paged with other thresholds, on your own data')
    .action((rule: string, options: { days?: string }) => tune(context, rule, options.days))
}

interface HistoryOptions {
  readonly from?: string
  readonly to?: string
  readonly rule?: string
  readonly json?: boolean
}

async function history(context: CliContext, { from, to, rule, json }: HistoryOptions): Promise<void> {
  const nowMs = Date.now()
  const toMs = to === undefined ? nowMs : timeOf('--to', to)
  const fromMs = from === undefined ? toMs - 7 * DAY_MS : timeOf('--from', from)
  if (toMs <= fromMs) throw new CliError('--to must be after --from.', EXIT.usage)
  await context.withDatabase(async ({ alerts: { store } }) => {
    const query = { fromMs, toMs, limit: MAX_EPISODES, ...(rule !== undefined && { rule }) }
    const episodes = await store.history(query)
    if (episodes.length === 0 && rule !== undefined && rule !== OUTAGE_RULE)
      oneOf(await context.rules.load(), rule)
    const rules = historyByRule(episodes, nowMs)
    if (json === true) {
      context.out.write(jsonOf({ episodes: episodes.map(pastAlertJson), rules: rules.map(ruleHistoryJson) }))
      return
    }
    if (episodes.length === 0) {
      context.out.write('No alert fired in this time.\n')
      return
    }
    for (const episode of episodes) context.out.write(lineOf(episode))
    if (episodes.length === MAX_EPISODES)
      context.out.write(`Only the newest ${MAX_EPISODES} are shown: name a shorter time.\n`)
    const rows = rules.map((one) => [
      one.rule,
      one.episodes,
      formatDuration(one.firingMs),
      one.acknowledgedAfterMs === undefined ? '–' : formatDuration(one.acknowledgedAfterMs),
      one.unacknowledged,
    ])
    const head = ['rule', 'alerts', 'firing', 'median time to ack', 'never acknowledged']
    context.out.write(`\n${table(head, rows)}`)
  })
}

function lineOf(episode: PastAlert): string {
  const { firedAtMs, endedAtMs, outcome, severity, rule, labels, descriptions, summary, id } = episode
  const texts = Object.entries({ ...labels, ...descriptions }).map(([name, value]) => `  ${name}=${value}`)
  const end =
    endedAtMs === undefined ? 'still open' : `${outcome} after ${formatDuration(endedAtMs - firedAtMs)}`
  const by = episode.acknowledgedBy === undefined ? '' : `, acknowledged by ${episode.acknowledgedBy}`
  const time = new Date(firedAtMs).toISOString()
  return `${time}  ${severity}  ${rule}${texts.join('')}  ${end}${by}\n    ${summary ?? ''}\n    episode ${id}\n`
}

async function tune(context: CliContext, name: string, daysText: string | undefined): Promise<void> {
  const days = daysText === undefined ? TUNE_DAYS : Number(daysText)
  if (!Number.isInteger(days) || days < 1 || days > MAX_TUNE_DAYS)
    throw new CliError(`--days ${daysText} must be a whole number from 1 to ${MAX_TUNE_DAYS}.`, EXIT.usage)
  const rule = oneOf(await context.rules.load(), name)
  const toMs = Date.now()
  const spanMs = days * DAY_MS
  await context.withDatabase(async ({ alerts }) => {
    const results = new Map<number, RuleResult>()
    for await (const { slotMs, result } of alerts.askEach(
      rule,
      context.rules.slotsBetween(rule, toMs - spanMs, toMs),
    )) {
      if (context.signal.aborted) return
      results.set(slotMs, result)
    }
    const tunings = await context.rules.tune(rule, results, spanMs)
    if (tunings.length === 0)
      throw new CliError(`${name} has no threshold on "value" that could be moved.`, EXIT.usage)
    const rows = tunings.map((one) => [
      one.fire,
      one.pagesAWeek.toFixed(1),
      `${one.firingPercent.toFixed(1)}%`,
      one.current ? '← as it is' : '',
    ])
    context.out.write(`${name} over the last ${days} days, ${results.size} evaluations:\n\n`)
    context.out.write(table(['fire', 'pages a week', 'time firing', ''], rows))
    context.out.write('\nTo set another: a file of the same name in ALERTS_DIR.\n')
  })
}
