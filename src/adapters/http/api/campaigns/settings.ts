import { z } from 'zod'
import type { CampaignChange } from '../../../../domain/campaigns/ports.ts'
import { MAX_CAMPAIGN_NAME_CHARACTERS } from '../../../../domain/text/clip.ts'
import { isPrintable } from '../../../../domain/text/printable.ts'
import { country, time } from '../fields.ts'

const template = z
  .string()
  .min(1)
  .max(MAX_CAMPAIGN_NAME_CHARACTERS)
  .refine(isPrintable, 'must be printable text, without control characters')

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
