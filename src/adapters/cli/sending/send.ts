import type { Command } from 'commander'
import { UNCERTAIN_FOR_MS } from '../../../domain/sending/limits.ts'
import {
  attemptJson,
  exclusionJson,
  logJson,
  numberJson,
  planJson,
  resultsJson,
} from '../../../domain/sending/plan-json.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { addPlanCommand, orCliError } from './plan.ts'
import { planStatusText, shortHash } from './plan-text.ts'

const LISTED = 50
const EXCLUSIONS_LISTED = 1_000

interface Options {
  readonly author: string
  readonly json?: boolean
}

/** `bluetick send`, `resend`, `follow-up`, and what there is to do with plans: `bluetick send plans`, `show`, `stop`, … */
export function addSendCommands(program: Command, context: CliContext): void {
  addPlanCommand(program, context, 'resend')
  addPlanCommand(program, context, 'follow-up')
  const send = addPlanCommand(program, context, 'send')
  addPlans(send, context)
  addDecisions(send, context)
  addUncertain(send, context)
  addNumbers(send, context)
}

function addPlans(send: Command, context: CliContext): void {
  send
    .command('plans')
    .description('the plans, newest first')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      context.withDatabase(async ({ sending }) => {
        const plans = await sending.plans.list(LISTED)
        if (options.json) context.out.write(jsonOf({ plans: plans.map(planJson) }))
        else if (plans.length === 0) context.out.write('Nothing has been planned.\n')
        else
          context.out.write(
            table(
              ['plan', 'what', 'campaign', 'people', 'state', 'planned at', 'by'],
              plans.map((plan) => [
                shortHash(plan),
                plan.action,
                plan.campaignId,
                plan.members,
                plan.state,
                isoOf(plan.plannedAtMs),
                plan.plannedBy,
              ]),
            ),
          )
      }),
    )
  send
    .command('show <hash>')
    .description('a plan, what came of it, and whom it leaves out')
    .option('--json', 'print JSON')
    .action((hash: string, options: Options) =>
      context.withDatabase(({ sending }) =>
        orCliError(
          (async () => {
            const plan = await sending.find(hash)
            const results = await sending.plans.results(plan.id)
            const exclusions = await sending.plans.exclusions(plan.id, -1, EXCLUSIONS_LISTED)
            if (options.json) {
              const json = {
                plan: planJson(plan),
                results: resultsJson(results),
                exclusions: exclusions.map(exclusionJson),
              }
              context.out.write(jsonOf(json))
              return
            }
            context.out.write(planStatusText(plan, results))
            const rows = exclusions.map(({ recipient, phone, reason, details }) => [
              phone ?? recipient,
              reason,
              details ?? '',
            ])
            if (rows.length > 0) context.out.write(`\n${table(['left out', 'because', ''], rows)}`)
          })(),
        ),
      ),
    )
  send
    .command('of <message>')
    .description(
      'what a message was sent for, and what was sent after it; exit code 1 where Bluetick sent neither',
    )
    .option('--json', 'print JSON')
    .action((message: string, options: Options) =>
      context.withDatabase(async ({ sending }) => {
        const attempts = await sending.attempts.ofMessage(message)
        const rows = attempts.map((one) => [
          one.claimedAtMs === undefined ? '' : isoOf(one.claimedAtMs),
          one.campaignId,
          one.state,
          one.messageId ?? '',
          one.previousMessage ?? '',
        ])
        if (options.json) context.out.write(jsonOf({ attempts: attempts.map(attemptJson) }))
        else if (rows.length === 0) context.out.write('Bluetick did not send it, nor anything after it.\n')
        else context.out.write(table(['when', 'campaign', 'state', 'message', 'after'], rows))
        if (rows.length === 0) context.exitWith(EXIT.found)
      }),
    )
  send
    .command('log')
    .description('who planned, sent, stopped and resolved what, newest first')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      context.withDatabase(async ({ sending }) => {
        const log = await sending.plans.log(LISTED)
        const rows = log.map(({ atMs, planHash, by, what, details }) => [
          isoOf(atMs),
          planHash?.slice(0, 12) ?? '',
          by,
          what,
          details ?? '',
        ])
        context.out.write(
          options.json ? jsonOf({ log: log.map(logJson) }) : table(['when', 'plan', 'who', 'what', ''], rows),
        )
      }),
    )
}

function addDecisions(send: Command, context: CliContext): void {
  const decision = (name: 'stop' | 'resume', description: string) =>
    send
      .command(`${name} <hash>`)
      .description(description)
      .option('--author <name>', 'who does it', 'cli')
      .action((hash: string, { author }: Options) =>
        context.withDatabase(async ({ sending }) => {
          const plan = await orCliError(sending[name](hash, author))
          context.out.write(`Plan ${shortHash(plan)} is ${plan.state}.\n`)
        }),
      )
  decision('stop', 'stop sending a plan; sent messages are not recalled')
  decision('resume', 'a stopped plan goes on')
  send
    .command('run <hash>')
    .description('send here what is due of a plan that was confirmed')
    .action((hash: string) =>
      context.withDatabase(async ({ sending }) => {
        const plan = await orCliError(sending.find(hash))
        if (plan.state !== 'sending')
          throw new CliError(`The plan is ${plan.state}: only one that is being sent goes on.`, EXIT.failed)
        const pause = await sending.run(plan, async () => undefined)
        context.out.write(planStatusText(await sending.find(plan.hash), await sending.plans.results(plan.id)))
        if (pause.because !== 'finished') context.out.write(`\nNot all has been sent (${pause.because}).\n`)
      }),
    )
}

function addUncertain(send: Command, context: CliContext): void {
  send
    .command('uncertain')
    .description('attempts that may or may not have been sent; exit code 1 if there are any')
    .option('--sent <attempt>', 'it was sent')
    .option('--not-sent <attempt>', 'it was not sent: it is planned again')
    .option('--author <name>', 'who knows it', 'cli')
    .option('--json', 'print JSON')
    .action((options: Options & { sent?: string; notSent?: string }) =>
      context.withDatabase(async ({ sending }) => {
        const attempt = options.sent ?? options.notSent
        if (attempt !== undefined) {
          const wasSent = options.sent !== undefined
          const known = await sending.attempts.resolveByPerson(
            attempt,
            wasSent,
            options.author,
            sending.now(),
          )
          if (!known) throw new CliError(`There is no uncertain attempt ${attempt}.`, EXIT.found)
          context.out.write(wasSent ? 'Noted as sent.\n' : 'Planned again: its plan sends it.\n')
          return
        }
        const attempts = await sending.attempts.uncertain(EXCLUSIONS_LISTED)
        if (options.json) context.out.write(jsonOf({ attempts: attempts.map(attemptJson) }))
        else if (attempts.length === 0) context.out.write('Nothing is uncertain.\n')
        else {
          const waits = (atMs = 0) =>
            sending.now() - atMs < UNCERTAIN_FOR_MS ? 'a report may still come' : 'say --sent or --not-sent'
          const rows = attempts.map((one) => [
            one.id,
            one.phone,
            isoOf(one.claimedAtMs ?? 0),
            one.stateReason ?? '',
            waits(one.claimedAtMs),
          ])
          context.out.write(table(['attempt', 'phone', 'when', 'why', ''], rows))
        }
        if (attempts.length > 0) context.exitWith(EXIT.found)
      }),
    )
}

function addNumbers(send: Command, context: CliContext): void {
  send
    .command('numbers')
    .description(
      'the sending numbers: how quickly they send, and whether they are stopped; exit code 1 where one is',
    )
    .option('--json', 'print JSON')
    .action((options: Options) =>
      context.withDatabase(async ({ sending }) => {
        const numbers = await sending.attempts.numbers()
        const rows = numbers.map(({ sender, perSecond, breaker: { open } }) => [
          sender,
          perSecond.toFixed(1),
          open === undefined ? 'sends' : `stopped since ${isoOf(open.sinceMs)}: ${open.code} ${open.reason}`,
        ])
        context.out.write(
          options.json
            ? jsonOf({ numbers: numbers.map(numberJson) })
            : table(['number', 'a second', 'state'], rows),
        )
        if (numbers.some(({ breaker }) => breaker.open !== undefined)) context.exitWith(EXIT.found)
      }),
    )
  send
    .command('try <number>')
    .description('let one message of a stopped number try whether the account sends again')
    .option('--author <name>', 'who does it', 'cli')
    .action((sender: string, { author }: Options) =>
      context.withDatabase(async ({ sending }) => {
        if (!(await sending.attempts.tryNumber(sender, author, sending.now())))
          throw new CliError(
            `The number ${sender} is not stopped: bluetick send numbers lists them.`,
            EXIT.found,
          )
        context.out.write('The next message tries; if it is accepted, the others follow.\n')
      }),
    )
}
