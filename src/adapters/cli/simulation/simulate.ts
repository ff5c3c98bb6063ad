import { type Command, InvalidArgumentError } from 'commander'
import type { SimulationResult } from '../../../domain/simulation/result.ts'
import { ENVELOPES, type Envelope, type SimulationParameters } from '../../../domain/simulation/simulation.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { createProgress } from '../progress.ts'
import { table } from '../table.ts'
import type { SimulationDifference, SimulationTarget } from './ports.ts'

/** A plan is held in memory: about 1 KB for each message. */
const MAX_MESSAGES = 2_000_000
const MAX_SEED = 0xffff_ffff

interface Options extends Omit<SimulationParameters, 'seed'> {
  readonly url: string
  readonly seed?: number
  readonly token?: string
  readonly webhookToken?: string
  readonly aisensySecret?: string
  readonly metaSecret?: string
  readonly speed: number
  readonly connections: number
  readonly verify?: boolean
  readonly json?: boolean
}

/** `bluetick simulate`: a sender for demonstrations and load tests, which knows the public webhook and API only. */
export function addSimulateCommand(program: Command, context: CliContext): void {
  program
    .command('simulate')
    .description(
      'send campaigns to a service as AiSensy and Meta would: late, out of order, twice, with failures',
    )
    .requiredOption('--url <address>', "the service's address, such as http://localhost:8000", addressOf)
    .option('--token <token>', "the service's API token: campaigns and their recipients are registered first")
    .option('--webhook-token <token>', 'WEBHOOK_TOKEN of the service')
    .option('--aisensy-secret <secret>', 'AISENSY_WEBHOOK_SECRET of the service: signs the bodies')
    .option('--meta-secret <secret>', 'META_APP_SECRET of the service: signs the bodies')
    .option('--campaigns <count>', 'how many campaigns', countOf, 3)
    .option('--people <count>', 'people in each campaign, one message each', countOf, 200)
    .option('--rate <count>', 'messages sent in each second of simulated time', positiveOf, 10)
    .option(
      '--speed <factor>',
      'how many times as fast simulated time runs; max: as fast as it goes',
      speedOf,
      Infinity,
    )
    .option('--disorder <share>', 'webhooks that come up to a minute late, 0 to 1', shareOf, 0.1)
    .option('--duplicates <share>', 'webhooks that come twice, 0 to 1', shareOf, 0.05)
    .option('--failures <share>', 'messages that fail, 0 to 1', shareOf, 0.06)
    .option('--replies <share>', 'readers who write back, 0 to 1', shareOf, 0.05)
    .option('--envelopes <list>', 'forms of bodies, with commas between them', envelopesOf, ENVELOPES)
    .option('--connections <count>', 'webhooks in flight at most', countOf, 16)
    .option('--seed <number>', 'the same seed gives the same people, messages and webhooks', seedOf)
    .option('--verify', "compare the API's counters with the sender's ledger; exit code 1 where they differ")
    .option('--json', 'print JSON')
    .action((options: Options) => simulate(options, context))
}

async function simulate(options: Options, context: CliContext): Promise<void> {
  if (options.verify && options.token === undefined) {
    throw new CliError('--verify asks the API: give the API token with --token.', EXIT.usage)
  }
  if (options.campaigns * options.people > MAX_MESSAGES) {
    throw new CliError(`--campaigns times --people must be at most ${MAX_MESSAGES} messages.`, EXIT.usage)
  }
  const { campaigns, people, rate, disorder, duplicates, failures, replies, envelopes, speed, connections } =
    options
  const seed = options.seed ?? Date.now() % MAX_SEED
  const target: SimulationTarget = {
    url: options.url,
    apiToken: options.token,
    webhookToken: options.webhookToken,
    aisensySecret: options.aisensySecret,
    metaSecret: options.metaSecret,
  }
  let progress: ReturnType<typeof createProgress> | undefined
  const summary = await context.simulation.run({
    target,
    parameters: { seed, campaigns, people, rate, disorder, duplicates, failures, replies, envelopes },
    speed,
    connections,
    onPlan(webhooks, seconds) {
      const time = seconds === 0 ? '' : `, in ${Math.ceil(seconds)} s`
      context.err.write(`Seed ${seed}: ${campaigns * people} messages, ${webhooks} webhooks${time}.\n`)
      progress = createProgress(context.err, 'webhooks', webhooks)
    },
    onProgress: (posted) => progress?.update(posted),
  })
  progress?.end()
  const differences = options.verify ? await context.simulation.verify(summary, target) : undefined
  if (options.json)
    context.out.write(jsonOf({ seed, ...summaryJson(summary), ...(differences && { differences }) }))
  else context.out.write(textOf(summary, options.token !== undefined, differences))
  const isFine = summary.acknowledged === summary.posted && (differences?.length ?? 0) === 0
  if (!isFine) context.exitWith(EXIT.found)
}

function summaryJson({ answerMs, behindMs, ...summary }: SimulationResult) {
  return { ...summary, ...(answerMs !== undefined && { answer_ms: answerMs }), behind_ms: behindMs }
}

function textOf(
  summary: SimulationResult,
  registered: boolean,
  differences: readonly SimulationDifference[] | undefined,
): string {
  const { posted, acknowledged, repeated, unacknowledged, seconds, answerMs, behindMs, expected } = summary
  const perSecond = Math.round(posted / Math.max(seconds, 0.001))
  const lines = [
    `${posted} webhooks in ${seconds.toFixed(1)} s (${perSecond}/s): ${acknowledged} acknowledged, ${repeated} attempts repeated.`,
    ...Object.entries(unacknowledged).map(([reason, count]) => `Not acknowledged: ${count} (${reason}).`),
    ...(answerMs === undefined
      ? []
      : [`Answers after ${answerMs.p50} ms (median), ${answerMs.p99} ms (p99), ${answerMs.max} ms at most.`]),
    ...(behindMs > 1000
      ? [`Up to ${Math.round(behindMs / 1000)} s behind the plan: lower --speed or raise --connections.`]
      : []),
  ]
  const rows = expected.map(({ id, counters: c }) => [
    id,
    c.recipients,
    c.pending,
    c.sent,
    c.delivered,
    c.read,
    c.failed,
  ])
  const header = ['campaign', 'recipients', 'pending', 'sent', 'delivered', 'read', 'failed']
  const title = registered
    ? 'What the API must show:'
    : 'What was sent (without --token nothing is registered, and only what AiSensy names counts in a campaign):'
  const text = `${lines.join('\n')}\n\n${title}\n${table(header, rows)}`
  if (differences === undefined) return text
  if (differences.length === 0) return `${text}\nThe API shows the same.\n`
  const wrong = differences.map((one) => [one.campaign, one.counter, one.expected, one.shown])
  return `${text}\nThe API differs:\n${table(['campaign', 'counter', 'ledger', 'API'], wrong)}`
}

function addressOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/webhook\/?$/, '')
  throw new InvalidArgumentError('It must be an address such as http://localhost:8000.')
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new InvalidArgumentError('It must be a whole number from 1 on.')
}

function positiveOf(text: string): number {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('It must be a number above 0.')
}

function speedOf(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY
  return positiveOf(text)
}

function shareOf(text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share <= 1) return share
  throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.05.')
}

function seedOf(text: string): number {
  const seed = Number(text)
  if (text.trim() !== '' && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED) return seed
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_SEED}.`)
}

function envelopesOf(text: string): readonly Envelope[] {
  const names = text.split(',').map((name) => name.trim())
  const envelopes = ENVELOPES.filter((envelope) => names.includes(envelope))
  if (envelopes.length === new Set(names).size) return envelopes
  throw new InvalidArgumentError(`It must be some of ${ENVELOPES.join(',')}.`)
}
