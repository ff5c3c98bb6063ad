import { PassThrough, type Readable } from 'node:stream'
import { z } from 'zod'
import { importJson } from '../../../../domain/campaigns/campaign-json.ts'
import { COLUMN_ROLES } from '../../../../domain/campaigns/list-columns.ts'
import {
  type ImportSummary,
  ListError,
  type ListFormat,
  type RefusedLine,
} from '../../../../domain/campaigns/recipient-line.ts'
import { endsFirst } from '../../../../domain/campaigns/settings.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { country as countryField } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { CampaignApi } from './api.ts'
import { campaignOf, campaignPath, EXAMPLE_CAMPAIGN, EXAMPLE_MESSAGE, EXAMPLE_PHONE } from './found.ts'
import { endBeforeStart, settingsChange, settingsOfImport } from './settings.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Each list that is being received holds a batch of lines, or a whole workbook. */
export const MAX_LISTS_AT_ONCE = 8

const FORMATS: Readonly<Record<string, ListFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  [XLSX]: 'xlsx',
}

const count = z.int().min(0)

const importSchema = z
  .object({
    lines: count,
    inserted: count,
    amended: count.describe('There already; something that was missing, or another attribute, was added.'),
    unchanged: count.describe('There already.'),
    refused: count,
    columns: z
      .object({
        used: z
          .partialRecord(z.enum(COLUMN_ROLES), z.string())
          .describe('Role → the column it was read from.'),
        attributes: z.array(z.string()).describe('Kept as attributes of the recipients.'),
        ignored: z.array(z.string()).describe('Left alone.'),
      })
      .describe('What became of the columns.'),
    refused_lines: z
      .array(z.object({ line: count, reason: z.string() }))
      .describe(
        'The first 1,000 of them (refused=all: every one). Lines are counted from 1; a header is line 1.',
      ),
  })
  .describe('lines = inserted + amended + unchanged + refused')

/** `POST /campaigns/:id/recipients`: a list, as its bytes come. */
export function importEndpoint(api: CampaignApi): Endpoint {
  let receiving = 0
  return endpoint({
    method: 'post',
    route: '/campaigns/:id/recipients',
    operationId: 'importRecipients',
    tag: 'Recipients',
    summary: 'Import a list of recipients of any size',
    description:
      'NDJSON, CSV (any of the usual separators, encodings and names of columns) or XLSX (the first sheet with such ' +
      'columns, up to 32 MB), each line with any of phone, ' +
      'message_id, submitted_message_id, reference; other columns are kept as attributes. ' +
      'A line that is there already (same reference, else same message, else same phone number) only adds what was ' +
      'missing, so repeating a list is harmless. Reports that came earlier are joined in. Lines are taken in ' +
      'batches: where the request breaks off, what was taken stays; send the list again. What the query says of the campaign is ' +
      'set before the first line is taken.',
    path: campaignPath,
    query: z.strictObject({
      country: countryField
        .optional()
        .describe(
          'Where phone numbers without a country code are from, like IN; DEFAULT_COUNTRY by default.',
        ),
      ...settingsOfImport,
      refused: z
        .literal('all')
        .optional()
        .describe('Answers with NDJSON: every refused line as it is refused, then the summary.'),
    }),
    streamedBody: {
      'application/x-ndjson': 'One JSON object on each line.',
      'text/csv': 'The first line names the columns, unless it holds a phone number.',
      [XLSX]: 'A workbook of Excel; lines are counted as its rows.',
    },
    response: importSchema,
    alsoAnswers: { 'application/x-ndjson': 'Every refused line, then the summary (refused=all).' },
    problems: ['not-found', 'too-many', 'unsupported-media-type'],
    examples: [
      {
        summary: 'NDJSON',
        path: { id: EXAMPLE_CAMPAIGN },
        contentType: 'application/x-ndjson',
        body: `${JSON.stringify({ phone: EXAMPLE_PHONE, message_id: EXAMPLE_MESSAGE, reference: 'order-1' })}\n`,
        answer: {
          lines: 1,
          inserted: 1,
          amended: 0,
          unchanged: 0,
          refused: 0,
          columns: {
            used: { phone: 'phone', message_id: 'message_id', reference: 'reference' },
            attributes: [],
            ignored: [],
          },
          refused_lines: [],
        },
      },
      {
        summary: 'CSV',
        path: { id: EXAMPLE_CAMPAIGN },
        contentType: 'text/csv',
        body: 'WhatsApp Number,Reference,City\n+919876543211,order-2,Pune\n12,order-3,\n',
        answer: {
          lines: 2,
          inserted: 1,
          amended: 0,
          unchanged: 0,
          refused: 1,
          columns: {
            used: { phone: 'WhatsApp Number', reference: 'Reference' },
            attributes: ['City'],
            ignored: [],
          },
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
        throw new ProblemError('unsupported-media-type', `Send application/x-ndjson, text/csv or ${XLSX}.`)
      }
      // The country is the list's, not the campaign's.
      const { country, status, refused, ...times } = query
      const settings = { ...settingsChange(times), ...(status !== undefined && { status }) }
      if (endsFirst({ ...(await campaignOf(api.store, path.id)), ...settings })) throw endBeforeStart('query')
      if (receiving >= MAX_LISTS_AT_ONCE) {
        throw new ProblemError(
          'too-many',
          `${MAX_LISTS_AT_ONCE} lists are being received: send this one when one of them has ended.`,
        )
      }
      receiving += 1
      const importList = (onRefused?: (refused: RefusedLine) => void) =>
        api
          .importList(path.id, stream, format, signal, {
            country,
            ...(Object.keys(settings).length > 0 && { settings }),
            ...(onRefused !== undefined && { onRefused }),
          })
          .finally(() => {
            receiving -= 1
          })
      if (refused === 'all') {
        return {
          text: streamRefused(importList),
          contentType: 'application/x-ndjson; charset=utf-8',
          fileName: 'refused.ndjson',
        }
      }
      try {
        return { json: importJson(await importList()) }
      } catch (error) {
        if (!(error instanceof ListError)) throw error
        const problem = error.message
        throw new ProblemError('invalid-request', problem, [{ field: 'body', problem }])
      }
    },
  })
}

/** Every refused line as it is refused, then the summary: one JSON value a line. */
function streamRefused(
  importList: (onRefused: (refused: RefusedLine) => void) => Promise<ImportSummary>,
): Readable {
  const out = new PassThrough()
  const write = (value: unknown) => void out.write(`${JSON.stringify(value)}\n`)
  const answer = async () => {
    const { refused_lines: _, ...summary } = importJson(await importList(write))
    write(summary)
    out.end()
  }
  answer().catch((error: Error) => {
    if (!(error instanceof ListError)) {
      out.destroy(error)
      return
    }
    write({ error: error.message })
    out.end()
  })
  return out
}
