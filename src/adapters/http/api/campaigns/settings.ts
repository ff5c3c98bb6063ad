import { z } from 'zod'
import type { CampaignChange } from '../../../../domain/campaigns/ports.ts'
import { MAX_CAMPAIGN_NAME_CHARACTERS } from '../../../../domain/text/clip.ts'
import { isPrintable } from '../../../../domain/text/printable.ts'
import { country, time } from '../fields.ts'
import { ProblemError } from '../problem.ts'

/** Text that is stored and shown as it is. */
export const printable = (maxCharacters: number) =>
  z
    .string()
    .min(1)
    .max(maxCharacters)
    .refine(isPrintable, 'must be printable text, without control characters')

const template = printable(MAX_CAMPAIGN_NAME_CHARACTERS)
/** The document's column is free text: services that write it have words of their own. */
export const state = printable(64).describe('What you call its state, in words of your own.')

/** What people say of a campaign besides its name and state. */
export const settingsFields = {
  starts_at: time.nullable().optional().describe('When it starts.'),
  ends_at: time.nullable().optional().describe('When it ends; after it starts.'),
  template: template.nullable().optional().describe('The template that it sends.'),
  country: country
    .nullable()
    .optional()
    .describe('Where numbers in its lists are from that come without a country code, like IN.'),
}

/** What an import says of its campaign beside the list. */
export const settingsOfImport = {
  status: state.optional(),
  starts_at: time.optional().describe('When the campaign starts.'),
  ends_at: time.optional().describe('When it ends; after it starts.'),
  template: template.optional().describe('The template that it sends.'),
}

type Settings = z.infer<z.ZodObject<typeof settingsFields>>

/** The settings that are given, as a change. */
export function settingsChange({ starts_at, ends_at, template, country }: Settings): CampaignChange {
  return {
    ...(starts_at !== undefined && { startsAtMs: starts_at === null ? null : Date.parse(starts_at) }),
    ...(ends_at !== undefined && { endsAtMs: ends_at === null ? null : Date.parse(ends_at) }),
    ...(template !== undefined && { template }),
    ...(country !== undefined && { country }),
  }
}

export function endBeforeStart(place: 'body' | 'query'): ProblemError {
  const problem = 'must be after starts_at'
  return new ProblemError('invalid-request', `ends_at ${problem}.`, [{ field: `${place}.ends_at`, problem }])
}
