import { type Command, InvalidArgumentError } from 'commander'
import { type Country, isCountry } from '../../../domain/phones/numbering-plans.ts'
import { type CliContext, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { noCampaign } from './no-campaign.ts'

/** Lines that are printed; the sums are of all. */
const MAX_PRINTED = 100

interface PhonesOptions {
  readonly campaign?: string
  readonly country?: Country
  readonly fix?: boolean
  readonly json?: boolean
}

/** `bluetick phones check`: numbers that an earlier version stored as lists wrote them. */
export function addPhonesCommand(program: Command, context: CliContext): void {
  program
    .command('phones')
    .description("recipients' phone numbers as they are stored")
    .command('check')
    .description('find invalid stored numbers, and what was meant; exit code 1 if some are left')
    .option('--campaign <id>', 'only this campaign')
    .option(
      '--country <letters>',
      'where numbers without a country code are from; DEFAULT_COUNTRY else',
      countryOf,
    )
    .option('--fix', 'store the numbers that were meant, one recipient at a time, while the service runs')
    .option('--json', 'print JSON')
    .action((options: PhonesOptions) =>
      context.withDatabase(async ({ campaigns }) => {
        const { campaign, fix = false } = options
        if (campaign !== undefined && (await campaigns.store.find(campaign)) === undefined) throw noCampaign()
        const lines: string[][] = []
        const sums = { found: 0, fixable: 0, fixed: 0 }
        for await (const one of campaigns.faultyPhones(campaign, options.country, context.signal)) {
          sums.found += 1
          if (one.meant !== undefined) sums.fixable += 1
          const isFixed = fix && (await campaigns.fixPhone(one))
          if (isFixed) sums.fixed += 1
          if (lines.length < MAX_PRINTED)
            lines.push([
              one.campaignId,
              one.recipientKey,
              one.stored,
              one.meant ?? '–',
              one.problem ?? (isFixed ? 'fixed' : ''),
            ])
        }
        if (options.json) context.out.write(jsonOf({ fix, ...sums, recipients: lines.map(jsonLine) }))
        else context.out.write(textOf(sums, lines, fix))
        if (sums.found > sums.fixed) context.exitWith(EXIT.found)
      }),
    )
}

function jsonLine([campaign_id, recipient_id, stored, meant, remark]: readonly string[]) {
  return { campaign_id, recipient_id, stored, meant: meant === '–' ? null : meant, remark }
}

function textOf(
  { found, fixable, fixed }: Readonly<Record<'found' | 'fixable' | 'fixed', number>>,
  lines: readonly string[][],
  fix: boolean,
): string {
  if (found === 0) return 'All stored numbers are valid.\n'
  const shown = found > lines.length ? `The first ${lines.length} of them:\n` : ''
  const sums = `${found} stored phone numbers are invalid; ${fixable} of them can be corrected.\n`
  const end = fix
    ? `${fixed} fixed.\n`
    : fixable > 0
      ? '"bluetick phones check --fix" stores what was meant.\n'
      : ''
  return `${sums}${shown}${table(['campaign', 'recipient', 'stored', 'meant', ''], lines)}${end}`
}

function countryOf(text: string): Country {
  const letters = text.toUpperCase()
  if (isCountry(letters)) return letters
  throw new InvalidArgumentError('It must be two letters, such as IN.')
}
