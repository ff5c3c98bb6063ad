import type { Command } from 'commander'
import type { CampaignChange } from '../../../domain/campaigns/ports.ts'
import { readCountry } from '../../../domain/phones/country.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { isPrintable } from '../../../domain/text/printable.ts'
import { CliError, EXIT } from '../context.ts'
import { timeOf } from '../time.ts'

/** What takes a setting away. */
const NONE = 'none'

export interface SettingsOptions {
  readonly starts?: string
  readonly ends?: string
  readonly template?: string
  readonly country?: string
}

/** The options for what people say of a campaign besides its name and state. */
export function addSettingsOptions(command: Command): Command {
  return addTimesAndTemplate(command).option(
    '--country <country>',
    'where numbers in its lists without a country code are from, like IN',
  )
}

/** Those that say nothing of lists. */
export function addTimesAndTemplate(command: Command): Command {
  return command
    .option(
      '--starts <time>',
      `when it starts: 2026-11-05 (UTC) or 2026-11-05T10:00+05:30; "${NONE}" takes it away`,
    )
    .option('--ends <time>', 'when it ends')
    .option('--template <name>', 'the template that it sends')
}

/** The settings that are given, as a change. @throws CliError where one cannot be right */
export function settingsChange({ starts, ends, template, country }: SettingsOptions): CampaignChange {
  return {
    ...(starts !== undefined && { startsAtMs: starts === NONE ? null : timeOf('--starts', starts) }),
    ...(ends !== undefined && { endsAtMs: ends === NONE ? null : timeOf('--ends', ends) }),
    ...(template !== undefined && { template: textOf(template) }),
    ...(country !== undefined && { country: countryOf(country) }),
  }
}

export function endBeforeStart(): CliError {
  return new CliError('--ends must be after --starts.', EXIT.usage)
}

/** Text of one option, without blanks around it. @throws CliError where none is left, or none that can be printed */
export function filled(option: string, text: string): string {
  const trimmed = text.trim()
  if (trimmed !== '' && isPrintable(trimmed)) return trimmed
  throw new CliError(`${option} must be printable text, without control characters.`, EXIT.usage)
}

function textOf(written: string): string | null {
  const text = filled('--template', written)
  return text === NONE ? null : text
}

function countryOf(written: string): Country | null {
  const country = written === NONE ? null : readCountry(written)
  if (country !== undefined) return country
  throw new CliError('--country must be a country of two letters, like IN.', EXIT.usage)
}
