import { z } from 'zod'
import { silenceJson } from '../../../domain/alerts/alert-json.ts'
import type { AlertActions } from '../../../domain/alerts/ports.ts'
import { type Recurrence, readRecurrence } from '../../../domain/alerts/recurrence.ts'
import { MAX_RECURRING_DAYS, MAX_SILENCE_DAYS, whyNotSilenced } from '../../../domain/alerts/silence.ts'
import { parseDuration } from '../../../domain/text/duration.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { ProblemError } from './problem.ts'

const TAG = 'alerts'

const instant = z.iso.datetime({ offset: true }).describe('ISO 8601, with Z or an offset.')
const author = z.string().trim().min(1).max(100).describe('Who does it.')
const labels = z.record(z.string().max(100), z.string().max(500))
const every = z.strictObject({
  cron: z.string().max(100).describe('Five fields, such as 0 2 * * 0.'),
  time_zone: z.string().max(64),
  lasts: z.string().max(20).describe('How long each time, such as 2h.'),
})
const silence = z
  .object({
    id: z.string(),
    rule: z.string(),
    labels,
    starts_at: instant,
    ends_at: instant,
    every: every.extend({ lasts_seconds: z.number() }).omit({ lasts: true }).nullable(),
    author: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Silence' })

const EXAMPLE_SILENCE = {
  rule: 'campaign-delivery-low',
  labels: { campaign_id: 'spring-sale' },
  starts_at: '2035-01-01T08:00:00Z',
  ends_at: '2035-01-01T18:00:00Z',
  author: 'Asha',
  reason: 'known outage at the provider',
}

const EXAMPLE_WINDOW = {
  rule: '*',
  ends_at: '2035-06-01T00:00:00Z',
  starts_at: '2035-01-01T00:00:00Z',
  every: { cron: '0 2 * * 0', time_zone: 'Asia/Kolkata', lasts: '2h' },
  author: 'Asha',
  reason: 'weekly backup',
}

/** @throws ProblemError where it cannot be read */
function recurrenceOf(given: z.infer<typeof every> | undefined): Recurrence | undefined {
  if (given === undefined) return undefined
  const read = readRecurrence(given.cron, given.time_zone, parseDuration(given.lasts))
  if ('recurrence' in read) return read.recurrence
  throw new ProblemError('invalid-request', 'The silence cannot come again like that.', [
    { field: 'body.every', problem: read.problem },
  ])
}

export interface SilenceEndpointOptions {
  readonly actions: Pick<AlertActions, 'silence' | 'endSilence' | 'silences'>
  /** The names of the rules that are evaluated. */
  readonly rules: () => readonly string[]
  readonly now: () => number
}

/** Silences and maintenance windows over HTTP. */
export function silenceEndpoints({ actions, rules, now }: SilenceEndpointOptions): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/alerts/silences',
      operationId: 'listSilences',
      tag: TAG,
      summary: 'Silences and maintenance windows that hold or are to come',
      response: z.object({ silences: z.array(silence) }),
      examples: [{ summary: 'None', answer: { silences: [] } }],
      async handle() {
        return { json: { silences: (await actions.silences(now())).map(silenceJson) } }
      },
    }),
    endpoint({
      method: 'post',
      route: '/alerts/silences',
      operationId: 'createSilence',
      tag: TAG,
      summary: 'Keep alerts quiet until a time; with a later start it is a maintenance window',
      body: z.strictObject({
        rule: z.string().min(1).max(64).describe("A rule's name; * for all."),
        labels: labels.optional(),
        starts_at: instant.optional(),
        ends_at: instant,
        every: every.optional().describe('It holds only when this comes round, until `ends_at`.'),
        author,
        reason: z.string().trim().min(1).max(1000),
      }),
      response: z.object({ id: z.string() }),
      successStatus: 201,
      examples: [
        { summary: 'A maintenance window for one campaign', body: EXAMPLE_SILENCE, answer: { id: '1' } },
        { summary: 'Sundays from two to four', body: EXAMPLE_WINDOW, answer: { id: '2' } },
      ],
      async handle({ body }) {
        const startsAtMs = body.starts_at === undefined ? now() : Date.parse(body.starts_at)
        const endsAtMs = Date.parse(body.ends_at)
        const recurrence = recurrenceOf(body.every)
        const maxDays = recurrence === undefined ? MAX_SILENCE_DAYS : MAX_RECURRING_DAYS
        if (endsAtMs <= startsAtMs || endsAtMs - startsAtMs > maxDays * 86_400_000) {
          const problem = `must be after the start and at most ${maxDays} days later`
          throw new ProblemError('invalid-request', 'The silence needs an end.', [
            { field: 'body.ends_at', problem },
          ])
        }
        const { rule, labels: wanted = {}, author: by, reason } = body
        const problem = whyNotSilenced(rule, rules())
        if (problem !== undefined) {
          throw new ProblemError('invalid-request', 'The silence would keep nothing quiet.', [
            { field: 'body.rule', problem },
          ])
        }
        const id = await actions.silence({
          rule,
          labels: wanted,
          startsAtMs,
          endsAtMs,
          ...(recurrence !== undefined && { every: recurrence }),
          author: by,
          reason,
        })
        return { json: { id } }
      },
    }),
    endpoint({
      method: 'post',
      route: '/alerts/silences/:id/end',
      operationId: 'endSilence',
      tag: TAG,
      summary: 'End a silence before its time',
      path: z.strictObject({
        id: z.string().regex(/^\d{1,18}$/, 'must be the number that the silence was given'),
      }),
      body: z.strictObject({ author }),
      response: z.object({ id: z.string() }),
      problems: ['not-found'],
      examples: [
        { summary: 'It is fixed', path: { id: '1' }, body: { author: 'Asha' }, answer: { id: '1' } },
      ],
      async handle({ path, body }) {
        const ended = await actions.endSilence(path.id, body.author, now())
        if (!ended) throw new ProblemError('not-found', 'There is no such silence, or it has ended.')
        return { json: { id: path.id } }
      },
    }),
  ]
}
