import { z } from 'zod'
import {
  ENGAGED_DAYS,
  type Parameter,
  type Question,
  type QuestionInput,
} from '../../../../domain/analytics/question.ts'
import type { Country } from '../../../../domain/phones/numbering-plans.ts'
import { searchedPhone, timeZone } from '../fields.ts'

/** As many people as one file of best hours may hold; most lists are shorter by themselves. */
const MAX_ROWS = 100_000
const MAX_MINUTES = 60 * 24 * 30
const MAX_HOURS = 24 * 90

const time = z.iso
  .datetime({ offset: true, error: 'must be ISO 8601 with a zone, like 2026-11-21T00:00:00+05:30' })
  .transform((text) => Date.parse(text))

/** What each parameter is asked with; the window, where one is needed, comes in two forms. */
const FIELDS: Readonly<Record<Exclude<Parameter, 'phone'>, z.ZodRawShape>> = {
  from: {
    window: z
      .string()
      .regex(/^(\d{1,5}[mhd]|all)$/, 'must be a number and m, h or d, like 24h, or "all"')
      .optional()
      .describe('How far back from "to": 90m, 24h, 7d, or "all".'),
    from: time.optional().describe('Instead of "window": the first moment, widened to a quarter-hour.'),
  },
  to: { to: time.optional().describe('The end, not part of the window; now by default.') },
  campaign: { campaign: z.string().min(1).max(512).optional().describe('Only this campaign: its id.') },
  zone: {
    zone: timeZone.optional().describe('The time zone of days and hours, like Asia/Kolkata; UTC by default.'),
  },
  limit: { limit: whole(1, MAX_ROWS).optional().describe('How many rows at most; 100 by default.') },
  minutes: {
    minutes: whole(0, MAX_MINUTES).optional().describe('For how many minutes at least; 5 by default.'),
  },
  hours: { hours: whole(0, MAX_HOURS).optional().describe('For how many hours at least; 24 by default.') },
  days: {
    days: z.coerce
      .number()
      .refine(
        (days) => ENGAGED_DAYS.some((known) => known === days),
        `must be one of ${ENGAGED_DAYS.join(', ')}`,
      )
      .optional()
      .describe('The window, in days up to the last refresh: 1, 7 or 30; 7 by default.'),
  },
  step: {
    step: z
      .enum(['hour', 'day'])
      .optional()
      .describe('By hour or by day; by hour up to three days by default.'),
  },
  now: {},
}

/** Checks what a question is asked with: only known parameters, so that a misspelt one is an error. */
export function inputSchemaOf(question: Question, defaultCountry: Country | undefined) {
  const phone = searchedPhone(defaultCountry).describe('The phone number, however it is written.')
  const shapes = question.parameters.map((name) => (name === 'phone' ? { phone } : FIELDS[name]))
  const shape = Object.assign({}, ...shapes)
  return z.strictObject({ ...shape, format: z.enum(['json', 'csv']).optional().describe('json, or csv.') })
}

/** What passed the schema, as the application takes it. */
export function inputOf(checked: Readonly<Record<string, unknown>>): QuestionInput {
  const { from, to, format, ...rest } = checked
  return { ...rest, fromMs: from as number | undefined, toMs: to as number | undefined }
}

function whole(min: number, max: number) {
  return z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int()
    .min(min)
    .max(max)
}
