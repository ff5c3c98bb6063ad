import { describe, expect, test } from 'vitest'
import type { RuleRow } from '../../../src/domain/alerts/rule.ts'
import { MINUTE_MS, row, ruleOf, START_MS } from '../../alerts/builders.ts'
import { HOLI, rows, story } from './story.ts'

describe('the life of an alert', () => {
  const RULE = ruleOf({
    for: '2m',
    'keep-firing-for': '3m',
    repeat: '10m',
    unit: '%',
    summary: 'Only {{value}}% of {{samples}} in {{campaign}}, p95 {{p95}}',
  })
  const seen = (value: number, samples = 500): RuleRow => ({
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
