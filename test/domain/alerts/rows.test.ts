import { expect, test } from 'vitest'
import { keyOfLabels, mainFigure, samplesOf, splitTexts } from '../../../src/domain/alerts/rule.ts'
import { formatFigure, placeholdersOf, renderSummary } from '../../../src/domain/alerts/summary.ts'
import { type CohortDeltas, changedCohorts, countInCohort } from '../../../src/domain/analytics/cohort.ts'
import { conclude } from '../../../src/domain/messages/conclusion.ts'
import { factsOfReport } from '../../../src/domain/messages/facts.ts'
import type { StatusReport } from '../../../src/domain/messages/report.ts'
import { pastNews } from '../../../src/domain/simulation/past.ts'
import { ruleOf } from '../../alerts/builders.ts'
import { NOON_MS, report } from '../../support/reports.ts'

test('texts of a row identify its alert, or only describe it', () => {
  const rule = { ...ruleOf(), describe: ['name'] }
  expect(splitTexts(rule, { id: '1', name: 'Diwali' })).toStrictEqual({
    labels: { id: '1' },
    descriptions: { name: 'Diwali' },
  })
  expect(splitTexts(rule, { id: '1' })).toStrictEqual({ labels: { id: '1' } })
  expect(keyOfLabels({ b: '2', a: '1' })).toBe(keyOfLabels({ a: '1', b: '2' }))
  expect(keyOfLabels({ a: '1' })).not.toBe(keyOfLabels({ a: '2' }))
})

test('a row measures its value, else its first figure', () => {
  const row = (figures: Record<string, number | null>) => ({ labels: {}, figures })
  expect(mainFigure(row({ other: 1, value: 2 }))).toBe(2)
  expect(mainFigure(row({ other: 1, more: 3 }))).toBe(1)
  expect(mainFigure(row({ value: 0, other: 1 }))).toBe(0)
  expect([
    mainFigure(row({})),
    mainFigure(row({ value: Number.NaN })),
    mainFigure(row({ other: null })),
  ]).toEqual([null, null, null])
  expect([samplesOf(row({ samples: 0 })), samplesOf(row({ samples: null })), samplesOf(row({}))]).toEqual([
    0,
    undefined,
    undefined,
  ])
})

test('a summary is filled with texts and figures', () => {
  expect(renderSummary('{{ a }}/{{b_2}}/{{none}} {{A}} {b}', { a: 1234.567, b_2: 'x' })).toBe(
    '1,234.57/x/– {{A}} {b}',
  )
  expect(renderSummary('{{a}}{{ a}}{{a }}', { a: 0 })).toBe('000')
  const counted = '{{a|webhook was|webhooks were}} lost'
  expect([1, 0, 2, 1234, 1.5].map((a) => renderSummary(counted, { a }))).toEqual([
    '1 webhook was lost',
    '0 webhooks were lost',
    '2 webhooks were lost',
    '1,234 webhooks were lost',
    '1.5 webhooks were lost',
  ])
  expect(renderSummary(counted, {})).toBe('– webhooks were lost')
  expect(placeholdersOf(`${counted} {{b}} {{C}} {{d|x}}`)).toEqual(['a', 'b'])
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.005].map(formatFigure)).toEqual([
    'not a number',
    'infinite',
    'minus infinite',
    '0.01',
  ])
})

test('cohorts of five minutes count what became of messages', () => {
  const deltas: CohortDeltas = new Map()
  const add = (more: Partial<StatusReport>, sign: 1 | -1 = 1) => {
    const facts = factsOfReport(report(more))
    countInCohort(
      deltas,
      { createdAtMs: NOON_MS + 299_999, countedIn: '', facts, conclusion: conclude(facts) },
      sign,
    )
  }
  const sum = () => Object.values(deltas.get(NOON_MS) ?? {})
  add({})
  expect(sum()).toEqual([1, 0, 0, 0, 1])
  add({ kind: 'read' })
  expect(sum()).toEqual([2, 1, 0, 0, 1])
  add({ kind: 'failed', failure: { code: '131026' } })
  expect(sum()).toEqual([3, 1, 1, 1, 1])
  add({ kind: 'failed', failure: { code: '132015' } })
  expect(sum()).toEqual([4, 1, 2, 1, 1])
  expect(changedCohorts(deltas).size).toBe(1)
  for (const more of [{}, { kind: 'read' as const }]) add(more, -1)
  for (const code of ['131026', '132015']) add({ kind: 'failed', failure: { code } }, -1)
  expect(changedCohorts(deltas).size).toBe(0)
})

test('the news of a simulated month come in their order, the approval three hours after the pause', () => {
  const DAY_MS = 86_400_000
  const news = pastNews(30 * DAY_MS)
  expect(news.map(({ field, value }) => [field, (value as { event?: string }).event])).toEqual([
    ['phone_number_quality_update', 'UPGRADE'],
    ['message_template_quality_update', undefined],
    ['message_template_status_update', 'PAUSED'],
    ['message_template_status_update', 'APPROVED'],
    ['template_category_update', undefined],
  ])
  expect(news.map(({ atMs }) => atMs)).toEqual([
    6 * DAY_MS,
    Math.round(13.9 * DAY_MS),
    14 * DAY_MS,
    14 * DAY_MS + 3 * 3_600_000,
    25 * DAY_MS,
  ])
  expect(news[2]?.value).toMatchObject({
    message_template_id: 500_600,
    message_template_name: 'festive_gift_cards',
    message_template_language: 'en',
    reason: 'NONE',
  })
  expect(news[0]?.value).toMatchObject({ display_phone_number: '919876500000', current_limit: 'TIER_10K' })
  expect(news[1]?.value).toMatchObject({ previous_quality_score: 'GREEN', new_quality_score: 'RED' })
  expect(news[4]?.value).toMatchObject({
    message_template_name: 'order_updates',
    previous_category: 'UTILITY',
    new_category: 'MARKETING',
  })
})
