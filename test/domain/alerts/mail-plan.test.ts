import { describe, expect, test } from 'vitest'
import type { Signal } from '../../../src/domain/alerts/alert-state.ts'
import {
  newestOf,
  planMails,
  type WaitingSignal,
  waitsForDigest,
} from '../../../src/domain/alerts/mail-plan.ts'
import { MINUTE_MS, START_MS } from '../../alerts/builders.ts'
import { signal } from '../../alerts/twins.ts'

let ids = 0
const waiting = (episode: string, more: Partial<Signal> = {}): WaitingSignal => ({
  id: String(++ids),
  signal: signal(episode, more),
})
const everybody = () => ['asha@x', 'ravi@x']
/** Warnings go to Ravi alone. */
const bySeverity = ({ severity }: Signal) => (severity === 'critical' ? ['asha@x', 'ravi@x'] : ['ravi@x'])
const NONE: ReadonlyMap<string, number> = new Map()
const plan = (all: readonly WaitingSignal[], had = NONE) => planMails(all, () => ['asha@x'], had)

describe('mails of signals', () => {
  test('each recipient gets one of each moment and severity, and only of what concerns them', () => {
    const all = [
      waiting('a'),
      waiting('b'),
      waiting('c', { atMs: START_MS + MINUTE_MS }),
      waiting('d', { severity: 'warning' }),
    ]
    const notified = planMails(all, bySeverity, NONE).map(({ recipient, sections }) => [
      recipient,
      ...sections.map((section) => newestOf(section).episode),
    ])
    expect(notified).toEqual([
      ['asha@x', 'a', 'b'],
      ['asha@x', 'c'],
      ['ravi@x', 'a', 'b'],
      ['ravi@x', 'c'],
      ['ravi@x', 'd'],
    ])
  })

  test('all that waits of one episode goes into one mail, oldest first, at the moment of the newest', () => {
    const all = [
      waiting('a'),
      waiting('b', { atMs: START_MS + MINUTE_MS }),
      waiting('a', { kind: 'resolved', atMs: START_MS + MINUTE_MS }),
    ]
    const [only, ...others] = plan(all)
    expect(others).toEqual([])
    expect(only).toMatchObject({ signalIds: all.map(({ id }) => id) })
    expect(only?.digest).toBeUndefined()
    expect(only?.sections.map((section) => section.map(({ kind }) => kind))).toEqual([
      ['firing'],
      ['firing', 'resolved'],
    ])
  })

  test('the most urgent stands first', () => {
    const at = { atMs: START_MS }
    const had = new Map([['asha@x', 20]])
    const [digest] = plan(
      [
        waiting('i', { severity: 'info', ...at }),
        waiting('w', { severity: 'warning', kind: 'resolved', ...at }),
        waiting('v', { severity: 'warning', ...at }),
        waiting('c', { kind: 'reminder', ...at }),
        waiting('d', at),
      ],
      had,
    )
    expect(digest?.digest).toBe('many')
    expect(digest?.sections.map((section) => newestOf(section).episode)).toEqual(['d', 'c', 'v', 'w', 'i'])
  })

  test('keys are the same for the same signals in any order, and others for others', () => {
    const a = waiting('a')
    const b = waiting('b')
    const later = waiting('a', { atMs: START_MS + 1 })
    const resolved = waiting('a', { kind: 'resolved' })
    const keyOf = (...all: readonly WaitingSignal[]) => plan(all)[0]?.key
    expect(keyOf(a)).toBe(`a.firing.${START_MS.toString(36)}.1`)
    expect(keyOf(a, b)).toBe(keyOf(b, a))
    expect(keyOf(a, b)).toMatch(/^group\./)
    const keys = [
      keyOf(a),
      keyOf(b),
      keyOf(later),
      keyOf(resolved),
      keyOf(a, resolved),
      keyOf(a, b),
      keyOf(resolved, b),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    const [digest] = plan([a, b], new Map([['asha@x', 20]]))
    expect(digest?.key).toMatch(/^digest\./)
  })

  test('beyond twenty in an hour everything goes into one digest, and nobody gets an empty one', () => {
    const moments = [0, 1, 2].map((n) => waiting(`m${n}`, { atMs: START_MS + n }))
    expect(plan(moments, new Map([['asha@x', 17]]))).toHaveLength(3)
    expect(plan(moments, new Map([['asha@x', 18]]))).toMatchObject([
      { digest: 'many', signalIds: moments.map(({ id }) => id) },
    ])
    const warning = [waiting('w', { severity: 'warning' })]
    const had = new Map([['asha@x', 25]])
    expect(planMails(warning, bySeverity, had).map(({ recipient }) => recipient)).toEqual(['ravi@x'])
  })
})

describe('waiting for the next digest', () => {
  const capped = new Map([
    ['asha@x', 20],
    ['ravi@x', 20],
  ])
  const warning = (more: Partial<Signal> = {}) => waiting('w', { severity: 'warning', ...more })
  const waits = (all: readonly WaitingSignal[], had: ReadonlyMap<string, number>, afterMs = 0) =>
    waitsForDigest(all, everybody, had, START_MS + afterMs)

  test('is for those who had twenty mails in the hour', () => {
    expect(waits([warning()], capped)).toBe(true)
    expect(
      waits(
        [warning()],
        new Map([
          ['asha@x', 20],
          ['ravi@x', 19],
        ]),
      ),
    ).toBe(false)
    expect(waits([warning()], new Map([['asha@x', 20]]))).toBe(false)
  })
  test('lasts ten minutes for the oldest', () => {
    expect(waits([warning(), warning({ atMs: START_MS + MINUTE_MS })], capped, 10 * MINUTE_MS - 1)).toBe(true)
    expect(waits([warning(), warning({ atMs: START_MS + MINUTE_MS })], capped, 10 * MINUTE_MS)).toBe(false)
  })
  test('is not for a critical alert that begins', () => {
    expect(waits([warning(), waiting('c')], capped)).toBe(false)
    expect(waits([warning(), waiting('c', { kind: 'resolved' })], capped)).toBe(true)
    expect(waits([warning({ kind: 'firing' })], capped)).toBe(true)
  })
})
