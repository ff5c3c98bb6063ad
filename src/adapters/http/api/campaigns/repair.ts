import { z } from 'zod'
import { recountJson, verificationJson } from '../../../../domain/campaigns/campaign-json.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { ProblemError } from '../problem.ts'
import type { CampaignApi } from './api.ts'
import { campaignOf, campaignPath, EXAMPLE_CAMPAIGN } from './found.ts'
import { countersSchema } from './schemas.ts'

const count = z.int().min(0)
const ZERO = { recipients: 0, pending: 0, sent: 0, delivered: 0, read: 0, failed: 0, replied: 0 }
const SOME = { recipients: 2, pending: 1, sent: 1, delivered: 1, read: 1, failed: 0, replied: 0 }
const changes = z.object({
  recipients: z.int(),
  pending: z.int(),
  sent: z.int(),
  delivered: z.int(),
  read: z.int(),
  failed: z.int(),
  replied: z.int(),
})

/** Whether the counters are right, and setting them right. */
export function repairEndpoints({ store, recount, agrees }: CampaignApi): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/campaigns/:id/verify',
      operationId: 'verifyCampaign',
      tag: 'Repair',
      summary: 'Whether the counters are the sum of the recipients',
      path: campaignPath,
      response: z.object({
        agrees: z.boolean(),
        shown: countersSchema.describe('What messages_* of the table show.'),
        kept: countersSchema.describe("Bluetick's own sums."),
        right: countersSchema.describe('The counter rule over all recipients.'),
        miscounted: count.describe('Recipients whose own mark differs from the rule.'),
        breakdowns: count.describe('Figures behind failures and times that differ from the recipients.'),
        waiting: count.describe('Recipients that others wrote and that are joined in within a second.'),
      }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'All is well',
          path: { id: EXAMPLE_CAMPAIGN },
          answer: {
            agrees: true,
            shown: SOME,
            kept: SOME,
            right: SOME,
            miscounted: 0,
            breakdowns: 0,
            waiting: 0,
          },
        },
      ],
      async handle({ path }) {
        await campaignOf(store, path.id)
        const [found] = await store.verify(path.id)
        if (found === undefined) throw new ProblemError('not-found', 'The campaign has just been deleted.')
        return { json: verificationJson(found, agrees(found)) }
      },
    }),
    endpoint({
      method: 'post',
      route: '/campaigns/:id/recount',
      operationId: 'recountCampaign',
      tag: 'Repair',
      summary: 'Set the counters right',
      description: 'Exact while reports come in, and none waits for it. Repeating it finds nothing to do.',
      path: campaignPath,
      response: z.object({
        repaired: count.describe('Recipients whose mark was wrong.'),
        correction: changes.describe('What was added to the sums.'),
        breakdowns: count.describe('Figures behind failures and times that were wrong.'),
        disturbed: z.boolean().describe('Another writer had overwritten the counters.'),
      }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'Nothing to do',
          path: { id: EXAMPLE_CAMPAIGN },
          answer: { repaired: 0, correction: ZERO, breakdowns: 0, disturbed: false },
        },
      ],
      async handle({ path, signal }) {
        await campaignOf(store, path.id)
        return { json: recountJson(await recount(path.id, signal)) }
      },
    }),
  ]
}
