import { describe, expect, test } from 'vitest'
import type { AlertState } from '../../../src/domain/alerts/alert-state.ts'
import {
  decide,
  diagnose,
  type Known,
  MAX_ALERTS_PER_RULE,
  type RuleResult,
} from '../../../src/domain/alerts/decide.ts'
import type { Row, Rule } from '../../../src/domain/alerts/rule.ts'
import { MINUTE_MS, row, ruleOf, START_MS } from '../../alerts/builders.ts'

const NOTHING_KNOWN: Known = { states: [], silences: [], openRules: new Set(), ruleChanged: false }
const rows = (...all: readonly Row[]): RuleResult => ({ kind: 'rows', rows: all })
const HOLI = { campaign: 'holi' }

/** One rule over many evaluations, a minute apart; gives the signals of the last one. */
function story(rule: Rule) {
  let states: readonly AlertState[] = []
  let nowMs = START_MS - MINUTE_MS
  return {
    get nowMs() {
      return nowMs
    },
    get states() {
      return states
    },
    acknowledge(acknowledgedBy: string) {
      states = states.map((state) => ({
        ...state,
        ...(state.episode && { episode: { ...state.episode, acknowledgedBy } }),
      }))
    },
    at(result: RuleResult, known: Partial<Known> = {}, minutes = 1) {
      nowMs += minutes * MINUTE_MS
      const decision = decide(rule, { ...NOTHING_KNOWN, states, ...known }, result, nowMs)
      states = decision.states.filter(({ phase }) => phase !== 'ok')
      return decision
    },
  }
}

describe('the life of an alert', () => {
  const RULE = ruleOf({
    for: '2m',
    'keep-firing-for': '3m',
    repeat: '10m',
    unit: '%',
    summary: 'Only {{value}}% of {{samples}} in {{campaign}}, p95 {{p95}}',
  })
  const seen = (value: number, samples = 500): Row => ({
    labels: HOLI,
    figures: { value, samples, p95: 7, empty: null },
  })

  test('is pending, fires with all that people need, reminds, recovers and resolves', () => {
    const life = story(RULE)
    expect(life.at(rows(seen(80)))).toEqual({
      states: [
        { labels: HOLI, phase: 'pending', sinceMs: START_MS, seenAtMs: START_MS, value: 80, samples: 500 },
      ],
      ended: [],
      signals: [],
    })
    expect(life.at(rows(seen(81))).signals).toEqual([])
    const { signals, states } = life.at(rows(seen(82, 600)))
    const firing = {
      kind: 'firing',
      rule: 'test-rule',
      severity: 'critical',
      labels: HOLI,
      episode: expect.stringMatching(/^test-rule\.[0-9a-z]+\.20260301T120200Z$/),
      firedAtMs: START_MS + 2 * MINUTE_MS,
      conditionSinceMs: START_MS,
      atMs: START_MS + 2 * MINUTE_MS,
      summary: 'Only 82% of 600 in holi, p95 7',
      threshold: 'value < 90',
      unit: '%',
      value: 82,
      samples: 600,
      figures: { p95: 7 },
    }
    expect(signals).toEqual([firing])
    expect(states).toEqual([
      {
        labels: HOLI,
        phase: 'firing',
        sinceMs: life.nowMs,
        seenAtMs: life.nowMs,
        value: 82,
        samples: 600,
        episode: {
          id: signals[0]?.episode,
          firedAtMs: life.nowMs,
          conditionSinceMs: START_MS,
          announced: true,
          notifiedAtMs: life.nowMs,
          notifiedValue: 82,
          final: { value: 82, samples: 600 },
        },
      },
    ])
    // Not before it is due.
    expect(life.at(rows(seen(83)), {}, 9).signals).toEqual([])
    expect(life.at(rows(seen(83))).signals).toMatchObject([{ kind: 'reminder', atMs: life.nowMs }])
    expect(life.at(rows(seen(95)))).toMatchObject({ states: [{ phase: 'recovering' }], signals: [] })
    expect(life.at(rows(seen(85)))).toMatchObject({ states: [{ phase: 'firing' }], signals: [] })
    expect(life.at(rows(seen(95))).signals).toEqual([])
    expect(life.at(rows(seen(95)), {}, 2).signals).toEqual([])
    expect(life.at(rows(seen(96))).signals).toMatchObject([
      { kind: 'resolved', value: 96, episode: signals[0]?.episode },
    ])
    expect(life.states).toMatchObject([
      { phase: 'resolved', sinceMs: life.nowMs, episode: { final: { value: 82 } } },
    ])
    expect(life.at(rows(seen(97))).signals).toEqual([])
    // The next incident is another one.
    life.at(rows(seen(70)))
    const next = life.at(rows(seen(70)), {}, 2).signals
    expect(next).toMatchObject([{ kind: 'firing' }])
    expect(next[0]?.episode).not.toBe(signals[0]?.episode)
  })

  test('without `for` it fires at once, without `keep-firing-for` it resolves at once, without `repeat` nobody is reminded', () => {
    const life = story(ruleOf())
    expect(life.at(rows(row(80))).signals).toMatchObject([{ kind: 'firing', conditionSinceMs: START_MS }])
    expect(life.at(rows(row(80)), {}, 100_000).signals).toEqual([])
    expect(life.at(rows(row(90))).signals).toMatchObject([{ kind: 'resolved' }])
  })

  test('an interruption begins `for` anew', () => {
    const life = story(RULE)
    life.at(rows(seen(80)))
    expect(life.at(rows(seen(95))).states).toMatchObject([{ phase: 'ok' }])
    life.at(rows(seen(80)))
    expect(life.at(rows(seen(80))).signals).toEqual([])
    expect(life.at(rows(seen(80))).signals).toMatchObject([{ kind: 'firing' }])
  })

  test('much worse is said at once, with what people knew, and ends the acknowledgement', () => {
    const life = story(RULE)
    life.at(rows(seen(85)))
    life.at(rows(seen(85)), {}, 2)
    life.acknowledge('Asha')
    expect(life.at(rows(seen(66))).signals).toEqual([])
    expect(life.at(rows(seen(60)), {}, 20).signals).toMatchObject([
      { kind: 'worse', value: 60, valueBefore: 85, acknowledgedBefore: 'Asha' },
    ])
    expect(life.states[0]?.episode).toMatchObject({ notifiedValue: 60, notifiedAtMs: life.nowMs })
    expect(life.states[0]?.episode).not.toHaveProperty('acknowledgedBy')
    const next = life.at(rows(seen(40))).signals
    expect(next).toMatchObject([{ kind: 'worse', valueBefore: 60 }])
    expect(next[0]).not.toHaveProperty('acknowledgedBefore')
  })

  test('whoever took it on is not reminded', () => {
    const life = story(RULE)
    life.at(rows(seen(85)))
    life.at(rows(seen(85)), {}, 2)
    life.acknowledge('Asha')
    expect(life.at(rows(seen(85)), {}, 60).signals).toEqual([])
  })

  test('no data and too few samples change nothing; after `close-after` it is closed with its largest measure', () => {
    const life = story(ruleOf({ 'close-after': '1h', 'min-samples': '100', unit: '%' }))
    life.at(rows(row(80, { samples: 300 })))
    life.at(rows(row(70, { samples: 200 })))
    const firing = life.states
    expect(life.at({ kind: 'no-data' }).states).toEqual(firing)
    expect(life.at(rows()).states).toEqual(firing)
    expect(life.at({ kind: 'rows', rows: [], cut: 3 }).states).toEqual(firing)
    expect(life.at(rows(row(95, { samples: 3 })))).toMatchObject({
      states: [{ phase: 'firing', seenAtMs: START_MS + MINUTE_MS, value: 95 }],
      signals: [],
    })
    const { signals, states } = life.at({ kind: 'no-data' }, {}, 55)
    expect([signals, states[0]?.phase]).toEqual([[], 'firing'])
    const closed = life.at({ kind: 'no-data' })
    expect(closed.states).toMatchObject([{ phase: 'resolved', sinceMs: life.nowMs }])
    expect(closed.signals).toMatchObject([
      {
        kind: 'closed',
        reason: 'not-measured',
        value: 80,
        samples: 300,
        figures: {},
        summary: expect.stringMatching(/^Final: /),
      },
    ])
  })

  test('what was pending when the figures ended does not fire at once when they come back', () => {
    const life = story(ruleOf({ for: '5m', 'close-after': '1h' }))
    life.at(rows(row(80)))
    expect(life.at({ kind: 'no-data' }, {}, 60).states).toMatchObject([{ phase: 'ok' }])
    expect(life.at(rows(row(80))).states).toMatchObject([{ phase: 'pending', sinceMs: life.nowMs }])
  })
})

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
    [rows(row(Number.NaN)), { health: 'error', error: 'The value is NaN: not a number.' }],
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
