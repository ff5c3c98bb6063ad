import { describe, expect, test } from 'vitest'
import {
  alertJson,
  pastAlertJson,
  ruleHistoryJson,
  silenceJson,
} from '../../../src/domain/alerts/alert-json.ts'
import { blindness, columnProblems } from '../../../src/domain/alerts/columns.ts'
import { historyByRule, type PastAlert } from '../../../src/domain/alerts/history.ts'
import { decideOutage, OUTAGE_AFTER_MS } from '../../../src/domain/alerts/outage.ts'
import { addFigures, noFigures } from '../../../src/domain/alerts/service-minute.ts'
import { MINUTE_MS, ruleOf, START_MS } from '../../alerts/builders.ts'

const START = '2026-03-01T12:00:00Z'
const past = (id: string, rule: string, more: Partial<PastAlert> = {}): PastAlert => ({
  id,
  rule,
  severity: 'warning',
  labels: {},
  firedAtMs: START_MS,
  ...more,
})

describe('alerts as JSON', () => {
  test('have every key, null where there is nothing', () => {
    const bare = {
      rule: 'r',
      severity: 'info',
      labels: { a: '1' },
      phase: 'firing',
      sinceMs: START_MS,
      seenAtMs: 0,
    } as const
    const unnotified = { acknowledged_until: null, lists_notified: 0 }
    const empty = {
      value: null,
      samples: null,
      episode: null,
      acknowledged_by: null,
      summary: null,
      ...unnotified,
    }
    const always = {
      rule: 'r',
      severity: 'info',
      labels: { a: '1' },
      phase: 'firing',
      since: expect.stringContaining('2026-03-01T12:00:00'),
    }
    expect(alertJson(bare as never)).toStrictEqual({ ...always, ...empty, descriptions: {} })
    const full = {
      ...bare,
      descriptions: { d: 'x' },
      value: 3,
      samples: 4,
      episode: 'e',
      acknowledgedBy: 'Asha',
      summary: 's',
    }
    expect(alertJson(full as never)).toStrictEqual({
      ...always,
      descriptions: { d: 'x' },
      value: 3,
      samples: 4,
      episode: 'e',
      acknowledged_by: 'Asha',
      ...unnotified,
      summary: 's',
    })
  })
  test.each([
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [Number.NaN, null],
    [0, 0],
  ])('show %s as %s', (value, shown) => {
    expect(alertJson({ sinceMs: START_MS, value } as never).value).toBe(shown)
  })
  test('of the past say when they began and ended, and who took them on', () => {
    const shown = pastAlertJson(past('e', 'r'))
    expect(shown).toStrictEqual({
      episode: 'e',
      rule: 'r',
      severity: 'warning',
      labels: {},
      descriptions: {},
      fired_at: expect.stringContaining(START.slice(0, -1)),
      ended_at: null,
      outcome: null,
      summary: null,
      first_acknowledged_at: null,
      acknowledged_by: null,
    })
    const over = {
      endedAtMs: START_MS,
      outcome: 'closed',
      summary: 's',
      firstAcknowledgedAtMs: START_MS,
      acknowledgedBy: 'Asha',
    } as const
    expect(
      pastAlertJson(past('e', 'r', { ...over, labels: { a: '1' }, descriptions: { d: '2' } })),
    ).toStrictEqual({
      ...shown,
      labels: { a: '1' },
      descriptions: { d: '2' },
      ended_at: shown.fired_at,
      outcome: 'closed',
      summary: 's',
      first_acknowledged_at: shown.fired_at,
      acknowledged_by: 'Asha',
    })
  })
  test('silences and histories', () => {
    const silence = {
      id: '1',
      rule: '*',
      labels: { a: '1' },
      startsAtMs: START_MS,
      endsAtMs: START_MS + 60_000,
      author: 'A',
      reason: 'r',
    }
    const { starts_at, ends_at, ...rest } = silenceJson(silence)
    expect(rest).toStrictEqual({
      id: '1',
      every: null,
      rule: '*',
      labels: { a: '1' },
      author: 'A',
      reason: 'r',
    })
    expect([Date.parse(starts_at), Date.parse(ends_at)]).toEqual([START_MS, START_MS + 60_000])
    expect(
      ruleHistoryJson({
        rule: 'r',
        episodes: 2,
        firingMs: 91_000,
        unacknowledged: 1,
        acknowledgedAfterMs: 29_000,
      }),
    ).toStrictEqual({
      rule: 'r',
      alerts: 2,
      minutes_firing: 2,
      acknowledged_after_minutes: 0,
      unacknowledged: 1,
    })
    const none = ruleHistoryJson({ rule: 'r', episodes: 1, firingMs: 0, unacknowledged: 1 })
    expect(none.acknowledged_after_minutes).toBeNull()
  })
})

test('the history of rules: the noisiest first, open episodes until now, the median of those who answered', () => {
  const at = (minutes: number) => START_MS + minutes * MINUTE_MS
  const all = [
    past('1', 'calm', { endedAtMs: at(5) }),
    past('2', 'long'),
    past('3', 'noisy', { endedAtMs: at(2), firstAcknowledgedAtMs: at(9) }),
    past('4', 'noisy', { endedAtMs: at(2), firstAcknowledgedAtMs: at(1) }),
    past('5', 'noisy', { endedAtMs: at(-1), firstAcknowledgedAtMs: at(4) }),
    past('6', 'noisy', { endedAtMs: at(2), firstAcknowledgedAtMs: at(-3) }),
    past('7', 'noisy', { endedAtMs: at(2) }),
  ]
  expect(historyByRule(all, at(30))).toStrictEqual([
    {
      rule: 'noisy',
      episodes: 5,
      firingMs: 8 * MINUTE_MS,
      acknowledgedAfterMs: MINUTE_MS,
      unacknowledged: 1,
    },
    { rule: 'long', episodes: 1, firingMs: 30 * MINUTE_MS, unacknowledged: 1 },
    { rule: 'calm', episodes: 1, firingMs: 5 * MINUTE_MS, unacknowledged: 1 },
  ])
})

test('an outage may be notified of from its time on, and is over with the first answer', () => {
  const newId = () => 'o1'
  expect(decideOutage(undefined, undefined, newId, START_MS)).toStrictEqual({ kind: 'nothing' })
  const began = { id: 'o1', sinceMs: START_MS, reason: 'refused' }
  expect(decideOutage(undefined, 'refused', newId, START_MS)).toStrictEqual({
    kind: 'remember',
    outage: began,
  })
  const later = (afterMs: number, before: object = began) =>
    decideOutage(before as typeof began, 'timeout', newId, START_MS + afterMs)
  const now = { ...began, reason: 'timeout' }
  expect(later(OUTAGE_AFTER_MS - 1)).toStrictEqual({ kind: 'remember', outage: now })
  expect(later(OUTAGE_AFTER_MS)).toStrictEqual({ kind: 'notify', outage: now })
  expect(later(OUTAGE_AFTER_MS, { ...began, notifiedAtMs: 1 })).toStrictEqual({
    kind: 'notify',
    outage: { ...now, notifiedAtMs: 1 },
  })
  expect(decideOutage(began, undefined, newId, START_MS)).toStrictEqual({ kind: 'over', outage: began })
})

test('figures of minutes are summed, but for the slowest, and slow statements by their names', () => {
  const one = Object.fromEntries(Object.keys(noFigures()).map((name, index) => [name, index + 1]))
  const a = { ...one, slowStatements: new Map([['x', { count: 1, slowestMs: 9 }]]) } as never
  const slow = new Map([
    ['x', { count: 2, slowestMs: 5 }],
    ['y', { count: 3, slowestMs: 7 }],
  ])
  const b = { ...one, slowestUpdateMs: 500, slowStatements: slow } as never
  const { slowStatements, slowestUpdateMs, slowestQueryMs, ...sums } = addFigures(a, b)
  expect(slowStatements).toEqual(
    new Map([
      ['x', { count: 3, slowestMs: 9 }],
      ['y', { count: 3, slowestMs: 7 }],
    ]),
  )
  expect([slowestUpdateMs, slowestQueryMs]).toEqual([500, one.slowestQueryMs])
  expect(sums).toEqual(Object.fromEntries(Object.keys(sums).map((name) => [name, 2 * (one[name] ?? 0)])))
  expect(Object.values(noFigures()).filter((value) => value !== 0)).toEqual([new Map()])
})

describe('what does not fit between a rule and its columns', () => {
  const asking = ruleOf({ fire: 'value < usual - 3 sigma', resolve: 'samples >= 5' })
  test.each([
    [asking, { numbers: ['value', 'usual', 'sigma', 'samples'], texts: [] }, []],
    [
      asking,
      { numbers: ['value', 'usual', 'samples'], texts: ['sigma'] },
      [/"sigma", which is not a number column \(value, usual, samples\)/],
    ],
    [
      asking,
      { numbers: ['usual', 'sigma'], texts: ['samples'] },
      [/^"samples" is not a number column: cast it, as in samples::numeric AS samples/, /asks for "samples"/],
    ],
    [ruleOf(), { numbers: [], texts: ['a'] }, [/no number column: the engine needs a "value"/]],
    [ruleOf(), { numbers: ['rate'], texts: ['value'] }, [/^"value" is not a number column/]],
    [ruleOf({ fire: 'rows' }), { numbers: [], texts: ['a'] }, []],
  ])('%#: blindness', (rule, columns, problems) => {
    const found = blindness(rule, columns)
    expect(found).toHaveLength(problems.length)
    for (const [index, problem] of problems.entries()) expect(found[index]).toMatch(problem)
  })
  test('names places, descriptions and samples that are not there, each once', () => {
    const rule = ruleOf({
      summary: '{{value}} {{ rate }} {{campaign}} {{nowhere}}',
      describe: 'name, code',
      'min-samples': '5',
    })
    const problems = columnProblems(rule, { numbers: ['rate'], texts: ['campaign', 'name'] })
    expect(problems).toEqual([
      'The summary shows {{nowhere}}, which is not a column (rate, campaign, name, value, samples).',
      '"describe" names code, which is not a text column (campaign, name).',
      '"min-samples" is set, and there is no "samples" column to compare it with.',
    ])
    expect(columnProblems(ruleOf({ describe: 'x' }), { numbers: ['value'], texts: [] })).toEqual([
      '"describe" names x, which is not a text column (none).',
    ])
    const good = ruleOf({ summary: '{{value}}', 'min-samples': '5' })
    expect(columnProblems(good, { numbers: ['value', 'samples'], texts: [] })).toEqual([])
  })
})
