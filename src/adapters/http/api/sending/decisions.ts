import { z } from 'zod'
import { planJson } from '../../../../domain/sending/plan-json.ts'
import type { PlanSummary } from '../../../../domain/sending/ports.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import type { SendingApi } from './api.ts'
import { EXAMPLE_PLAN } from './examples.ts'
import { orConflict } from './refused.ts'
import { author, EXAMPLE_HASH, planPath, planSchema, SENDING_TAG } from './schemas.ts'

/** Sending a plan, stopping it, going on. */
export function decisionEndpoints(api: SendingApi): Endpoint[] {
  const decision = (
    verb: 'confirm' | 'stop' | 'resume',
    operationId: string,
    summary: string,
    description: string,
    answer: object,
    decide: (hash: string, by: string) => Promise<PlanSummary>,
  ): Endpoint =>
    endpoint({
      method: 'post',
      route: `/sending/plans/:hash/${verb}`,
      operationId,
      tag: SENDING_TAG,
      summary,
      description,
      path: planPath,
      body: z.strictObject({ by: author }),
      response: z.object({ plan: planSchema }),
      problems: ['conflict'],
      examples: [
        {
          summary: 'By Asha',
          path: { hash: EXAMPLE_HASH },
          body: { by: 'asha@example.org' },
          answer: { plan: { ...EXAMPLE_PLAN, ...answer } },
        },
      ],
      handle: async ({ path, body }) => ({
        json: { plan: planJson(await orConflict(decide(path.hash, body.by))) },
      }),
    })
  return [
    decision(
      'confirm',
      'confirmSendPlan',
      'Send exactly this plan',
      'The hash in the address is the confirmation. A plan is sent once; everybody in it is asked about again just before their message leaves.',
      { state: 'sending', confirmed_by: 'asha@example.org', confirmed_at: '2026-11-21T04:05:00.000Z' },
      api.confirm,
    ),
    decision(
      'stop',
      'stopSendPlan',
      'Stops sending a plan',
      'Sent messages are not recalled.',
      { state: 'stopped', state_reason: 'stopped by asha@example.org' },
      api.stop,
    ),
    decision(
      'resume',
      'resumeSendPlan',
      'A stopped plan goes on',
      'Nobody is written to twice by that.',
      { state: 'sending' },
      api.resume,
    ),
  ]
}
