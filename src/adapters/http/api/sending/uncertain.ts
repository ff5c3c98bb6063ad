import { z } from 'zod'
import { attemptJson, logJson, numberJson } from '../../../../domain/sending/plan-json.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { limit } from '../fields.ts'
import { ProblemError } from '../problem.ts'
import type { SendingApi } from './api.ts'
import { EXAMPLE_ATTEMPT, EXAMPLE_NUMBER } from './examples.ts'
import { attemptSchema, author, EXAMPLE_HASH, logEntrySchema, numberSchema, SENDING_TAG } from './schemas.ts'

/** What waits for a person: uncertain attempts and stopped numbers; and who did what. */
export function uncertainEndpoints({ plans, attempts, now }: SendingApi): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/sending/uncertain',
      operationId: 'listUncertainAttempts',
      tag: SENDING_TAG,
      summary: 'Messages that may or may not have been sent, oldest first',
      description: 'A report may still resolve each; after a quarter of an hour a person has to look.',
      query: z.strictObject({ limit }),
      response: z.object({ attempts: z.array(attemptSchema) }),
      examples: [
        {
          summary: 'One whose answer never came',
          answer: {
            attempts: [
              {
                ...EXAMPLE_ATTEMPT,
                state: 'uncertain',
                state_reason: 'no answer within 120 s',
                tries: 1,
                claimed_at: '2026-11-21T04:05:01.000Z',
              },
            ],
          },
        },
      ],
      handle: async ({ query }) => ({
        json: { attempts: (await attempts.uncertain(query.limit)).map(attemptJson) },
      }),
    }),
    endpoint({
      method: 'post',
      route: '/sending/uncertain/:attempt',
      operationId: 'resolveUncertainAttempt',
      tag: SENDING_TAG,
      summary: 'Say whether an uncertain message was sent',
      description: 'Not sent: it is planned again, and its plan sends it.',
      path: z.strictObject({ attempt: z.uuid('must be the id of an attempt, a UUID') }),
      body: z.strictObject({ sent: z.boolean('must be true or false'), by: author }),
      response: z.object({ attempt: z.string(), sent: z.boolean() }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'The person says it came',
          path: { attempt: EXAMPLE_ATTEMPT.id },
          body: { sent: true, by: 'asha@example.org' },
          answer: { attempt: EXAMPLE_ATTEMPT.id, sent: true },
        },
      ],
      async handle({ path, body }) {
        if (!(await attempts.resolveByPerson(path.attempt, body.sent, body.by, now()))) {
          throw new ProblemError(
            'not-found',
            'There is no such uncertain attempt: GET /api/sending/uncertain.',
          )
        }
        return { json: { attempt: path.attempt, sent: body.sent } }
      },
    }),
    endpoint({
      method: 'get',
      route: '/sending/numbers',
      operationId: 'listSendingNumbers',
      tag: SENDING_TAG,
      summary: 'The numbers that send: how quickly, and whether they are stopped',
      response: z.object({ numbers: z.array(numberSchema) }),
      examples: [{ summary: 'One that is out of credits', answer: { numbers: [EXAMPLE_NUMBER] } }],
      handle: async () => ({ json: { numbers: (await attempts.numbers()).map(numberJson) } }),
    }),
    endpoint({
      method: 'post',
      route: '/sending/numbers/:sender/try',
      operationId: 'tryNumber',
      tag: SENDING_TAG,
      summary: 'Let one message of a stopped number try',
      description: 'If it is accepted, the others follow.',
      path: z.strictObject({ sender: z.string().min(1) }),
      body: z.strictObject({ by: author }),
      response: z.object({ sender: z.string() }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'After credits were bought',
          path: { sender: EXAMPLE_NUMBER.sender },
          body: { by: 'asha@example.org' },
          answer: { sender: EXAMPLE_NUMBER.sender },
        },
      ],
      async handle({ path, body }) {
        if (!(await attempts.tryNumber(path.sender, body.by, now()))) {
          throw new ProblemError(
            'not-found',
            'No such number is stopped: GET /api/sending/numbers lists them.',
          )
        }
        return { json: { sender: path.sender } }
      },
    }),
    endpoint({
      method: 'get',
      route: '/sending/log',
      operationId: 'listSendLog',
      tag: SENDING_TAG,
      summary: 'Who planned, sent, stopped and resolved what, newest first',
      query: z.strictObject({ limit }),
      response: z.object({ log: z.array(logEntrySchema) }),
      examples: [
        {
          summary: 'The newest',
          answer: {
            log: [
              {
                at: '2026-11-21T04:05:00.000Z',
                plan: EXAMPLE_HASH,
                by: 'asha@example.org',
                what: 'confirmed',
              },
            ],
          },
        },
      ],
      handle: async ({ query }) => ({ json: { log: (await plans.log(query.limit)).map(logJson) } }),
    }),
  ]
}
