import { z } from 'zod'
import { ACTIONS } from '../../../../domain/sending/plan.ts'
import { attemptJson, exclusionJson, planJson, resultsJson } from '../../../../domain/sending/plan-json.ts'
import { campaignOf, EXAMPLE_CAMPAIGN } from '../campaigns/found.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { cursor, limit, nextCursor } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { SendingApi } from './api.ts'
import { EXAMPLE_ATTEMPT, EXAMPLE_PLAN, EXAMPLE_RESULTS } from './examples.ts'
import { orConflict } from './refused.ts'
import {
  attemptSchema,
  author,
  EXAMPLE_HASH,
  exclusionSchema,
  planPath,
  planSchema,
  resultsSchema,
  SENDING_TAG,
  templateSchema,
} from './schemas.ts'

const WHOLE = 'must be a whole number from 1'
const people = z.int(WHOLE).min(1, WHOLE).optional()

/** Making plans and looking at them. Nothing here sends. */
export function planEndpoints(api: SendingApi): Endpoint[] {
  return [makePlan(api), listPlans(api), showPlan(api), planMembers(api), planExclusions(api)]
}

function makePlan(api: SendingApi): Endpoint {
  return endpoint({
    method: 'post',
    route: '/sending/plans',
    operationId: 'makeSendPlan',
    tag: SENDING_TAG,
    summary: 'Plan whom to write to; nothing is sent',
    description:
      'Who is written to, when and with which values, who is not and why: frozen under a hash, which has to be confirmed within a day. ' +
      '`send` writes to recipients to whom nothing was sent yet, `resend` to those whose message failed, `follow-up` to those who ' +
      'neither read nor answered.',
    body: z.strictObject({
      action: z.enum(ACTIONS, `must be one of ${ACTIONS.join(', ')}`),
      campaign_id: z.string().min(1),
      template: templateSchema,
      values: z
        .array(z.string())
        .default([])
        .describe('The variables of the template, in order: text, {column} or {column|otherwise}.'),
      at: z.enum(['once', 'best-hour'], 'must be once or best-hour').default('once'),
      even_if_it_may_still_arrive: z
        .boolean()
        .default(false)
        .describe('Also resend what WhatsApp may still deliver: people may get it twice.'),
      canary: people.describe('The size of a first wave; the others follow if it was well.'),
      limit: people.describe('At most this many people.'),
      by: author,
    }),
    response: z.object({
      plan: planSchema,
      left_for_another: z.int().describe('People beyond the limit.'),
      has_more_candidates: z
        .boolean()
        .describe('More recipients were not looked at: make another plan after this.'),
    }),
    successStatus: 201,
    problems: ['not-found', 'conflict'],
    examples: [
      {
        summary: 'Resend what failed, fifty people first',
        body: {
          action: 'resend',
          campaign_id: EXAMPLE_CAMPAIGN,
          template: { name: 'diwali_offer' },
          values: ['{name|friend}'],
          canary: 50,
        },
        answer: { plan: EXAMPLE_PLAN, left_for_another: 0, has_more_candidates: false },
      },
    ],
    async handle({ body }) {
      await campaignOf(api.campaigns, body.campaign_id)
      const { template } = body
      const { media } = template
      const made = await orConflict(
        api.plan({
          action: body.action,
          campaignId: body.campaign_id,
          template: {
            name: template.name,
            language: template.language,
            category: template.category,
            ...(media !== undefined && {
              media: {
                kind: media.kind,
                url: media.url,
                ...(media.file_name !== undefined && { fileName: media.file_name }),
              },
            }),
          },
          rules: {
            ...api.rules,
            values: body.values,
            evenIfItMayStillArrive: body.even_if_it_may_still_arrive,
            at: body.at,
          },
          ...(body.canary !== undefined && { canary: body.canary }),
          ...(body.limit !== undefined && { limit: body.limit }),
          by: body.by,
        }),
      )
      return {
        json: {
          plan: planJson(await orConflict(api.find(made.plan.hash))),
          left_for_another: made.leftForAnother,
          has_more_candidates: made.hasMoreCandidates,
        },
      }
    },
  })
}

function listPlans({ plans }: SendingApi): Endpoint {
  return endpoint({
    method: 'get',
    route: '/sending/plans',
    operationId: 'listSendPlans',
    tag: SENDING_TAG,
    summary: 'The newest plans',
    query: z.strictObject({ limit }),
    response: z.object({ plans: z.array(planSchema) }),
    examples: [{ summary: 'All', answer: { plans: [EXAMPLE_PLAN] } }],
    handle: async ({ query }) => ({ json: { plans: (await plans.list(query.limit)).map(planJson) } }),
  })
}

function showPlan(api: SendingApi): Endpoint {
  return endpoint({
    method: 'get',
    route: '/sending/plans/:hash',
    operationId: 'getSendPlan',
    tag: SENDING_TAG,
    summary: 'A plan, and what came of it',
    path: planPath,
    response: z.object({ plan: planSchema, results: resultsSchema }),
    problems: ['conflict'],
    examples: [
      {
        summary: 'One that was just made',
        path: { hash: EXAMPLE_HASH },
        answer: { plan: EXAMPLE_PLAN, results: EXAMPLE_RESULTS },
      },
    ],
    async handle({ path }) {
      const plan = await orConflict(api.find(path.hash))
      return { json: { plan: planJson(plan), results: resultsJson(await api.plans.results(plan.id)) } }
    },
  })
}

/** The people of a plan, or those whom it leaves out, by their place in it. */
const pageQuery = z.strictObject({ cursor, limit })

function planMembers(api: SendingApi): Endpoint {
  return endpoint({
    method: 'get',
    route: '/sending/plans/:hash/members',
    operationId: 'listSendPlanMembers',
    tag: SENDING_TAG,
    summary: 'Whom a plan writes to',
    path: planPath,
    query: pageQuery,
    response: z.object({ members: z.array(attemptSchema), next_cursor: nextCursor }),
    problems: ['conflict'],
    examples: [
      { summary: 'The first', path: { hash: EXAMPLE_HASH }, answer: { members: [EXAMPLE_ATTEMPT] } },
    ],
    async handle({ path, query }) {
      const plan = await orConflict(api.find(path.hash))
      const after = offsetOf(query.cursor)
      const members = await api.plans.members(plan.id, after, query.limit)
      return { json: { members: members.map(attemptJson), ...nextOf(after, members.length, query.limit) } }
    },
  })
}

function planExclusions(api: SendingApi): Endpoint {
  return endpoint({
    method: 'get',
    route: '/sending/plans/:hash/exclusions',
    operationId: 'listSendPlanExclusions',
    tag: SENDING_TAG,
    summary: 'Whom a plan leaves out, and why',
    path: planPath,
    query: pageQuery,
    response: z.object({ exclusions: z.array(exclusionSchema), next_cursor: nextCursor }),
    problems: ['conflict'],
    examples: [
      {
        summary: 'The first',
        path: { hash: EXAMPLE_HASH },
        answer: {
          exclusions: [
            { recipient: '43', phone: '+919876543211', reason: 'never-resend', details: '131026' },
          ],
        },
      },
    ],
    async handle({ path, query }) {
      const plan = await orConflict(api.find(path.hash))
      const after = offsetOf(query.cursor)
      const exclusions = await api.plans.exclusions(plan.id, after, query.limit)
      return {
        json: { exclusions: exclusions.map(exclusionJson), ...nextOf(after, exclusions.length, query.limit) },
      }
    },
  })
}

function offsetOf(written: string | undefined): number {
  const [offset] = readCursor(written, 1) ?? []
  if (offset === undefined) return -1
  if (/^\d{1,9}$/.test(offset)) return Number(offset)
  throw new ProblemError('invalid-request', 'The cursor is not one of this list.')
}

function nextOf(after: number, rows: number, wanted: number): { next_cursor?: string } {
  return rows < wanted ? {} : { next_cursor: writeCursor([String(after + rows)]) }
}
