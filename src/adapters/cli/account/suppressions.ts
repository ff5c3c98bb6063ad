import { type Command, Option } from 'commander'
import { suppressionJson } from '../../../domain/account/account-json.ts'
import { SUPPRESSION_REASONS, type SuppressionReason } from '../../../domain/account/suppression.ts'
import { ListError, type ListFormat } from '../../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { readPhone } from '../../../domain/phones/read-phone.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { withInput, writeText } from '../files.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'

const DEFAULT_LIMIT = 50
/** Refused lines that are printed; `--json` has more. */
const REFUSED_SHOWN = 20

interface ListOptions {
  readonly reason?: SuppressionReason
  readonly limit: string
  readonly json?: boolean
}

/** `bluetick suppressions …` */
export function addSuppressionsCommand(program: Command, context: CliContext): void {
  const group = program.command('suppressions').description('people who must not be written to')
  const reason = () => new Option('--reason <reason>', 'only for this reason').choices(SUPPRESSION_REASONS)
  group
    .command('list')
    .description('who must not be written to, why and since when')
    .addOption(reason())
    .option('--limit <number>', 'how many', String(DEFAULT_LIMIT))
    .option('--json', 'print JSON')
    .action((options: ListOptions) => {
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1)
        throw new CliError('--limit must be a whole number from 1.', EXIT.usage)
      return context.withDatabase(async ({ account }) => {
        const found = await account.store.suppressions(filterOf(options.reason), undefined, limit)
        const rows = found.map(suppressionJson)
        if (options.json) context.out.write(jsonOf({ suppressions: rows }))
        else if (rows.length === 0) context.out.write('No suppressions.\n')
        else
          context.out.write(
            table(
              ['phone', 'reason', 'source', 'since'],
              rows.map((row) => [row.phone, row.reason, row.source, row.since]),
            ),
          )
      })
    })
  group
    .command('add <phone>')
    .description('suppress a phone number; safe to repeat')
    .option('--json', 'print JSON')
    .action((written: string, { json }: { json?: true }) =>
      context.withDatabase(async ({ account }) => {
        const phone = phoneOf(written, account.defaultCountry)
        const change = { phone, reason: 'manual', source: 'cli', atMs: account.now(), ends: false } as const
        const added = await account.store.changeSuppressions([change])
        if (json) context.out.write(jsonOf({ phone, added: added > 0 }))
        else
          context.out.write(
            added > 0 ? `${phone} is not to be written to any more.\n` : `${phone} was there already.\n`,
          )
      }),
    )
  group
    .command('remove <phone>')
    .description('end the suppression of a number; exit code 1 if it was not suppressed')
    .option('--json', 'print JSON')
    .action((written: string, { json }: { json?: true }) =>
      context.withDatabase(async ({ account }) => {
        const phone = phoneOf(written, account.defaultCountry)
        const ended = await account.store.endSuppressions(phone, 'cli', account.now())
        if (ended === 0) throw new CliError(`${phone} is not suppressed.`, EXIT.found)
        context.out.write(json ? jsonOf({ phone, ended }) : `${phone} may be written to again.\n`)
      }),
    )
  group
    .command('export')
    .description('all of them as CSV, to standard output or a file')
    .addOption(reason())
    .option('-o, --output <file>', 'write to this file')
    .action((options: { reason?: SuppressionReason; output?: string }) =>
      context.withDatabase(async ({ account }) => {
        await writeText(context, account.exportSuppressions(filterOf(options.reason)), options.output)
      }),
    )
  addImport(group, context)
}

function addImport(group: Command, context: CliContext): void {
  group
    .command('import <file>')
    .description(
      'people who must not be written to: CSV with a column phone, or NDJSON; "-" reads standard input',
    )
    .addOption(new Option('--format <format>', 'the form of the list').choices(['csv', 'ndjson']))
    .option('--json', 'print JSON')
    .action((file: string, options: { format?: ListFormat; json?: boolean }) =>
      context.withDatabase(async ({ account }) => {
        const format = options.format ?? (/\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : 'csv')
        const imported = await withInput(file, context.input, ({ bytes }) =>
          account.importSuppressions(bytes, format).catch((cause: unknown) => {
            if (!(cause instanceof ListError)) throw cause
            throw new CliError(`${cause.message} The lines before it were taken.`, EXIT.failed, { cause })
          }),
        )
        const { refusedLines, ...sums } = imported
        const shown = refusedLines.slice(0, REFUSED_SHOWN).map(({ line, reason }) => [line, reason])
        if (options.json) context.out.write(jsonOf({ ...sums, refused_lines: refusedLines }))
        else context.out.write(table(Object.keys(sums), [Object.values(sums)]))
        if (sums.refused === 0) return
        if (!options.json) context.out.write(`\n${table(['line', 'refused because'], shown)}`)
        context.exitWith(EXIT.found)
      }),
    )
}

function filterOf(reason: SuppressionReason | undefined) {
  return reason === undefined ? {} : { reason }
}

function phoneOf(written: string, country: Country | undefined): string {
  const read = readPhone(written, country)
  if ('phone' in read) return read.phone
  throw new CliError(`The phone number ${read.problem}.`, EXIT.usage)
}
