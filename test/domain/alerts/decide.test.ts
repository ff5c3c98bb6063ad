import { describe, expect, test } from 'vitest'
import { diagnose, MAX_ALERTS_PER_RULE, type RuleResult } from '../../../src/domain/alerts/decide.ts'
import { MINUTE_MS, row, ruleOf, START_MS } from '../../alerts/builders.ts'
import { HOLI, rows, story } from './story.ts'

describe('what keeps an alert quiet', () => {
  const silence = (more: object = {}) => ({
    id: 's',
    rule: 'test-rule',
    labels: {},
    startsAtMs: START_MS,
    endsAtMs: START_MS + 10 * MINUTE_MS,
    author: 'Asha',
    reason: 'planned',
    ...more,
  })
  test.each([
    ['its rule is silenced', { silences: [silence()] }, []],
    ['all rules are', { silences: [silence({ rule: '*' })] }, []],
    ['its labels are', { silences: [silence({ labels: HOLI })] }, []],
    ['another rule is', { silences: [silence({ rule: 'other' })] }, ['firing']],
    ['another campaign is', { silences: [silence({ labels: { campaign: 'diwali' } })] }, ['firing']],
    ['one of two labels differs', { silences: [silence({ labels: { ...HOLI, code: '1' } })] }, ['firing']],
    ['a silence begins later', { silences: [silence({ startsAtMs: START_MS + 1 })] }, ['firing']],
    ['a silence is over', { silences: [silence({ endsAtMs: START_MS })] }, ['firing']],
    ['a rule with the same cause has an alert', { openRules: new Set(['cause']) }, []],
    ['a rule with another cause has one', { openRules: new Set(['else']) }, ['firing']],
  ])('%s', (_, known, kinds) => {
    const life = story(ruleOf({ 'inhibited-by': 'cause' }))
    const { signals, states } = life.at(rows(row(80, { labels: HOLI })), known)
    expect(signals.map(({ kind }) => kind)).toEqual(kinds)
    expect(states).toMatchObject([{ phase: 'firing', episode: { announced: kinds.length > 0 } }])
  })

  test('what still fires at the end of a silence is said then; what resolved within it never', () => {
    const life = story(ruleOf())
    life.at(rows(row(80)), { silences: [silence()] })
    expect(life.at(rows(row(80))).signals).toMatchObject([
      { kind: 'firing', firedAtMs: START_MS, atMs: life.nowMs },
    ])
    const other = story(ruleOf())
    other.at(rows(row(80)), { silences: [silence()] })
    expect(other.at(rows(row(95))).signals).toEqual([])
    expect(other.states).toMatchObject([{ phase: 'resolved' }])
  })
})

describe('rows', () => {
  test('that come back fire, and resolve when none does, unless not all were looked at', () => {
    const life = story(ruleOf({ fire: 'rows' }))
    expect(life.at(rows(row(1, { labels: HOLI }), row(2, { labels: HOLI }))).signals).toMatchObject([
      { kind: 'firing', threshold: 'a row comes back', value: 1 },
    ])
    expect(life.at({ kind: 'rows', rows: [], cut: 1 }).signals).toEqual([])
    expect(life.at({ kind: 'no-data' }).signals).toEqual([])
    expect(life.at(rows()).signals).toMatchObject([{ kind: 'resolved', labels: HOLI }])
  })

  test('beyond what one rule may have are counted; known alerts keep their place', () => {
    const life = story(ruleOf({ fire: 'rows' }))
    const label = (n: number) => row(n, { labels: { n: String(n) } })
    life.at(rows(label(-1)))
    const many = Array.from({ length: MAX_ALERTS_PER_RULE + 5 }, (_, n) => label(n))
    const { states, signals } = life.at({ kind: 'rows', rows: [...many, label(-1)], cut: 10 })
    expect(states).toHaveLength(MAX_ALERTS_PER_RULE + 1)
    expect(signals).toHaveLength(MAX_ALERTS_PER_RULE)
    expect(signals[0]?.beyondLimit).toBe(15)
    const few = story(ruleOf({ fire: 'rows' })).at(rows(...many.slice(0, MAX_ALERTS_PER_RULE)))
    expect(few.signals).toHaveLength(MAX_ALERTS_PER_RULE)
    expect(few.signals[0]).not.toHaveProperty('beyondLimit')
  })
})

describe('a rule that changed', () => {
  const fired = () => {
    const life = story(ruleOf())
    life.at(rows(row(80, { labels: HOLI }), row(70, { labels: { campaign: 'diwali' } })))
    return life
  }
  test('closes what it said, and what fires by the new rule is another episode in its place', () => {
    const life = fired()
    const before = life.states
    const { states, ended, signals } = life.at(rows(row(60, { labels: HOLI })), { ruleChanged: true })
    expect(signals.map(({ kind, labels, reason }) => [kind, labels.campaign, reason])).toEqual([
      ['closed', 'holi', 'rule-changed'],
      ['closed', 'diwali', 'rule-changed'],
      ['firing', 'holi', undefined],
    ])
    expect(states.map(({ labels, phase }) => [labels.campaign, phase])).toEqual([
      ['holi', 'firing'],
      ['diwali', 'resolved'],
    ])
    expect(ended).toMatchObject([
      { labels: HOLI, phase: 'resolved', episode: { id: before[0]?.episode?.id } },
    ])
  })

  test('closes also where it cannot be answered; otherwise an error changes nothing', () => {
    expect(fired().at({ kind: 'error', error: 'x' }, { ruleChanged: true })).toMatchObject({
      states: [{ phase: 'resolved' }, { phase: 'resolved' }],
      ended: [],
      signals: [{ kind: 'closed' }, { kind: 'closed' }],
    })
    expect(fired().at({ kind: 'error', error: 'x' })).toEqual({ states: [], ended: [], signals: [] })
  })

  test('drops what was only pending, and says nothing of what nobody heard of', () => {
    const life = story(ruleOf({ for: '5m' }))
    life.at(rows(row(80)))
    expect(life.at({ kind: 'error', error: 'x' }, { ruleChanged: true })).toMatchObject({
      states: [{ phase: 'ok' }],
      signals: [],
    })
  })
})

describe('the health of a rule', () => {
  const RULE = ruleOf()
  test.each<[RuleResult, object]>([
    [
      { kind: 'error', error: 'x' },
      { health: 'error', error: 'x' },
    ],
    [{ kind: 'no-data' }, { health: 'no-data' }],
    [rows(), { health: 'no-data' }],
    [rows(row(null)), { health: 'no-data' }],
    [rows(row(80, { samples: 0 })), { health: 'no-data', value: 80, samples: 0 }],
    [rows(row(80, { samples: 7 }), row(1)), { health: 'ok', value: 80, samples: 7 }],
    [
      rows(row(Number.NaN)),
      { health: 'error', error: '"value" cannot be compared: it is not a number, or beyond 1.8e308.' },
    ],
  ])('%j', (result, health) => expect(diagnose(RULE, result)).toEqual(health))
  test('of one that asks for rows is good without any', () => {
    expect(diagnose(ruleOf({ fire: 'rows' }), rows())).toEqual({ health: 'ok' })
    expect(diagnose(ruleOf({ fire: 'rows' }), rows(row(3, { samples: 0 })))).toEqual({
      health: 'ok',
      value: 3,
      samples: 0,
    })
  })
})
