import { Readable } from 'node:stream'
import { z } from 'zod'
import { recipientJson } from '../../../../domain/campaigns/campaign-json.ts'
import type { RecipientFilter } from '../../../../domain/campaigns/ports.ts'
import {
  type RecipientLine,
  readRecipientLine,
  writtenLineOf,
} from '../../../../domain/campaigns/recipient-line.ts'
import {
  filterOfSelection,
  isSelected,
  SELECTIONS,
} from '../../../../domain/campaigns/recipient-selection.ts'
import type { Country } from '../../../../domain/phones/numbering-plans.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { cursor, limit, nextCursor } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { CampaignApi } from './api.ts'
import { campaignOf, campaignPath, EXAMPLE_CAMPAIGN, EXAMPLE_MESSAGE, EXAMPLE_PHONE } from './found.ts'
import { importEndpoint } from './import-list.ts'
import { recipientSchema, STATUSES } from './schemas.ts'

const line = z.strictObject({
  phone: z.union([z.string(), z.number()]).optional().describe('With the country code.'),
  message_id: z.string().optional().describe("WhatsApp's id of the message (wamid…)."),
  submitted_message_id: z.string().optional().describe('The id that AiSensy answered the send with.'),
  reference: z.string().optional().describe('Your own name for the recipient.'),
})

const recipientPath = campaignPath.extend({
  recipient: z.string().max(128).describe('The id that listRecipients shows.'),
})

/** Filling a campaign with recipients, and looking at them. */
export function recipientEndpoints(api: CampaignApi): Endpoint[] {
  const { store } = api
  return [
    importEndpoint(api),
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
        only: z
          .enum(SELECTIONS)
          .optional()
          .describe(
            'Instead of status and code: delivered and not read; failed, and sending again can help.',
          ),
        format: z.enum(['json', 'csv']).optional(),
        excel: z
          .literal('true')
          .optional()
          .describe('CSV for Excel: with a byte order mark, and numbers that it does not shorten.'),
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
        const selection = query.only
        const filter: RecipientFilter = {
          ...(query.status !== undefined && { status: query.status }),
          ...(query.code !== undefined && { failureCode: query.code }),
          ...(selection !== undefined && filterOfSelection(selection)),
        }
        if (wantsCsv) {
          return {
            text: Readable.from(
              api.exportCsv(path.id, {
                ...filter,
                ...(selection !== undefined && { selection }),
                excel: query.excel === 'true',
              }),
            ),
            contentType: 'text/csv; charset=utf-8; header=present',
            fileName: 'recipients.csv',
          }
        }
        const [afterKey] = readCursor(query.cursor, 1) ?? []
        const { items, next } = await store.recipients(path.id, filter, afterKey, query.limit)
        return {
          json: {
            recipients: items.filter((recipient) => isSelected(recipient, selection)).map(recipientJson),
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
      path: recipientPath,
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
        const { country = api.defaultCountry } = await campaignOf(store, path.id)
        const recipient = readLine(body, country)
        if (typeof recipient === 'string') {
          throw new ProblemError('invalid-request', recipient, [{ field: 'body', problem: recipient }])
        }
        if (await api.amend(path.id, path.recipient, recipient)) return { json: { amended: true as const } }
        throw noRecipient()
      },
    }),
    endpoint({
      method: 'delete',
      route: '/campaigns/:id/recipients/:recipient',
      operationId: 'removeRecipient',
      tag: 'Recipients',
      summary: 'Take a recipient out of a campaign',
      description:
        'For good: counters and rates are right at once. Its message stays, belongs to no campaign then, and no webhook makes ' +
        'a recipient of it again.',
      path: recipientPath,
      response: z.object({ deleted: z.literal(true) }),
      problems: ['not-found', 'conflict'],
      examples: [
        {
          summary: 'Entered by mistake',
          path: { id: EXAMPLE_CAMPAIGN, recipient: '2' },
          answer: { deleted: true },
        },
      ],
      async handle({ path }) {
        await campaignOf(store, path.id)
        if (await api.removeRecipient(path.id, path.recipient)) return { json: { deleted: true as const } }
        throw noRecipient()
      },
    }),
  ]
}

function noRecipient(): ProblemError {
  return new ProblemError('not-found', 'The campaign has no recipient of this id.')
}

function readLine(body: unknown, country: Country | undefined): RecipientLine | string {
  const written = writtenLineOf(body)
  return typeof written === 'string' ? written : readRecipientLine(written, country)
}
