import { z } from 'zod'
import { alertJson } from '../../../domain/alerts/alert-json.ts'
import type { AlertActions, AlertStore } from '../../../domain/alerts/ports.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { ProblemError } from './problem.ts'
import { silenceEndpoints } from './silences.ts'

const TAG = 'alerts'

const instant = z.iso.datetime({ offset: true }).describe('ISO 8601, with Z or an offset.')
const author = z.string().trim().min(1).max(100).describe('Who does it.')
const labels = z.record(z.string().max(100), z.string().max(500))

const figure = z
  .union([z.number(), z.enum(['Infinity', '-Infinity'])])
  .nullable()
  .describe('JSON has no numbers for the infinite: they come as text.')

const alert = z
  .object({
    rule: z.string(),
    severity: z.enum(['critical', 'warning', 'info']),
    labels,
    descriptions: labels.describe(
      'Text that describes the alert and may change without making it another one.',
    ),
    phase: z.enum(['ok', 'pending', 'firing', 'recovering', 'resolved']),
    since: instant,
    value: figure,
    samples: figure,
    episode: z.string().nullable().describe('What to acknowledge.'),
    acknowledged_by: z.string().nullable(),
    acknowledged_until: instant.nullable().describe('When the acknowledgement wears off.'),
    lists_notified: z.number().int().describe('How many lists of ESCALATE_TO were notified.'),
    summary: z.string().nullable(),
  })
  .meta({ id: 'Alert' })
export interface AlertEndpointOptions {
  readonly store: Pick<AlertStore, 'alerts'>
  readonly actions: AlertActions
  /** The names of the rules that are evaluated. */
  readonly rules: () => readonly string[]
  readonly now: () => number
}

/** Alerts over HTTP: how they stand, acknowledging, silences and maintenance windows. */
export function alertEndpoints({ store, actions, rules, now }: AlertEndpointOptions): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/alerts',
      operationId: 'listAlerts',
      tag: TAG,
      summary: 'Every alert that is not ok, the worst first',
      response: z.object({ alerts: z.array(alert) }),
      examples: [{ summary: 'Nothing is wrong', answer: { alerts: [] } }],
      async handle() {
        return { json: { alerts: (await store.alerts()).map(alertJson) } }
      },
    }),
    endpoint({
      method: 'post',
      route: '/alerts/:episode/acknowledge',
      operationId: 'acknowledgeAlert',
      tag: TAG,
      summary: 'Take an alert on: no more reminders and no escalation, and the others hear of it',
      path: z.strictObject({ episode: z.string().min(1).max(200) }),
      body: z.strictObject({
        author,
        note: z.string().max(1000).optional(),
        until: instant.optional().describe('When it wears off; after a day where it is not given.'),
      }),
      response: z.object({ episode: z.string(), acknowledged_by: z.string() }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'Asha takes it on',
          path: { episode: 'delivery-rate-low.1x2y3z.20261121T024000Z' },
          body: { author: 'Asha', note: 'looking at it' },
          answer: { episode: 'delivery-rate-low.1x2y3z.20261121T024000Z', acknowledged_by: 'Asha' },
        },
      ],
      async handle({ path, body }) {
        const { note, until } = body
        const untilMs = until === undefined ? undefined : Date.parse(until)
        if (untilMs !== undefined && untilMs <= now())
          throw new ProblemError('invalid-request', 'The acknowledgement would be over already.', [
            { field: 'body.until', problem: 'must be in the future' },
          ])
        const act = {
          episode: path.episode,
          author: body.author,
          atMs: now(),
          ...(note !== undefined && { note }),
          ...(untilMs !== undefined && { untilMs }),
        }
        const by = await actions.acknowledge(act)
        if (by === undefined) throw new ProblemError('not-found', 'There is no such alert, or it has ended.')
        return { json: { episode: path.episode, acknowledged_by: by } }
      },
    }),
    endpoint({
      method: 'post',
      route: '/alerts/:episode/unacknowledge',
      operationId: 'unacknowledgeAlert',
      tag: TAG,
      summary: 'Take an acknowledgement back, whosever it is, and the others hear of it',
      path: z.strictObject({ episode: z.string().min(1).max(200) }),
      body: z.strictObject({ author }),
      response: z.object({ episode: z.string(), was_acknowledged_by: z.string() }),
      problems: ['not-found'],
      examples: [
        {
          summary: 'Ravi sees that Asha has left',
          path: { episode: 'delivery-rate-low.1x2y3z.20261121T024000Z' },
          body: { author: 'Ravi' },
          answer: { episode: 'delivery-rate-low.1x2y3z.20261121T024000Z', was_acknowledged_by: 'Asha' },
        },
      ],
      async handle({ path, body }) {
        const act = { episode: path.episode, author: body.author, atMs: now() }
        const whose = await actions.unacknowledge(act)
        if (whose === undefined) throw new ProblemError('not-found', 'No such acknowledged alert.')
        return { json: { episode: path.episode, was_acknowledged_by: whose } }
      },
    }),
    ...silenceEndpoints({ actions, rules, now }),
  ]
}
