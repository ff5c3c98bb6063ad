import type { WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { importJson } from '../../../domain/campaigns/campaign-json.ts'
import type { ListColumns } from '../../../domain/campaigns/list-columns.ts'
import type { CampaignChange } from '../../../domain/campaigns/ports.ts'
import {
  type ImportSummary,
  LIST_FORMATS,
  ListError,
  type ListFormat,
  listFormatOf,
} from '../../../domain/campaigns/recipient-line.ts'
import { endsFirst } from '../../../domain/campaigns/settings.ts'
import { readCountry } from '../../../domain/phones/country.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { csvLine } from '../../../domain/text/csv.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { openOutput, withInput } from '../files.ts'
import { jsonOf } from '../json.ts'
import { createProgress } from '../progress.ts'
import { table } from '../table.ts'
import { makeCampaign } from './make.ts'
import { noCampaign } from './no-campaign.ts'
import {
  addTimesAndTemplate,
  endBeforeStart,
  filled,
  type SettingsOptions,
  settingsChange,
} from './settings.ts'

/** Refused lines that are printed; `--json` has more. */
const REFUSED_SHOWN = 20

interface ImportFlags extends Omit<SettingsOptions, 'country'> {
  readonly campaign: string
  readonly name?: string
  readonly status?: string
  readonly format?: ListFormat
  readonly country?: Country
  readonly refused?: string
  readonly json?: boolean
}

/** `bluetick campaign import` */
export function addCampaignImport(campaign: Command, context: CliContext): void {
  const importing = campaign
    .command('import <file>')
    .description(
      'import a list of recipients: CSV with column names, Excel (XLSX), or NDJSON; "-" reads standard input',
    )
    .requiredOption('--campaign <id>', 'the campaign they belong to')
    .option('--name <name>', 'make the campaign with this name, if there is none of that id')
    .option('--status <status>', "the campaign's state, in words of your own")
    .addOption(new Option('--format <format>', 'the form of the list').choices(LIST_FORMATS))
    .option('--country <country>', 'where phone numbers without a country code are from, like IN', countryOf)
    .option('--refused <file>', 'write every refused line, with its reason, to this file (CSV)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nColumns: phone (also Mobile, WhatsApp Number, Telefone, …), message_id, submitted_message_id, reference; any of' +
        '\nthem. Others are kept as attributes. Separators , ; tab and | are recognised. Importing a list again changes' +
        '\nnothing. Exit code 1 where lines were refused. What is said of the campaign is set before the first line is taken.',
    )
  addTimesAndTemplate(importing).action((file: string, options: ImportFlags) => {
    const settings = settingsOf(options)
    return context.withDatabase(async ({ campaigns: { store, importList, register } }) => {
      const format = options.format ?? formatOf(file)
      const { campaign: id, name, country } = options
      if (name === undefined && (await store.find(id)) === undefined) throw noCampaign()
      await withInput(file, context.input, async ({ bytes, size }) => {
        const progress = createProgress(context.err, 'lines', size)
        let read = 0
        bytes.on('data', (chunk: Buffer) => {
          read += chunk.byteLength
        })
        bytes.pause()
        const refused =
          options.refused === undefined ? undefined : await openOutput(options.refused, '--refused')
        refused?.write(csvLine(['line', 'reason']))
        try {
          const summary = await importList(id, bytes, format, context.signal, {
            country,
            ...(Object.keys(settings).length > 0 && { settings }),
            onProgress: (lines) => progress.update(size === 0 ? lines : read, lines),
            ...(name !== undefined && {
              async prepare() {
                if ((await store.find(id)) === undefined) await makeCampaign(register, id, name)
              },
            }),
            ...(refused !== undefined && {
              onRefused: ({ line, reason }) => void refused.write(csvLine([line, reason])),
            }),
          })
          progress.end()
          context.out.write(options.json ? jsonOf(importJson(summary)) : summaryText(summary))
          if (summary.refused > 0) context.exitWith(EXIT.found)
        } catch (error) {
          progress.end()
          if (!(error instanceof ListError)) throw error
          throw new CliError(error.message, EXIT.failed, { cause: error })
        } finally {
          if (refused !== undefined) await closeFile(refused)
        }
      })
    })
  })
}

/** What is set of the campaign; a campaign that is made gets the country of its list as well. */
function settingsOf({ status, name, country, starts, ends, template }: ImportFlags): CampaignChange {
  const change = {
    ...(status !== undefined && { status: filled('--status', status) }),
    ...settingsChange({
      ...(starts !== undefined && { starts }),
      ...(ends !== undefined && { ends }),
      ...(template !== undefined && { template }),
    }),
    ...(name !== undefined && country !== undefined && { country }),
  }
  if (endsFirst(change)) throw endBeforeStart()
  return change
}

function countryOf(written: string): Country {
  const country = readCountry(written)
  if (country !== undefined) return country
  throw new InvalidArgumentError('It must be a country of two letters, like IN.')
}

function formatOf(file: string): ListFormat {
  const format = listFormatOf(file)
  if (format !== undefined) return format
  throw new CliError(
    `The form of the list is not clear from its name: give --format ${LIST_FORMATS.join(' or ')}.`,
    EXIT.usage,
  )
}

async function closeFile(file: WriteStream): Promise<void> {
  file.end()
  await finished(file)
}

function summaryText({ refusedLines, columns, ...sums }: ImportSummary): string {
  const head = `${table(Object.keys(sums), [Object.values(sums)])}${columnsText(columns)}`
  if (refusedLines.length === 0) return head
  const shown = refusedLines.slice(0, REFUSED_SHOWN).map(({ line, reason }) => [line, reason])
  const more = sums.refused - shown.length
  return `${head}\n${table(['line', 'refused because'], shown)}${more > 0 ? `… and ${more} more: --refused FILE writes all of them\n` : ''}`
}

/** Which columns were read as what. */
function columnsText({ used, attributes, ignored }: ListColumns): string {
  const read = Object.entries(used).map(([role, name]) => `"${name}" as ${role}`)
  const parts = [
    ['Read', read],
    ['kept as attributes', attributes.map((name) => `"${name}"`)],
    ['ignored', ignored.map((name) => `"${name}"`)],
  ] as const
  const shown = parts.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]))
  return shown.length === 0 ? '' : `Columns. ${shown.join('; ')}.\n`
}
