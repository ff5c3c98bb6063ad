import { Readable } from 'node:stream'
import { z } from 'zod'
import { suppressionJson } from '../../../../domain/account/account-json.ts'
import type { SuppressionFilter } from '../../../../domain/account/ports.ts'
import { SUPPRESSION_REASONS } from '../../../../domain/account/suppression.ts'
import { readPhone } from '../../../../domain/phones/read-phone.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { cursor, limit, nextCursor, searchedPhone, time } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { AccountApi } from './api.ts'

const TAG = 'Account'
const EXAMPLE_PHONE = '+919876543299'

const suppressionSchema = z
  .object({
    phone: z.string(),
    reason: z
      .enum(SUPPRESSION_REASONS)
      .describe('Stopped marketing, blocked the business, or added by hand.'),
    source: z.string().describe("What said so: user_preferences, an error's code, api, cli, import."),
    since: time,
  })
  .meta({ id: 'Suppression' })

const phoneField = z.union([z.string(), z.number()]).describe('With the country code.')

/** The people who must not be written to. */
export function suppressionEndpoints({
  store,
  exportSuppressions,
  defaultCountry,
  now,
}: AccountApi): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/suppressions',
      operationId: 'listSuppressions',
      tag: TAG,
      summary: 'Who must not be written to, why, and since when',
      description: 'As CSV (format=csv, or Accept: text/csv) all of them at once; as JSON page by page.',
      query: z.strictObject({
        phone: searchedPhone(defaultCountry).optional().describe('Only of this number.'),
        reason: z.enum(SUPPRESSION_REASONS).optional(),
        format: z.enum(['json', 'csv']).optional(),
        cursor,
        limit,
      }),
      response: z.object({ suppressions: z.array(suppressionSchema), next_cursor: nextCursor }),
      alsoAnswers: { 'text/csv': 'All that fit, with column names.' },
      examples: [
        {
          summary: 'Those who opted out',
          query: { reason: 'opt-out' },
          answer: {
            suppressions: [
              {
                phone: EXAMPLE_PHONE,
                reason: 'opt-out',
                source: 'user_preferences',
                since: '2026-11-01T04:40:12.000Z',
              },
            ],
          },
        },
      ],
      async handle({ query, wantsCsv }) {
        const filter: SuppressionFilter = {
          ...(query.phone !== undefined && { phone: query.phone }),
          ...(query.reason !== undefined && { reason: query.reason }),
        }
        if (wantsCsv) {
          return {
            text: Readable.from(exportSuppressions(filter)),
            contentType: 'text/csv; charset=utf-8; header=present',
            fileName: 'suppressions.csv',
          }
        }
        const [phone, reason] = readCursor(query.cursor, 2) ?? []
        const known = SUPPRESSION_REASONS.find((one) => one === reason)
        const after = phone === undefined || known === undefined ? undefined : { phone, reason: known }
        const items = await store.suppressions(filter, after, query.limit + 1)
        const page = items.slice(0, query.limit)
        const last = items.length > query.limit ? page.at(-1) : undefined
        return {
          json: {
            suppressions: page.map(suppressionJson),
            ...(last !== undefined && { next_cursor: writeCursor([last.phone, last.reason]) }),
          },
        }
      },
    }),
    endpoint({
      method: 'post',
      route: '/suppressions',
      operationId: 'addSuppression',
      tag: TAG,
      summary: 'Suppresses a phone number',
      description: 'Repeating it is harmless.',
      body: z.strictObject({ phone: phoneField }),
      response: z.object({
        phone: z.string(),
        added: z.boolean().describe('False where it was there already.'),
      }),
      successStatus: 201,
      examples: [
        {
          summary: 'By hand',
          body: { phone: EXAMPLE_PHONE },
          answer: { phone: EXAMPLE_PHONE, added: true },
        },
      ],
      async handle({ body }) {
        const read = readPhone(body.phone, defaultCountry)
        if ('problem' in read) {
          const { problem } = read
          throw new ProblemError('invalid-request', `phone ${problem}.`, [{ field: 'body.phone', problem }])
        }
        const { phone } = read
        const change = { phone, reason: 'manual', source: 'api', atMs: now(), ends: false } as const
        const added = await store.changeSuppressions([change])
        return { json: { phone, added: added > 0 } }
      },
    }),
    endpoint({
      method: 'delete',
      route: '/suppressions/:phone',
      operationId: 'endSuppression',
      tag: TAG,
      summary: 'Ends the suppression of a number',
      description:
        'Ends every suppression of the number, an opt-out too: a newer one by the person begins it again.',
      path: z.strictObject({ phone: searchedPhone(defaultCountry).describe('With the country code.') }),
      response: z.object({ phone: z.string(), ended: z.int().min(1) }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'They asked for it',
          path: { phone: EXAMPLE_PHONE },
          answer: { phone: EXAMPLE_PHONE, ended: 1 },
        },
      ],
      async handle({ path }) {
        const { phone } = path
        const ended = await store.endSuppressions(phone, 'api', now())
        if (ended === 0) throw new ProblemError('not-found', 'This number is not suppressed.')
        return { json: { phone, ended } }
      },
    }),
  ]
}
