import { z } from 'zod'
import { time } from '../fields.ts'

const count = z.int().min(0)

export const countersSchema = z
  .object({
    recipients: count,
    pending: count,
    sent: count,
    delivered: count,
    read: count,
    failed: count,
    replied: count,
  })
  .meta({
    id: 'Counters',
    description:
      'Cumulative: a read message counts as sent, delivered and read, and one that was replied to as read. pending + sent + failed without being sent = recipients.',
  })

export const STATUSES = ['pending', 'sent', 'delivered', 'read', 'failed'] as const
const RESENDS = ['yes', 'later', 'as-template', 'after-fix', 'no', 'never', 'unknown'] as const

export const campaignSchema = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    status: z.string().optional().describe('Whatever its sender calls its state.'),
    source: z
      .enum(['api', 'webhook', 'sender'])
      .describe(
        'Whose it is: made by this API, known from webhooks alone (it gives way to one of its name that is registered), its sender’s.',
      ),
    created_at: time.optional(),
    updated_at: time.optional().describe('When its counters last changed.'),
    target_customers: z.int().optional(),
    starts_at: time.optional(),
    ends_at: time.optional(),
    template: z.string().optional().describe('The template that it sends.'),
    country: z.string().optional().describe('Where numbers in its lists without a country code are from.'),
    counters: countersSchema,
  })
  .meta({ id: 'Campaign' })

const rateSchema = z
  .object({
    numerator: count,
    denominator: count,
    of: z.enum(['recipients', 'sent', 'delivered', 'read']).describe('What the denominator counts.'),
    value: z.number().min(0).optional().describe('Numerator by denominator; absent where that is 0.'),
  })
  .meta({ id: 'Rate' })

const percentilesSchema = z
  .object({
    messages: count.describe('Messages with both times reported, which these are of.'),
    p50: z.number().optional(),
    p90: z.number().optional(),
    p99: z.number().optional(),
  })
  .meta({ id: 'Percentiles' })

export const failureMeaningSchema = z
  .object({
    code: z.string(),
    meaning: z.string(),
    resend: z.enum(RESENDS).describe('Whether sending again to the same person makes sense.'),
    advice: z.string(),
  })
  .meta({ id: 'FailureMeaning' })

export const campaignDetailsSchema = campaignSchema
  .extend({
    rates: z.object({
      sent: rateSchema,
      delivered: rateSchema,
      read: rateSchema,
      failed: rateSchema,
      replied: rateSchema,
    }),
    contradictions: count.describe('Failed and arrived, both reported; counted as arrived.'),
    unregistered: count.describe('Recipients that only a webhook named.'),
    still_changing: z.boolean().describe('The counters changed within the last hour: expect more reports.'),
    failures: z.array(failureMeaningSchema.extend({ recipients: count })),
    delivery_seconds: percentilesSchema.describe(
      'From sent to delivered; within 14% of the exact percentile.',
    ),
    read_seconds: percentilesSchema.describe('From delivered to read; within 14% of the exact percentile.'),
    replied_unread: count.describe(
      'Replied to, and nobody reported reading: read receipts are off. Counted as read.',
    ),
    reply_seconds: percentilesSchema.describe(
      'From delivered to the first reply; within 14% of the exact percentile.',
    ),
  })
  .meta({ id: 'CampaignDetails' })

export const recipientSchema = z
  .object({
    id: z.string(),
    phone: z.string().optional(),
    reference: z.string().optional(),
    message_id: z.string().optional(),
    status: z.enum(STATUSES),
    sent_at: time.optional(),
    delivered_at: time.optional(),
    read_at: time.optional(),
    failed_at: time.optional(),
    replied_at: time.optional().describe('When the first reply came.'),
    failure: failureMeaningSchema.optional(),
    attributes: z.record(z.string(), z.string()).optional().describe('The other columns of its list.'),
  })
  .meta({ id: 'Recipient' })
