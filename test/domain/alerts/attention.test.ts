import { describe, expect, test } from 'vitest'
import type { ListedAlert } from '../../../src/domain/alerts/alert-status.ts'
import { attentionFor, attentionSignal, type EscalationPolicy } from '../../../src/domain/alerts/attention.ts'
import { retirementOf, rulesToRetire } from '../../../src/domain/alerts/retire.ts'
import {
  isMailAddress,
  namedBy,
  parseLabelRoute,
  parseRecipients,
  recipientsOf,
  routeOf,
} from '../../../src/domain/alerts/route.ts'
import type { Silence } from '../../../src/domain/alerts/silence.ts'
import { signal } from '../../alerts/twins.ts'

const NOW_MS = Date.parse('2026-11-27T12:00:00Z')
const MINUTE_MS = 60_000

const alert = (more: object = {}) =>
  ({
    rule: 'probe',
    severity: 'critical',
    labels: { campaign: 'diwali' },
    phase: 'firing',
    episode: 'e1',
    firedAtMs: NOW_MS - 60 * MINUTE_MS,
    announced: true,
    announcedAtMs: NOW_MS - 30 * MINUTE_MS,
    ...more,
  }) as unknown as ListedAlert

describe('an alert that nobody acknowledges', () => {
  const policy: EscalationPolicy = { afterMs: 30 * MINUTE_MS, lists: 2 }
  const step = (
    more: object = {},
    silences: readonly Silence[] = [],
    given: EscalationPolicy | undefined = policy,
  ) => attentionFor(alert(more), given, silences, NOW_MS)

  test('goes to the next list when its time has come, and to no list behind the last', () => {
    expect(step()).toStrictEqual({ kind: 'escalation', level: 1 })
    expect(step({ announcedAtMs: NOW_MS - 30 * MINUTE_MS + 1 })).toBeUndefined()
    expect(step({ escalation: 1, escalatedAtMs: NOW_MS - 30 * MINUTE_MS })).toEqual({
      kind: 'escalation',
      level: 2,
    })
    expect(step({ escalation: 1, escalatedAtMs: NOW_MS - 29 * MINUTE_MS })).toBeUndefined()
    expect(step({ unacknowledgedAtMs: NOW_MS - 29 * MINUTE_MS })).toBeUndefined()
    expect(step({ escalation: 2 })).toBeUndefined()
  })

  test.each([
    ['is a warning', { severity: 'warning' }],
    ['recovers', { phase: 'recovering' }],
    ['is pending', { phase: 'pending' }],
    ['was announced to nobody', { announced: false }],
    ['was announced at no known time', { announcedAtMs: undefined }],
  ])('goes nowhere where it %s', (_name, more) => {
    expect(step(more)).toBeUndefined()
  })

  test('goes nowhere without a policy, and while it is silenced', () => {
    expect(attentionFor(alert(), undefined, [], NOW_MS)).toBeUndefined()
    const silence = (labels: Record<string, string>) =>
      ({ rule: 'probe', labels, startsAtMs: NOW_MS - 1, endsAtMs: NOW_MS + 1 }) as unknown as Silence
    expect(step({}, [silence({ campaign: 'diwali' })])).toBeUndefined()
    expect(step({}, [silence({ campaign: 'holi' })])).toBeDefined()
  })

  test('is acknowledged until that wears off, firing or recovering', () => {
    const acknowledged = { acknowledgedBy: 'asha' }
    expect(step(acknowledged)).toBeUndefined()
    expect(step({ ...acknowledged, acknowledgedUntilMs: NOW_MS + 1 })).toBeUndefined()
    const over = { kind: 'unacknowledged', by: 'asha' }
    expect(step({ ...acknowledged, acknowledgedUntilMs: NOW_MS })).toStrictEqual(over)
    expect(step({ ...acknowledged, acknowledgedUntilMs: NOW_MS, phase: 'recovering' })).toStrictEqual(over)
  })

  test('is shown as it was known, with what is new', () => {
    const last = { ...signal('e1'), valueBefore: 1, acknowledgedBefore: 'ravi', by: 'ravi', note: 'old' }
    const { valueBefore: _v, acknowledgedBefore: _a, by: _b, note: _n, ...known } = last
    expect(attentionSignal(last, { kind: 'escalation', atMs: 7 })).toStrictEqual({
      ...known,
      kind: 'escalation',
      atMs: 7,
    })
    expect(attentionSignal(last, { kind: 'acknowledged', atMs: 7, by: 'asha', note: 'mine' })).toMatchObject({
      by: 'asha',
      note: 'mine',
    })
  })
})

describe('who is notified', () => {
  const routes = {
    bySeverity: (severity: string) => (severity === 'critical' ? ['asha@x', 'pager'] : ['ravi@x']),
    escalation: [['lead@x', 'asha@x'], ['boss@x']],
  }

  test('is whom the rule names, else whom the severity does; of an escalation its list', () => {
    expect(recipientsOf(routes, { severity: 'critical' })).toEqual(['asha@x', 'pager'])
    expect(recipientsOf(routes, { severity: 'warning' })).toEqual(['ravi@x'])
    expect(recipientsOf(routes, { severity: 'critical', to: ['team@x'] })).toEqual(['team@x'])
    expect(recipientsOf(routes, { severity: 'critical', escalation: 1 })).toEqual([
      'asha@x',
      'pager',
      'lead@x',
    ])
    expect(recipientsOf(routes, { severity: 'warning', escalation: 2 })).toEqual([
      'ravi@x',
      'lead@x',
      'asha@x',
      'boss@x',
    ])
    expect(recipientsOf(routes, { severity: 'critical', escalation: 2, kind: 'escalation' })).toEqual([
      'boss@x',
    ])
    expect(recipientsOf(routes, { severity: 'critical', escalation: 3, kind: 'escalation' })).toEqual([])
    expect(recipientsOf(routes, { severity: 'critical', kind: 'escalation' })).toEqual([])
  })

  test('may depend on what a label says', () => {
    const rule = {
      to: ['all@x'],
      byLabel: [
        { label: 'campaign', pattern: 'diwali*', to: ['d@x'] },
        { label: 'campaign', pattern: '*a.b*', to: ['ab@x', 'd@x'] },
      ],
    }
    expect(routeOf(rule, { campaign: 'diwali 2026\nx' })).toEqual(['d@x'])
    expect(routeOf(rule, { campaign: 'xa.b' })).toEqual(['ab@x', 'd@x'])
    expect(routeOf(rule, { campaign: 'xaxb' })).toEqual(['all@x'])
    expect(routeOf(rule, { campaign: 'a diwali' })).toEqual(['all@x'])
    expect(routeOf(rule, { other: 'diwali' })).toEqual(['all@x'])
    expect(routeOf({ byLabel: [] }, {})).toBeUndefined()
    expect(namedBy(rule)).toEqual(['all@x', 'd@x', 'ab@x'])
    expect(namedBy({ byLabel: [] })).toEqual([])
  })

  test('is written as addresses and channels', () => {
    expect(parseRecipients(' a@b.c , pager-2 ')).toEqual(['a@b.c', 'pager-2'])
    for (const wrong of [
      '',
      'a@b.c,',
      'A',
      '2x',
      'a b@c',
      'a@b@c',
      'a"@b',
      '@b',
      'a@',
      `a${'b'.repeat(31)}`,
    ]) {
      expect(parseRecipients(wrong), wrong).toBeUndefined()
    }
    expect(['a@b', 'pager'].map(isMailAddress)).toEqual([true, false])
    expect(parseLabelRoute('campaign', 'a=b* = x@y')).toStrictEqual({
      label: 'campaign',
      pattern: 'a=b*',
      to: ['x@y'],
    })
    for (const wrong of ['x@y', '= x@y', ' = x@y', 'a = ', 'a = !']) {
      expect(parseLabelRoute('campaign', wrong), wrong).toBeUndefined()
    }
  })
})

describe('rules that are gone', () => {
  test('are retired where no replica evaluated them lately', () => {
    const status = (rule: string, agoMs: number) => ({ rule, slotMs: NOW_MS - agoMs }) as never
    const statuses = [status('kept', 3_600_000), status('old', 600_000), status('new', 599_999)]
    expect(rulesToRetire(statuses, ['kept'], NOW_MS)).toEqual(['old'])
  })

  test('end their alerts with the last figure, where anybody heard of them', () => {
    const gone = alert({
      summary: 'at 80%',
      value: 80,
      samples: 9,
      descriptions: { name: 'Diwali' },
      to: ['a@x'],
      escalation: 1,
    })
    expect(retirementOf(gone, NOW_MS)).toStrictEqual([
      {
        kind: 'closed',
        rule: 'probe',
        severity: 'critical',
        labels: { campaign: 'diwali' },
        descriptions: { name: 'Diwali' },
        episode: 'e1',
        firedAtMs: gone.firedAtMs,
        conditionSinceMs: gone.firedAtMs,
        atMs: NOW_MS,
        summary: 'Final: at 80%',
        threshold: 'its rule was there',
        unit: '',
        to: ['a@x'],
        escalation: 1,
        value: 80,
        samples: 9,
        figures: {},
        reason: 'rule-removed',
      },
    ])
    const [bare] = retirementOf(alert(), NOW_MS)
    expect(Object.keys(bare ?? {})).toEqual([
      ...[
        'kind',
        'rule',
        'severity',
        'labels',
        'episode',
        'firedAtMs',
        'conditionSinceMs',
        'atMs',
        'summary',
      ],
      ...['threshold', 'unit', 'figures', 'reason'],
    ])
    expect(bare?.summary).toBe('Final: probe')
    for (const unheard of [{ episode: undefined }, { firedAtMs: undefined }, { announced: false }]) {
      expect(retirementOf(alert(unheard), NOW_MS)).toEqual([])
    }
  })
})
