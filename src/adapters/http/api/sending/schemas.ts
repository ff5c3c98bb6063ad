import { z } from 'zod'
import { ATTEMPT_STATES } from '../../../../domain/sending/outcome.ts'
import { ACTIONS, CATEGORIES, MEDIA_KINDS, REASONS } from '../../../../domain/sending/plan.ts'
import { PLAN_STATES } from '../../../../domain/sending/ports.ts'
import { time } from '../fields.ts'

export const SENDING_TAG = 'Sending'
export const EXAMPLE_HASH = 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184'

const count = z.int().min(0)
const HASH = /^[0-9a-f]{64}$/

export const planPath = z.strictObject({
  hash: z.string().regex(HASH, 'must be the whole hash of a plan, 64 hexadecimal digits'),
})

/** Who does it, for the audit trail. */
export const author = z
  .string()
  .min(1)
  .max(100, 'must have at most 100 characters')
  .default('api')
  .describe('Who does it: kept in the audit trail.')

export const templateSchema = z.object({
  name: z
    .string()
    .min(1, 'must be the name of an approved template')
    .describe("With AiSensy's campaign API the name of the API campaign."),
  language: z.string().min(1, 'must be a language, such as en or pt_BR').default('en'),
  category: z
    .enum(CATEGORIES, `must be one of ${CATEGORIES.join(', ')}`)
    .default('marketing')
    .describe('It decides price and limits.'),
  media: z
    .object({
      kind: z.enum(MEDIA_KINDS, `must be one of ${MEDIA_KINDS.join(', ')}`),
      url: z.url({
        protocol: /^https?$/,
        error: 'must be an address that begins with https:// or http://',
      }),
      file_name: z.string().optional(),
    })
    .optional()
    .describe('Put above the text.'),
})

export const planSchema = z
  .object({
    hash: z.string().describe('Names the plan, and everything that it does.'),
    action: z.enum(ACTIONS),
    campaign_id: z.string(),
    sender: z.string().describe('The number or account that sends.'),
    template: templateSchema,
    rules: z.object({
      values: z.array(z.string()),
      even_if_it_may_still_arrive: z.boolean(),
      ttl_hours: z.number(),
      follow_up_after_hours: z.number(),
      window: z.string().describe("Times of the person's own day."),
      max_per_day: z.int(),
      max_rounds: z.int(),
      at: z.enum(['once', 'best-hour']),
      late_hours: z.number(),
    }),
    canary: z.int().optional().describe('The size of the first wave.'),
    canary_passed_at: time.optional(),
    state: z.enum(PLAN_STATES),
    state_reason: z.string().optional(),
    planned_by: z.string(),
    planned_at: time,
    confirmed_by: z.string().optional(),
    confirmed_at: time.optional(),
    ended_at: time.optional(),
    members: count.describe('How many people it writes to.'),
    excluded: z
      .record(z.string(), count)
      .describe(`How many it leaves out, by reason: ${REASONS.join(', ')}.`),
  })
  .meta({ id: 'SendPlan' })

export const resultsSchema = z
  .object({
    attempts: z.record(z.enum(ATTEMPT_STATES), count),
    reasons: z.record(z.string(), count).describe('Left out or refused after it was made.'),
    delivered: count,
    read: count,
    failed: count,
    replied: count,
    got_it_twice: count.describe('The message that it follows arrived as well.'),
    next_at: time.optional().describe('When the next message is due.'),
  })
  .meta({ id: 'SendResults' })

export const attemptSchema = z
  .object({
    id: z.string(),
    position: count,
    recipient: z.string(),
    phone: z.string(),
    previous_message: z.string().optional(),
    round: z.int().describe('Which message to this recipient it is, from 1.'),
    values: z.array(z.string()),
    zones: z.array(z.string()).describe('It must be daytime in all of them.'),
    hour: z.int().optional().describe('The best hour of the day, where one was asked for.'),
    hour_source: z.enum(['person', 'campaign', 'everybody', 'none']).optional(),
    not_before: time,
    state: z.enum(ATTEMPT_STATES),
    state_reason: z.string().optional(),
    tries: count,
    claimed_at: time.optional(),
    message_id: z.string().optional(),
    settled_by: z.string().optional(),
  })
  .meta({ id: 'SendAttempt' })

export const exclusionSchema = z.object({
  recipient: z.string(),
  phone: z.string().optional(),
  reason: z.enum(REASONS),
  details: z.string().optional(),
})

export const numberSchema = z
  .object({
    sender: z.string(),
    per_second: z.number().describe('Messages a second at present.'),
    stopped: z
      .object({
        since: time,
        code: z.string(),
        reason: z.string(),
        tries_again_at: time.optional().describe('Absent: when a person says so.'),
      })
      .optional(),
  })
  .meta({ id: 'SendingNumber' })

export const logEntrySchema = z.object({
  at: time,
  plan: z.string().optional(),
  by: z.string(),
  what: z.string(),
  details: z.string().optional(),
})
