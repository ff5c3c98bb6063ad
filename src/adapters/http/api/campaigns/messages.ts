import { z } from 'zod'
import { messageJson } from '../../../../domain/campaigns/message-json.ts'
import { canonicalId } from '../../../../domain/messages/identity.ts'
import { REPLY_TYPES } from '../../../../domain/messages/reply.ts'
import { KINDS } from '../../../../domain/messages/report.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { cursor, limit, nextCursor, searchedPhone, time } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { CampaignApi } from './api.ts'
import { EXAMPLE_CAMPAIGN, EXAMPLE_MESSAGE, EXAMPLE_PHONE } from './found.ts'
import { failureMeaningSchema, STATUSES } from './schemas.ts'

const messageSchema = z
  .object({
    message_id: z.string(),
    other_ids: z.array(z.string()).describe('Every other id it is known by.'),
    phone: z.string().optional(),
    status: z.enum(STATUSES),
    timeline: z.array(
      z.object({
        kind: z.enum(KINDS),
        at: time,
        reported: z
          .boolean()
          .describe(
            'False where it was inferred: what was replied to was read, what was read was delivered.',
          ),
        time_known: z
          .boolean()
          .describe('False where the sender gave no readable time: it is the time of receipt.'),
      }),
    ),
    reply: z
      .object({
        at: time,
        type: z.enum(REPLY_TYPES).describe('How the person answered; what they wrote is never kept.'),
        matched_by: z
          .enum(['reference', 'time'])
          .describe('Whether the reply names this message, or the time between the two decided.'),
        time_known: z.boolean().describe('False where it is the time of receipt.'),
      })
      .optional()
      .describe('The first reply to it.'),
    failures: z.array(
      failureMeaningSchema.extend({ at: time, title: z.string().optional(), details: z.string().optional() }),
    ),
    contradictory: z
      .boolean()
      .describe('A failure and an arrival, both reported: the arrival decides the status.'),
    pricing: z
      .object({
        billable: z.boolean().optional(),
        model: z.string().optional(),
        type: z.string().optional(),
        category: z.string().optional(),
      })
      .optional(),
    campaigns: z.array(
      z.object({
        id: z.string(),
        name: z.string().optional(),
        recipient_id: z.string(),
        reference: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Message' })

const EXAMPLE = {
  message_id: EXAMPLE_MESSAGE,
  other_ids: [],
  phone: EXAMPLE_PHONE,
  status: 'read',
  timeline: [
    { kind: 'sent', at: '2026-11-01T04:31:00.000Z', reported: true, time_known: true },
    { kind: 'delivered', at: '2026-11-01T04:40:12.000Z', reported: false, time_known: true },
    { kind: 'read', at: '2026-11-01T04:40:12.000Z', reported: true, time_known: true },
  ],
  reply: { at: '2026-11-01T04:42:30.000Z', type: 'button', matched_by: 'reference', time_known: true },
  failures: [],
  contradictory: false,
  campaigns: [{ id: EXAMPLE_CAMPAIGN, name: 'Diwali offer', recipient_id: '1', reference: 'order-1' }],
}

/** What became of one message, or of all messages to one number. */
export function messageEndpoints({ store, defaultCountry }: CampaignApi): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/messages/:message_id',
      operationId: 'getMessage',
      tag: 'Messages',
      summary: 'The timeline of a message',
      path: z.strictObject({ message_id: z.string().max(512).describe('Any id it is known by.') }),
      response: messageSchema,
      problems: ['not-found'],
      examples: [
        { summary: 'A message that was read', path: { message_id: EXAMPLE_MESSAGE }, answer: EXAMPLE },
      ],
      async handle({ path }) {
        const known = await store.message(path.message_id)
        if (known === undefined) throw new ProblemError('not-found', 'No message with this id is known.')
        return { json: messageJson(known, path.message_id) }
      },
    }),
    endpoint({
      method: 'get',
      route: '/messages',
      operationId: 'listMessages',
      tag: 'Messages',
      summary: 'The messages of a phone number, newest first',
      query: z.strictObject({
        phone: searchedPhone(defaultCountry).describe('With the country code, however it is written.'),
        cursor,
        limit,
      }),
      response: z.object({ messages: z.array(messageSchema), next_cursor: nextCursor }),
      examples: [
        {
          summary: 'Of one number',
          query: { phone: EXAMPLE_PHONE },
          answer: { messages: [EXAMPLE] },
        },
      ],
      async handle({ query }) {
        const [key] = readCursor(query.cursor, 1) ?? []
        const afterKey = key !== undefined && /^\d{1,18}$/.test(key) ? BigInt(key) : undefined
        const { items, next } = await store.messagesOf(query.phone, afterKey, query.limit)
        return {
          json: {
            messages: items.map((known) => messageJson(known, canonicalId(known.message.ids))),
            ...(next !== undefined && { next_cursor: writeCursor([String(next)]) }),
          },
        }
      },
    }),
  ]
}
