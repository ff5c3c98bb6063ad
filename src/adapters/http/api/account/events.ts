import { z } from 'zod'
import { eventJson } from '../../../../domain/account/account-json.ts'
import { EVENT_EFFECTS, EVENT_KINDS } from '../../../../domain/account/event.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { cursor, limit, nextCursor, time } from '../fields.ts'
import type { AccountApi } from './api.ts'

const eventSchema = z
  .object({
    id: z.string(),
    kind: z.enum(EVENT_KINDS),
    effect: z
      .enum(EVENT_EFFECTS)
      .describe('What it does to sending: stops it, warns that it will, frees it again, or neither.'),
    subject: z
      .string()
      .describe('A template and its language, a number, an account, an error code, a person.'),
    value: z.string().describe("In the sender's own word."),
    before: z.string().optional(),
    account: z.string().optional().describe('The id of the WhatsApp business account.'),
    details: z.string().optional(),
    at: time,
    last_at: time.describe('The newest of the same: errors of the account are kept once an hour.'),
    until: time.optional().describe('When it ends by itself.'),
  })
  .meta({ id: 'AccountEvent' })

/** Account events. */
export function eventEndpoint({ store }: AccountApi): Endpoint {
  return endpoint({
    method: 'get',
    route: '/events',
    operationId: 'listEvents',
    tag: 'Account',
    summary: 'Account events, newest first',
    description:
      'Templates paused or disabled, quality and limits of numbers, restrictions and errors of the account, people who ' +
      'opted out or blocked it: from the same webhook as the statuses.',
    query: z.strictObject({
      kind: z.enum(EVENT_KINDS).optional(),
      effect: z.enum(EVENT_EFFECTS).optional(),
      from: time.optional().describe('Only those from this time on.'),
      cursor,
      limit,
    }),
    response: z.object({ events: z.array(eventSchema), next_cursor: nextCursor }),
    examples: [
      {
        summary: 'What stops sending',
        query: { effect: 'stops' },
        answer: {
          events: [
            {
              id: '5f0c8b7e',
              kind: 'template-status',
              effect: 'stops',
              subject: 'diwali_offer (en_US)',
              value: 'PAUSED',
              account: '300220011000',
              at: '2026-11-01T04:40:12.000Z',
              last_at: '2026-11-01T04:40:12.000Z',
            },
          ],
        },
      },
    ],
    async handle({ query }) {
      const [at, id] = readCursor(query.cursor, 2) ?? []
      const { items, next } = await store.events(
        {
          ...(query.kind !== undefined && { kind: query.kind }),
          ...(query.effect !== undefined && { effect: query.effect }),
          ...(query.from !== undefined && { fromMs: Date.parse(query.from) }),
        },
        at === undefined || id === undefined ? undefined : { at, id },
        query.limit,
      )
      return {
        json: {
          events: items.map(eventJson),
          ...(next !== undefined && { next_cursor: writeCursor([next.at, next.id]) }),
        },
      }
    },
  })
}
