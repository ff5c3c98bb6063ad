import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ImportSummary, ListError, type ListFormat } from '../../../domain/campaigns/recipient-line.ts'
import { readCountry } from '../../../domain/phones/country.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { createProgress } from '../progress.ts'
import { table } from '../table.ts'
import { noCampaign } from './no-campaign.ts'

/** Refused lines that are printed; `--json` has more. */
const REFUSED_SHOWN = 20

interface ImportOptions {
  readonly campaign: string
  readonly name?: string
  readonly format?: ListFormat
  readonly country?: Country
  readonly json?: boolean
}

/** `bluetick campaign import` */
export function addCampaignImport(campaign: Command, context: CliContext): void {
  campaign
    .command('import <file>')
    .description('import a list of recipients: CSV with column names, or NDJSON; "-" reads standard input')
    .requiredOption('--campaign <id>', 'the campaign they belong to')
    .option('--name <name>', 'make the campaign with this name, if there is none of that id')
    .addOption(new Option('--format <format>', 'the form of the list').choices(['csv', 'ndjson']))
    .option('--country <country>', 'where phone numbers without a country code are from, like IN', countryOf)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nColumns: phone, message_id, submitted_message_id, reference; any of them. Importing a list again changes' +
        '\nnothing. Exit code 1 where lines were refused.',
    )
    .action((file: string, options: ImportOptions) =>
      context.withDatabase(async ({ campaigns: { store, importList } }) => {
        const format = options.format ?? formatOf(file)
        if (options.name !== undefined) await store.create(options.campaign, options.name, 'running')
        if ((await store.find(options.campaign)) === undefined) throw noCampaign()
        const { bytes, size } = await openList(file, context.input)
        const progress = createProgress(context.err, 'lines', size)
        let read = 0
        bytes.on('data', (chunk: Buffer) => {
          read += chunk.byteLength
        })
        bytes.pause()
        try {
          const summary = await importList(
            options.campaign,
            bytes,
            format,
            context.signal,
            options.country,
            (lines) => progress.update(size === 0 ? lines : read, lines),
          )
          progress.end()
          context.out.write(options.json ? jsonOf(summary) : summaryText(summary))
          if (summary.refused > 0) context.exitWith(EXIT.found)
        } catch (error) {
          progress.end()
          if (!(error instanceof ListError)) throw error
          throw new CliError(`${error.message} The lines before it were taken.`, EXIT.failed, {
            cause: error,
          })
        }
      }),
    )
}

function countryOf(written: string): Country {
  const country = readCountry(written)
  if (country !== undefined) return country
  throw new InvalidArgumentError('It must be a country of two letters, like IN.')
}

function formatOf(file: string): ListFormat {
  if (/\.csv$/i.test(file)) return 'csv'
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson'
  throw new CliError(
    'The form of the list is not clear from its name: give --format csv or ndjson.',
    EXIT.usage,
  )
}

async function openList(
  file: string,
  input: Readable,
): Promise<{ readonly bytes: Readable; readonly size: number }> {
  if (file === '-') return { bytes: input, size: 0 }
  try {
    return { bytes: createReadStream(file), size: (await stat(file)).size }
  } catch (cause) {
    throw new CliError(`${file} cannot be read: give the path of a list.`, EXIT.usage, { cause })
  }
}

function summaryText({ refusedLines, ...sums }: ImportSummary): string {
  const head = table(Object.keys(sums), [Object.values(sums)])
  if (refusedLines.length === 0) return head
  const shown = refusedLines.slice(0, REFUSED_SHOWN).map(({ line, reason }) => [line, reason])
  const more = sums.refused - shown.length
  return `${head}\n${table(['line', 'refused because'], shown)}${more > 0 ? `… and ${more} more\n` : ''}`
}
