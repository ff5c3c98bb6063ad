import { type Command, Option } from 'commander'
import { csvOfAnswer } from '../../../domain/analytics/answer-csv.ts'
import { type Question, UnknownCampaignError } from '../../../domain/analytics/question.ts'
import { noCampaign } from '../campaigns/no-campaign.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { tableOfAnswer } from './answer-table.ts'
import type { AnalyticsCommands } from './ports.ts'

const OPTIONS = [
  ['--window <length>', 'how far back: 90m, 24h, 7d, or "all"'],
  ['--from <time>', 'instead of --window: the first moment, ISO 8601 with a zone'],
  ['--to <time>', 'the end; now by default'],
  ['--zone <name>', 'time zone of days and hours, like Asia/Kolkata'],
  ['--campaign <id>', 'only this campaign'],
  ['--phone <number>', 'the phone number, with its country code'],
  ['--limit <rows>', 'how many rows at most'],
  ['--minutes <n>', 'for how many minutes at least'],
  ['--hours <n>', 'for how many hours at least'],
  ['--days <n>', 'the window of most-engaged: 1, 7 or 30'],
  ['--step <step>', 'by hour or by day'],
] as const

interface Options {
  readonly format: 'table' | 'json' | 'csv'
  readonly json?: string
  readonly [parameter: string]: string
}

/** `bluetick analytics`: every question of `sql/analytics/questions`, as a table with bars, as JSON or as CSV. */
export function addAnalyticsCommand(program: Command, context: CliContext): void {
  const command = program
    .command('analytics')
    .description('answer a question about deliveries, reads, failures and costs; without one, list them')
    .argument('[question]', 'such as delivery-rate')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['table', 'json', 'csv']).default('table'),
    )
  command.addOption(new Option('--json', 'print JSON: --format json').implies({ format: 'json' }))
  for (const [flags, description] of OPTIONS) command.option(flags, description)
  command.action((name: string | undefined, options: Options) =>
    context.withDatabase(async ({ analytics }) => {
      const { questions } = analytics
      if (name !== undefined) context.out.write(await print(analytics, name, options))
      else context.out.write(options.format === 'json' ? jsonOf(listJson(questions)) : listOf(questions))
    }),
  )
}

async function print(
  analytics: AnalyticsCommands,
  name: string,
  { format, json: _, ...given }: Options,
): Promise<string> {
  const question = analytics.questions.find((known) => known.name === name)
  if (question === undefined) {
    throw new CliError(`There is no question "${name}".\n${listOf(analytics.questions)}`, EXIT.usage)
  }
  const read = analytics.readInput(question, given)
  if ('problems' in read) {
    throw new CliError(read.problems.map((problem) => `--${problem}`).join('\n'), EXIT.usage)
  }
  const answer = await analytics.answer(question, read.input).catch((error) => {
    if (error instanceof UnknownCampaignError) throw noCampaign()
    throw error instanceof RangeError ? new CliError(error.message, EXIT.usage) : error
  })
  if (format === 'json') return jsonOf(answer)
  if (format === 'csv') return [...csvOfAnswer(answer)].join('')
  return tableOfAnswer(answer, question.bars)
}

function listJson(questions: readonly Question[]) {
  return { questions: questions.map(({ name, description }) => ({ name, description })) }
}

function listOf(questions: readonly Question[]): string {
  const width = Math.max(...questions.map(({ name }) => name.length))
  return questions.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join('')
}
