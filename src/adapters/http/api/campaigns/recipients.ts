import { Readable } from 'node:stream'
import { z } from 'zod'
import type { RecipientFilter } from '../../../../domain/campaigns/ports.ts'
import {
  type ImportSummary,
  ListError,
  type ListFormat,
  readRecipientLine,
} from '../../../../domain/campaigns/recipient-line.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { country, cursor, limit, nextCursor } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { CampaignApi } from './api.ts'
import { campaignOf, campaignPath, EXAMPLE_CAMPAIGN, EXAMPLE_MESSAGE, EXAMPLE_PHONE } from './found.ts'
import { recipientJson, recipientSchema, STATUSES } from './schemas.ts'

const FORMATS: Readonly<Record<string, ListFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
}

const count = z.int().min(0)

const importSchema = z
  .object({
    lines: count,
    inserted: count,
    amended: count.describe('There already; a message id, phone number or reference was added.'),
    unchanged: count.describe('There already.'),
    refused: count,
    refused_lines: z
      .array(z.object({ line: count, reason: z.string() }))
      .describe('The first 1,000 of them. Lines are counted from 1; the header of a CSV is line 1.'),
  })
  .describe('lines = inserted + amended + unchanged + refused')

const line = z.strictObject({
  phone: z.union([z.string(), z.number()]).optional().describe('With the country code.'),
  message_id: z.string().optional().describe("WhatsApp's id of the message (wamid…)."),
  submitted_message_id: z.string().optional().describe('The id that AiSensy answered the send with.'),
  reference: z.string().optional().describe('Your own name for the recipient.'),
})

/** Filling a campaign with recipients, and looking at them. */
export function recipientEndpoints(api: CampaignApi): Endpoint[] {
  const { store } = api
  return [
    endpoint({
      method: 'post',
      route: '/campaigns/:id/recipients',
      operationId: 'importRecipients',
      tag: 'Recipients',
      summary: 'Import a list of recipients of any size',
      description:
        'NDJSON or CSV with column names, each line with any of phone, message_id, submitted_message_id, reference. ' +
        'A line that is there already (same reference, else same message, else same phone number) only adds what was ' +
        'missing, so repeating a list is harmless. Reports that came earlier are joined in. Lines are taken in ' +
        'batches: where the request breaks off, what was taken stays; send the list again.',
      path: campaignPath,
      query: z.strictObject({
        country: country
          .optional()
          .describe(
            'Where phone numbers without a country code are from, like IN; DEFAULT_COUNTRY by default.',
          ),
      }),
      streamedBody: {
        'application/x-ndjson': 'One JSON object on each line.',
        'text/csv': 'The first line names the columns; columns of other names are left alone.',
      },
      response: importSchema,
      problems: ['not-found', 'unsupported-media-type'],
      examples: [
        {
          summary: 'NDJSON',
          path: { id: EXAMPLE_CAMPAIGN },
          contentType: 'application/x-ndjson',
          body: `${JSON.stringify({ phone: EXAMPLE_PHONE, message_id: EXAMPLE_MESSAGE, reference: 'order-1' })}\n`,
          answer: { lines: 1, inserted: 1, amended: 0, unchanged: 0, refused: 0, refused_lines: [] },
        },
        {
          summary: 'CSV',
          path: { id: EXAMPLE_CAMPAIGN },
          contentType: 'text/csv',
          body: 'phone,reference\n+919876543211,order-2\n12,order-3\n',
          answer: {
            lines: 2,
            inserted: 1,
            amended: 0,
            unchanged: 0,
            refused: 1,
            refused_lines: [
              {
                line: 3,
                reason:
                  'phone has no country code: write it like +919876543210, or say which country the numbers are from.',
              },
            ],
          },
        },
      ],
      async handle({ path, query, stream, headers, signal }) {
        const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
        const format = FORMATS[type]
        if (format === undefined) {
          throw new ProblemError('unsupported-media-type', 'Send application/x-ndjson or text/csv.')
        }
        await campaignOf(store, path.id)
        try {
          return { json: importJson(await api.importList(path.id, stream, format, signal, query.country)) }
        } catch (error) {
          if (!(error instanceof ListError)) throw error
          throw new ProblemError('invalid-request', `${error.message} The lines before it were taken.`, [
            { field: 'body', problem: error.message },
          ])
        }
      },
    }),
    endpoint({
      method: 'get',
      route: '/campaigns/:id/recipients',
      operationId: 'listRecipients',
      tag: 'Recipients',
      summary: 'Who exactly: recipients of a campaign, of one status or one failure code',
      description: 'As CSV (format=csv, or Accept: text/csv) all of them at once; as JSON page by page.',
      path: campaignPath,
      query: z.strictObject({
        status: z.enum(STATUSES).optional(),
        code: z.string().max(64).optional().describe('Only those whose message failed with this code.'),
        format: z.enum(['json', 'csv']).optional(),
        cursor,
        limit,
      }),
      response: z.object({ recipients: z.array(recipientSchema), next_cursor: nextCursor }),
      alsoAnswers: {
        'text/csv': 'All recipients that fit, with column names; what looks like a formula is defused.',
      },
      problems: ['not-found'],
      examples: [
        {
          summary: 'Those who read it',
          path: { id: EXAMPLE_CAMPAIGN },
          query: { status: 'read', limit: '50' },
          answer: {
            recipients: [
              {
                id: '1',
                phone: EXAMPLE_PHONE,
                reference: 'order-1',
                message_id: EXAMPLE_MESSAGE,
                status: 'read',
                sent_at: '2026-11-01T04:31:00.000Z',
                delivered_at: '2026-11-01T04:31:04.000Z',
                read_at: '2026-11-01T04:40:12.000Z',
              },
            ],
          },
        },
      ],
      async handle({ path, query, wantsCsv }) {
        await campaignOf(store, path.id)
        const filter: RecipientFilter = {
          ...(query.status !== undefined && { status: query.status }),
          ...(query.code !== undefined && { failureCode: query.code }),
        }
        if (wantsCsv) {
          return {
            text: Readable.from(api.exportCsv(path.id, filter)),
            contentType: 'text/csv; charset=utf-8; header=present',
            fileName: 'recipients.csv',
          }
        }
        const [afterKey] = readCursor(query.cursor, 1) ?? []
        const { items, next } = await store.recipients(path.id, filter, afterKey, query.limit)
        return {
          json: {
            recipients: items.map(recipientJson),
            ...(next !== undefined && { next_cursor: writeCursor([next]) }),
          },
        }
      },
    }),
    endpoint({
      method: 'patch',
      route: '/campaigns/:id/recipients/:recipient',
      operationId: 'amendRecipient',
      tag: 'Recipients',
      summary: 'Give a recipient its message id after sending',
      description:
        'Another message id than before starts the recipient afresh; reports that came earlier are joined in.',
      path: campaignPath.extend({
        recipient: z.string().max(128).describe('The id that listRecipients shows.'),
      }),
      body: line,
      response: z.object({ amended: z.literal(true) }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'After sending',
          path: { id: EXAMPLE_CAMPAIGN, recipient: '2' },
          body: { submitted_message_id: 'b75aee45-53ff-4c0e-9d5d-1c8f4f0a7a11' },
          answer: { amended: true },
        },
      ],
      async handle({ path, body }) {
        const recipient = readRecipientLine(body, api.defaultCountry)
        if (typeof recipient === 'string') {
          throw new ProblemError('invalid-request', recipient, [{ field: 'body', problem: recipient }])
        }
        await campaignOf(store, path.id)
        if (await api.amend(path.id, path.recipient, recipient)) return { json: { amended: true as const } }
        throw new ProblemError('not-found', 'The campaign has no recipient of this id.')
      },
    }),
  ]
}

function importJson({ refusedLines, ...summary }: ImportSummary): z.input<typeof importSchema> {
  return { ...summary, refused_lines: [...refusedLines] }
}
