import { type Command, Option } from 'commander'
import { answerQuestion } from '../../../app/analytics/answer.ts'
import { tableOfAnswer } from '../../../app/analytics/table.ts'
import { csvOfAnswer } from '../../../domain/analytics/answer-csv.ts'
import type { AnalyticsStore, Question } from '../../../domain/analytics/question.ts'
import { inputOf, inputSchemaOf } from '../../http/api/analytics/input.ts'
import { createAnalyticsStore } from '../../postgres/analytics/analytics-store.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'

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
  for (const [flags, description] of OPTIONS) command.option(flags, description)
  command.action((name: string | undefined, options: Options) =>
    context.withDatabase(async ({ pool, statements }) => {
      const store = createAnalyticsStore(pool, statements)
      context.out.write(name === undefined ? listOf(store.questions) : await print(store, name, options))
    }),
  )
}

async function print(store: AnalyticsStore, name: string, { format, ...given }: Options): Promise<string> {
  const question = store.questions.find((known) => known.name === name)
  if (question === undefined) {
    throw new CliError(`There is no question "${name}".\n${listOf(store.questions)}`, EXIT.usage)
  }
  const checked = inputSchemaOf(question).safeParse(given)
  if (!checked.success) {
    const problems = checked.error.issues.map((issue) => `--${issue.path.join('.')} ${issue.message}`)
    throw new CliError(problems.join('\n').replace('-- ', ''), EXIT.usage)
  }
  const answer = await answerQuestion(store, question, inputOf(checked.data), Date.now()).catch((error) => {
    throw error instanceof RangeError ? new CliError(error.message, EXIT.usage) : error
  })
  if (format === 'json') return `${JSON.stringify(answer)}\n`
  if (format === 'csv') return [...csvOfAnswer(answer)].join('')
  return tableOfAnswer(answer, question.bars)
}

function listOf(questions: readonly Question[]): string {
  const width = Math.max(...questions.map(({ name }) => name.length))
  return questions.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join('')
}
