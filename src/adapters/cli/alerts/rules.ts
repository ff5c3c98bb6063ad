import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { type Rule, type RuleRow, splitTexts } from '../../../domain/alerts/rule.ts'
import { expectation } from '../../../domain/text/expectation.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { cannotRead } from '../files.ts'
import { jsonOf } from '../json.ts'
import { timeOf } from '../time.ts'
import type { RuleSet, SimulatedStep } from './ports.ts'

/** `alerts check | test | backtest`: rules without their consequences. */
export function addRuleCommands(alerts: Command, context: CliContext): void {
  alerts
    .command('check')
    .description('check every rule: its headers, its columns, and that the database can plan and answer it')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => check(context, options.json === true))
  alerts
    .command('test')
    .argument(
      '<fixture>',
      'a JSON file: {"rule": name, "evaluations": [{"at": time, "rows": [{…}] | "error": text}]}',
    )
    .description('run the engine over rows from a file: states and mails out, no database')
    .action((file: string) => runFixture(context, file))
  alerts
    .command('backtest')
    .requiredOption('--from <time>', 'ISO 8601')
    .option('--to <time>', 'ISO 8601; default: now')
    .option('--rule <name>', 'one rule; default: all')
    .description(
      'what the rules would have done in a time that has passed: shipped rules see what was known then',
    )
    .action((options: { from: string; to?: string; rule?: string }) => backtest(context, options))
}

async function check(context: CliContext, asJson: boolean): Promise<void> {
  const { rules, problems } = await context.rules.load()
  const found = [...problems]
  const checked: object[] = []
  await context.withDatabase(async ({ alerts }) => {
    for (const rule of rules) {
      const wrong = await alerts.problemsOf(rule)
      checked.push({ rule: rule.name, problems: wrong })
      if (wrong.length > 0) found.push(`${rule.name}.sql:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
      else if (!asJson) context.out.write(`ok  ${rule.name}  (${rule.severity}, ${rule.schedule.text})\n`)
    }
  })
  if (asJson) context.out.write(jsonOf({ rules: checked, problems }))
  else for (const problem of found) context.out.write(`\n${problem}\n`)
  if (found.length > 0) context.exitWith(EXIT.found)
}

const fixture = z.object({
  rule: z.string(),
  evaluations: z
    .array(
      z.object({
        at: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-21T08:00:00Z' }),
        rows: z.array(z.record(z.string(), z.union([z.number(), z.string(), z.null()]))).default([]),
        error: z.string().optional(),
      }),
    )
    .min(1),
})

async function runFixture(context: CliContext, file: string): Promise<void> {
  const parsed = fixture.safeParse(await readJson(file), { error: expectation })
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'it'} ${message}`)
    throw new CliError(`${file} is not a valid fixture:\n${problems.join('\n')}`, EXIT.usage)
  }
  const rule = oneOf(await context.rules.load(), parsed.data.rule)
  const evaluations = new Map(parsed.data.evaluations.map((one) => [Date.parse(one.at), one]))
  const steps = context.rules.simulate(rule, [...evaluations.keys()], async (slotMs) => {
    const { rows = [], error } = evaluations.get(slotMs) ?? {}
    if (error !== undefined) return { kind: 'error', error }
    return { kind: 'rows', rows: rows.map((row) => splitRow(rule, row)) }
  })
  for await (const step of steps) {
    print(context, rule, step)
    for (const signal of step.signals) {
      const mail = context.rules.mailOf(signal, step.slotMs)
      context.out.write(`\nSubject: ${mail.subject}\n\n${mail.text}\n\n`)
    }
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw cannotRead(file, cause)
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CliError(
      `${file} is not valid JSON: ${cause instanceof Error ? cause.message : cause}`,
      EXIT.usage,
    )
  }
}

/** Text is a label or a description, a number a figure; a figure that is NULL says so. */
function splitRow(rule: Rule, row: Readonly<Record<string, string | number | null>>): RuleRow {
  const texts: Record<string, string> = {}
  const figures: Record<string, number | null> = {}
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string') texts[name] = value
    else figures[name] = value
  }
  return { ...splitTexts(rule, texts), figures }
}

async function backtest(
  context: CliContext,
  options: { from: string; to?: string; rule?: string },
): Promise<void> {
  const fromMs = timeOf('--from', options.from)
  const toMs = options.to === undefined ? Date.now() : timeOf('--to', options.to)
  if (toMs <= fromMs) throw new CliError('--to must be after --from.', EXIT.usage)
  const set = await context.rules.load()
  const rules = options.rule === undefined ? set.rules : [oneOf(set, options.rule)]
  await context.withDatabase(async ({ alerts }) => {
    const { slotsBetween, simulate } = context.rules
    for (const rule of rules) {
      const slots = slotsBetween(rule, fromMs, toMs)
      let errors = 0
      let signals = 0
      const answers = alerts.askEach(rule, slots)[Symbol.asyncIterator]()
      const next = async () => {
        const answer = await answers.next()
        return answer.done === true ? ({ kind: 'no-data' } as const) : answer.value.result
      }
      for await (const step of simulate(rule, slots, next)) {
        if (context.signal.aborted) return
        if (step.health === 'error') errors++
        signals += step.signals.length
        if (step.signals.length > 0) print(context, rule, step)
      }
      context.out.write(`${rule.name}: ${slots.length} evaluations, ${signals} signals, ${errors} errors\n`)
    }
  })
}

function print(context: CliContext, rule: Rule, step: SimulatedStep): void {
  const time = new Date(step.slotMs).toISOString()
  const figure = step.value === undefined ? '' : `  value ${step.value}`
  const samples = step.samples === undefined ? '' : `  samples ${step.samples}`
  const states = step.states.map((state) => `${Object.values(state.labels).join(' ')} ${state.phase}`.trim())
  const signals = step.signals.map((signal) => `  → ${signal.kind}: ${signal.summary}`)
  context.out.write(
    `${time}  ${rule.name}  ${step.health}${figure}${samples}  ${states.join(', ') || 'ok'}${signals.join('')}\n`,
  )
}

export function oneOf({ rules, problems }: RuleSet, name: string): Rule {
  const rule = rules.find((one) => one.name === name)
  if (rule !== undefined) return rule
  const names = rules.map((one) => one.name).join(', ')
  throw new CliError([`There is no rule "${name}": there are ${names}.`, ...problems].join('\n'), EXIT.usage)
}
