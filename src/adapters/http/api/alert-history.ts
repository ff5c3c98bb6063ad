import { z } from 'zod'
import { pastAlertJson, ruleHistoryJson } from '../../../domain/alerts/alert-json.ts'
import { historyByRule } from '../../../domain/alerts/history.ts'
import type { AlertStore } from '../../../domain/alerts/ports.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { ProblemError } from './problem.ts'

const DAY_MS = 86_400_000
const MAX_EPISODES = 1000

const instant = z.iso.datetime({ offset: true }).describe('ISO 8601, with Z or an offset.')
const texts = z.record(z.string(), z.string())
const minutes = z.number().nullable()

const episode = z
  .object({
    episode: z.string(),
    rule: z.string(),
    severity: z.enum(['critical', 'warning', 'info']),
    labels: texts,
    descriptions: texts,
    fired_at: instant,
    ended_at: instant.nullable(),
    outcome: z
      .enum(['resolved', 'closed'])
      .nullable()
      .describe('closed: ended without being known to be well.'),
    summary: z.string().nullable(),
    first_acknowledged_at: instant.nullable(),
    acknowledged_by: z.string().nullable(),
  })
  .meta({ id: 'PastAlert' })
const ofRule = z
  .object({
    rule: z.string(),
    alerts: z.int(),
    minutes_firing: z.number(),
    acknowledged_after_minutes: minutes.describe('The median, of those that somebody took on.'),
    unacknowledged: z.int(),
  })
  .meta({ id: 'RuleHistory' })

/** What alerts there were: for whoever wants to know which rule is noisy, and how soon somebody takes alerts on. */
export function alertHistoryEndpoint(store: Pick<AlertStore, 'history'>, now: () => number): Endpoint {
  return endpoint({
    method: 'get',
    route: '/alerts/history',
    operationId: 'alertHistory',
    tag: 'alerts',
    summary: 'The alerts of a time, newest first, and sums by rule, the noisiest first',
    query: z.strictObject({
      from: instant.optional().describe('Default: a week before `to`.'),
      to: instant.optional().describe('Default: now.'),
      rule: z.string().max(64).optional(),
    }),
    response: z.object({ episodes: z.array(episode), rules: z.array(ofRule) }),
    examples: [{ summary: 'A quiet week', answer: { episodes: [], rules: [] } }],
    async handle({ query }) {
      const nowMs = now()
      const toMs = query.to === undefined ? nowMs : Date.parse(query.to)
      const fromMs = query.from === undefined ? toMs - 7 * DAY_MS : Date.parse(query.from)
      if (fromMs >= toMs) {
        throw new ProblemError('invalid-request', 'The time is empty.', [
          { field: 'query.from', problem: 'must be before `to`' },
        ])
      }
      const { rule } = query
      const found = await store.history({
        fromMs,
        toMs,
        limit: MAX_EPISODES,
        ...(rule !== undefined && { rule }),
      })
      const rules = historyByRule(found, nowMs).map(ruleHistoryJson)
      return { json: { episodes: found.map(pastAlertJson), rules } }
    },
  })
}
