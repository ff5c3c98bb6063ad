import { type Command, Option } from 'commander'
import {
  type Action,
  CATEGORIES,
  type Category,
  MEDIA_KINDS,
  type Template,
} from '../../../domain/sending/plan.ts'
import { planJson, resultsJson } from '../../../domain/sending/plan-json.ts'
import { PlanRefusedError } from '../../../domain/sending/plan-request.ts'
import { noCampaign } from '../campaigns/no-campaign.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { planStatusText, planText, shortHash } from './plan-text.ts'
import type { SendingCommands } from './ports.ts'

interface PlanOptions {
  readonly template?: string
  readonly language: string
  readonly category: Category
  readonly value: readonly string[]
  readonly image?: string
  readonly video?: string
  readonly document?: string
  readonly at?: 'once' | 'best-hour'
  readonly evenIfItMayStillArrive?: boolean
  readonly canary?: string
  readonly limit?: string
  readonly send?: string
  readonly author: string
  readonly json?: boolean
}

const DESCRIPTIONS: Readonly<Record<Action, string>> = {
  send: "write to a campaign's recipients to whom nothing was sent yet: a plan first, sent with --send",
  resend: 'send again what failed and may be sent again: a plan first, sent with --send',
  'follow-up': 'remind those who neither read nor answered for a day: a plan first, sent with --send',
}

/** `bluetick send`, `resend`, `follow-up`: the same but for whom they choose. @returns the command, for what lies under it */
export function addPlanCommand(program: Command, context: CliContext, action: Action): Command {
  const command = program
    .command(action)
    .argument('[campaign]', "the campaign's id")
    .description(DESCRIPTIONS[action])
    .option('--template <name>', "an approved template; with AiSensy's campaign API the API campaign")
    .option('--language <code>', 'its language', 'en')
    .addOption(new Option('--category <category>', 'its category').choices(CATEGORIES).default('marketing'))
    .option('--value <text>', 'a variable of it, in order: text, {column} or {column|otherwise}', collect, [])
    .option('--image <url>', 'a picture above it')
    .option('--video <url>', 'a video above it')
    .option('--document <url>', 'a file above it')
    .option('--canary <people>', 'a first wave; the others follow if it was well')
    .option('--limit <people>', 'at most this many people')
    .option('--send <hash>', 'send exactly the plan of this hash')
    .option('--author <name>', 'who does it', 'cli')
    .option('--json', 'print JSON')
    // What lies under `send` has options of the same names.
    .enablePositionalOptions()
  if (action === 'send')
    command.addOption(
      new Option('--at <when>', 'all at once, or each at the best hour').choices(['once', 'best-hour']),
    )
  if (action === 'resend')
    command.option(
      '--even-if-it-may-still-arrive',
      'also what WhatsApp may still deliver: people may get it twice',
    )
  return command.action((campaign: string | undefined, options: PlanOptions) =>
    context.withDatabase(({ sending }) =>
      orCliError(
        options.send === undefined
          ? make(context, sending, action, campaign, options)
          : send(context, sending, options.send, options),
      ),
    ),
  )
}

async function make(
  context: CliContext,
  sending: SendingCommands,
  action: Action,
  campaignId: string | undefined,
  options: PlanOptions,
): Promise<void> {
  if (campaignId === undefined || options.template === undefined)
    throw new CliError(
      `Give a campaign and --template: bluetick ${action} diwali --template diwali_offer`,
      EXIT.usage,
    )
  if ((await sending.campaigns.find(campaignId)) === undefined) throw noCampaign()
  const { rules } = sending
  const at = options.at ?? 'once'
  const made = await sending.plan({
    action,
    campaignId,
    template: templateOf(options, options.template),
    rules: {
      ...rules,
      values: options.value,
      evenIfItMayStillArrive: options.evenIfItMayStillArrive === true,
      at,
      lateHours: at === 'best-hour' ? 1 : rules.lateHours,
    },
    ...(options.canary !== undefined && { canary: countOf('--canary', options.canary) }),
    ...(options.limit !== undefined && { limit: countOf('--limit', options.limit) }),
    by: options.author,
  })
  const plan = await sending.find(made.plan.hash)
  context.out.write(options.json ? jsonOf({ plan: planJson(plan) }) : planText(made, sending.perSecond))
  if (made.plan.members.length === 0) context.exitWith(EXIT.found)
}

async function send(
  context: CliContext,
  sending: SendingCommands,
  hash: string,
  options: PlanOptions,
): Promise<void> {
  const plan = await sending.confirm(hash, options.author)
  const pause = await sending.run(plan, async () => {
    const { attempts } = await sending.plans.results(plan.id)
    context.err.write(`${attempts.accepted} accepted, ${attempts.planned} to go\n`)
  })
  const [now, results] = [await sending.find(plan.hash), await sending.plans.results(plan.id)]
  context.out.write(
    options.json
      ? jsonOf({ plan: planJson(now), results: resultsJson(results) })
      : planStatusText(now, results),
  )
  if (now.state === 'sending' && !options.json) {
    context.out.write(
      `\nNot all has been sent (${pause.because}). The service goes on where SEND_VIA is set; else: bluetick send run ${shortHash(plan)}\n`,
    )
  }
  if (now.state === 'stopped' || results.attempts.uncertain > 0) context.exitWith(EXIT.found)
}

function templateOf(options: PlanOptions, name: string): Template {
  const media = MEDIA_KINDS.flatMap((kind) => {
    const url = options[kind]
    return url === undefined ? [] : [{ kind, url }]
  })
  if (media.length > 1) throw new CliError('Give one of --image, --video and --document.', EXIT.usage)
  const [one] = media
  const { language, category } = options
  return { name, language, category, ...(one !== undefined && { media: one }) }
}

/** A refusal says all there is to say. */
export async function orCliError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof PlanRefusedError) throw new CliError(cause.message, EXIT.failed, { cause })
    throw cause
  }
}

function countOf(option: string, written: string): number {
  const count = Number(written)
  if (!Number.isInteger(count) || count < 1)
    throw new CliError(`${option} must be a whole number from 1.`, EXIT.usage)
  return count
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
