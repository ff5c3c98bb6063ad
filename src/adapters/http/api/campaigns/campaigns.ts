import { z } from 'zod'
import { detailsOf } from '../../../../domain/campaigns/campaign-details.ts'
import { campaignJson, detailsJson } from '../../../../domain/campaigns/campaign-json.ts'
import { endsFirst } from '../../../../domain/campaigns/settings.ts'
import { MAX_CAMPAIGN_NAME_CHARACTERS } from '../../../../domain/text/clip.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { cursor, limit, nextCursor, time } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { CampaignApi } from './api.ts'
import { campaignOf, campaignPath, EXAMPLE_CAMPAIGN, noCampaign } from './found.ts'
import { campaignDetailsSchema, campaignSchema } from './schemas.ts'
import { endBeforeStart, printable, settingsChange, settingsFields, state } from './settings.ts'

/** Blanks around a name are dropped. */
const campaignName = z.string().trim().pipe(printable(MAX_CAMPAIGN_NAME_CHARACTERS))

const EXAMPLE = {
  id: EXAMPLE_CAMPAIGN,
  name: 'Diwali offer',
  status: 'running',
  source: 'api',
  created_at: '2026-11-01T04:30:00.000Z',
  updated_at: '2026-11-01T05:10:00.000Z',
  target_customers: 1000,
  counters: { recipients: 1000, pending: 20, sent: 950, delivered: 900, read: 600, failed: 40, replied: 120 },
}

const MISTAKE = { id: 'diwali-2062', name: 'Diwali offer 2062' }
const SETTINGS = {
  starts_at: '2026-11-05T04:30:00.000Z',
  ends_at: '2026-11-12T18:30:00.000Z',
  template: 'diwali_offer',
  country: 'IN',
} as const
const NOBODY = { recipients: 0, pending: 0, sent: 0, delivered: 0, read: 0, failed: 0, replied: 0 }

/** Registering, listing, watching, changing and deleting campaigns. */
export function campaignEndpoints(api: CampaignApi): Endpoint[] {
  const { store } = api
  return [
    endpoint({
      method: 'post',
      route: '/campaigns',
      operationId: 'createCampaign',
      tag: 'Campaigns',
      summary: 'Register a campaign',
      description:
        'With an id of your own, repeating it is harmless: a campaign that is there already is answered as it is. ' +
        'Use the name that AiSensy knows, and reports that name the campaign find it.',
      body: z.strictObject({
        id: printable(256).optional().describe('Your own id; one is made where it is missing.'),
        name: campaignName,
        status: state.default('running'),
        ...settingsFields,
      }),
      response: campaignSchema,
      successStatus: 201,
      problems: ['conflict'],
      examples: [
        { summary: 'A campaign', body: { id: EXAMPLE_CAMPAIGN, name: 'Diwali offer' }, answer: EXAMPLE },
        { summary: 'Another', body: MISTAKE, answer: { ...EXAMPLE, ...MISTAKE, counters: NOBODY } },
      ],
      async handle({ body }) {
        const id = body.id ?? api.newId()
        const settings = settingsChange(body)
        if (endsFirst(settings)) throw endBeforeStart('body')
        const outcome = await api.register(id, body.name, body.status)
        if (outcome === 'name-taken') throw nameTaken()
        if (outcome === 'other-name') {
          throw new ProblemError('conflict', 'A campaign of this id has another name.', [
            { field: 'body.id', problem: 'must be new, or come with the name it was registered under' },
          ])
        }
        if (outcome === 'made' && Object.keys(settings).length > 0) await api.edit(id, settings)
        return { status: outcome === 'made' ? 201 : 200, json: campaignJson(await campaignOf(store, id)) }
      },
    }),
    endpoint({
      method: 'get',
      route: '/campaigns',
      operationId: 'listCampaigns',
      tag: 'Campaigns',
      summary: 'List campaigns, newest first',
      query: z.strictObject({
        status: state.optional().describe('Only campaigns in this state.'),
        created_from: time.optional(),
        created_before: time.optional(),
        cursor,
        limit,
      }),
      response: z.object({ campaigns: z.array(campaignSchema), next_cursor: nextCursor }),
      examples: [
        {
          summary: 'The newest',
          query: { status: 'running', limit: '10' },
          answer: { campaigns: [EXAMPLE] },
        },
      ],
      async handle({ query }) {
        const [at, id] = readCursor(query.cursor, 2) ?? []
        const filter = {
          ...(query.status !== undefined && { status: query.status }),
          ...(query.created_from !== undefined && { createdFromMs: Date.parse(query.created_from) }),
          ...(query.created_before !== undefined && { createdBeforeMs: Date.parse(query.created_before) }),
        }
        const after = at !== undefined && id !== undefined ? { at, id } : undefined
        const { items, next } = await store.list(filter, after, query.limit)
        return {
          json: {
            campaigns: items.map(campaignJson),
            ...(next !== undefined && { next_cursor: writeCursor([next.at, next.id]) }),
          },
        }
      },
    }),
    endpoint({
      method: 'get',
      route: '/campaigns/:id',
      operationId: 'getCampaign',
      tag: 'Campaigns',
      summary: 'Counters, rates, failures and times of a campaign',
      path: campaignPath,
      response: campaignDetailsSchema,
      problems: ['not-found'],
      examples: [
        {
          summary: 'How it went',
          path: { id: EXAMPLE_CAMPAIGN },
          answer: {
            ...EXAMPLE,
            rates: {
              sent: { numerator: 950, denominator: 1000, of: 'recipients', value: 0.95 },
              delivered: { numerator: 900, denominator: 950, of: 'sent', value: 0.947 },
              read: { numerator: 600, denominator: 900, of: 'delivered', value: 0.667 },
              failed: { numerator: 40, denominator: 1000, of: 'recipients', value: 0.04 },
              replied: { numerator: 120, denominator: 600, of: 'read', value: 0.2 },
            },
            contradictions: 0,
            unregistered: 0,
            still_changing: true,
            failures: [],
            delivery_seconds: { messages: 900, p50: 4.1, p90: 21.8, p99: 302 },
            read_seconds: { messages: 600, p50: 312, p90: 4210, p99: 22300 },
            replied_unread: 14,
            reply_seconds: { messages: 120, p50: 95, p90: 1250, p99: 8400 },
          },
        },
      ],
      async handle({ path }) {
        const campaign = await campaignOf(store, path.id)
        return { json: detailsJson(campaign, detailsOf(campaign, api.now())) }
      },
    }),
    endpoint({
      method: 'patch',
      route: '/campaigns/:id',
      operationId: 'editCampaign',
      tag: 'Campaigns',
      summary: 'Rename a campaign, or set its state, its times, its template or the country of its numbers',
      description:
        'Close or archive it by its state, such as "completed" or "archived". Its figures stay, and reports go on counting. ' +
        'Null takes a time, the template or the country away.',
      path: campaignPath,
      body: z
        .strictObject({ name: campaignName.optional(), status: state.optional(), ...settingsFields })
        .refine((body) => Object.keys(body).length > 0, 'must say what to change'),
      response: campaignSchema,
      problems: ['not-found', 'conflict'],
      examples: [
        {
          summary: 'Completed',
          path: { id: EXAMPLE_CAMPAIGN },
          body: { status: 'completed' },
          answer: { ...EXAMPLE, status: 'completed' },
        },
        {
          summary: 'When it runs, and whose numbers its lists hold',
          path: { id: EXAMPLE_CAMPAIGN },
          body: SETTINGS,
          answer: { ...EXAMPLE, ...SETTINGS },
        },
      ],
      async handle({ path, body }) {
        const { name, status } = body
        const outcome = await api.edit(path.id, {
          ...(name !== undefined && { name }),
          ...(status !== undefined && { status }),
          ...settingsChange(body),
        })
        if (outcome === 'name-taken') throw nameTaken()
        if (outcome === 'ends-first') throw endBeforeStart('body')
        return { json: campaignJson(await campaignOf(store, path.id)) }
      },
    }),
    endpoint({
      method: 'delete',
      route: '/campaigns/:id',
      operationId: 'deleteCampaign',
      tag: 'Campaigns',
      summary: 'Delete a campaign with its recipients',
      description:
        'For good; to keep its figures, archive it instead. What is known of its messages stays (getMessage, listMessages), and ' +
        'belongs to no campaign then; no webhook makes recipients of them again. A new message that names the campaign makes ' +
        'it anew. A large campaign goes a thousand recipients at a time: where the request breaks off, repeat it.',
      path: campaignPath,
      response: z.object({ deleted: z.literal(true), recipients: z.int().min(0) }),
      problems: ['not-found', 'conflict'],
      examples: [
        {
          summary: 'Entered by mistake',
          path: { id: MISTAKE.id },
          answer: { deleted: true, recipients: 0 },
        },
      ],
      async handle({ path, signal }) {
        const { outcome, recipients } = await api.deleteCampaign(path.id, signal)
        if (outcome === 'no-such-campaign') throw noCampaign()
        return { json: { deleted: true as const, recipients } }
      },
    }),
  ]
}

function nameTaken(): ProblemError {
  return new ProblemError(
    'conflict',
    'Another campaign has this name, and reports could not tell them apart: GET /api/campaigns lists them.',
    [{ field: 'body.name', problem: 'must be a name that no other campaign has' }],
  )
}
