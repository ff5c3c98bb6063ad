import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AlertState } from '../../src/domain/alerts/alert-state.ts'
import type { Known } from '../../src/domain/alerts/decide.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, START_MS } from './builders.ts'
import { NOTHING, OK, RULE, signal, type Twin, twins } from './twins.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())

describe.each(twins(() => bench))('the alert store in %s', (_name, open) => {
  let twin: Twin
  beforeEach(async () => {
    twin = await open()
  })

  test('records a slot once, and no older one after it', async () => {
    const asked: number[] = []
    const record = (atMs: number) =>
      twin.store.record(RULE, atMs, OK, () => {
        asked.push(atMs)
        return NOTHING
      })
    const both = await Promise.all([record(START_MS), record(START_MS)])
    expect(both.sort()).toEqual([false, true])
    expect(await record(START_MS - MINUTE_MS)).toBe(false)
    expect(await record(START_MS + MINUTE_MS)).toBe(true)
    expect(asked).toEqual([START_MS, START_MS + MINUTE_MS])
    expect(await twin.store.ruleStatuses()).toMatchObject([
      { rule: RULE.name, slotMs: START_MS + MINUTE_MS, health: 'ok' },
    ])
  })

  test('gives the next evaluation the states of the last one, less those that are ok', async () => {
    const state = (campaign: string, more: Partial<AlertState>): AlertState => ({
      labels: { campaign },
      phase: 'pending',
      sinceMs: START_MS,
      seenAtMs: START_MS,
      ...more,
    })
    const decided = (states: readonly AlertState[]) => () => ({ ...NOTHING, states })
    await twin.store.record(RULE, START_MS, OK, decided([state('a', { value: 3 }), state('b', {})]))
    await twin.store.record(RULE, START_MS + 1, OK, decided([state('b', { phase: 'ok' })]))
    let known: Known | undefined
    await twin.store.record(RULE, START_MS + 2, OK, (given) => {
      known = given
      return NOTHING
    })
    expect(known?.states).toEqual([state('a', { value: 3 })])
    expect(known).toMatchObject({ silences: [], ruleChanged: false })
  })

  test('writes nothing where the decision throws', async () => {
    const record = twin.store.record(RULE, START_MS, OK, () => {
      throw new Error('a bug')
    })
    await expect(record).rejects.toThrow('a bug')
    expect(await twin.store.ruleStatuses()).toEqual([])
  })
})

test('a phase, health or severity that the database should not hold is an error, not a quiet "ok"', async () => {
  await bench.clear()
  const state = { labels: {}, phase: 'firing', sinceMs: START_MS, seenAtMs: START_MS } as const
  await bench.store.record(RULE, START_MS, OK, () => ({ ...NOTHING, states: [state] }))
  await bench.pool.query("UPDATE bluetick.alerts SET phase = 'burning'")
  const next = bench.store.record(RULE, START_MS + 1, OK, () => NOTHING)
  await expect(next).rejects.toThrow(/unknown phase "burning": expected ok, pending/)
  await expect(bench.store.alerts()).rejects.toThrow('unknown phase')
  await bench.pool.query("UPDATE bluetick.alerts SET phase = 'firing', severity = 'dire'")
  await expect(bench.store.alerts()).rejects.toThrow('unknown severity')
  await bench.pool.query("UPDATE bluetick.alert_rules SET health = 'unwell'")
  await expect(bench.store.ruleStatuses()).rejects.toThrow('unknown health')
})

describe('what only PostgreSQL keeps, since nothing else asks for it', () => {
  beforeEach(() => bench.clear())
  const fires = (kind: 'firing' | 'closed' = 'firing') => signal('e1', { kind })
  const open: AlertState = {
    labels: {},
    phase: 'firing',
    sinceMs: START_MS,
    seenAtMs: START_MS,
    value: 80,
    episode: {
      id: 'e1',
      firedAtMs: START_MS,
      conditionSinceMs: START_MS,
      announced: true,
      notifiedAtMs: START_MS,
    },
  }
  const record = () =>
    bench.store.record(RULE, START_MS, OK, () => ({ ...NOTHING, states: [open], signals: [fires()] }))
  const episodes = () =>
    bench.store.history({ fromMs: START_MS - MINUTE_MS, toMs: START_MS + MINUTE_MS, limit: 10 })

  test('a retired rule is forgotten, its episode ends, and people are notified on one replica only', async () => {
    await record()
    const asked: number[] = []
    const retire = () =>
      bench.store.retire(RULE.name, START_MS + 5, (alerts) => {
        asked.push(alerts.length)
        return alerts.length === 0 ? [] : [fires('closed')]
      })
    await Promise.all([retire(), retire()])
    expect(asked.filter((alerts) => alerts > 0)).toEqual([1])
    expect([await bench.store.ruleStatuses(), await bench.store.alerts()]).toEqual([[], []])
    expect(await episodes()).toMatchObject([
      { id: 'e1', rule: RULE.name, endedAtMs: START_MS + 5, outcome: 'closed' },
    ])
    const { rows } = await bench.pool.query('SELECT kind FROM bluetick.alert_signals ORDER BY id')
    expect(rows.map(({ kind }) => kind)).toEqual(['firing', 'closed'])
  })

  test('an episode that was over before it could be written is recorded once, by whoever comes first', async () => {
    const past = {
      id: 'o1',
      rule: 'database-unreachable',
      severity: 'critical',
      firedAtMs: START_MS,
      endedAtMs: START_MS + 10,
      summary: 'It was away',
      signals: [signal('o1', { kind: 'resolved' })],
    } as const
    await Promise.all([bench.store.recordPast(past), bench.store.recordPast({ ...past, summary: 'Twice' })])
    const found = await episodes()
    expect(found).toMatchObject([
      { id: 'o1', severity: 'critical', firedAtMs: START_MS, endedAtMs: START_MS + 10 },
    ])
    expect((await bench.outbox.unnotified(START_MS + MINUTE_MS)).map((one) => one.signal.episode)).toEqual([
      'o1',
    ])
  })

  test('history gives a time, a rule, and no more than is asked for, the newest first', async () => {
    for (const [n, rule] of ['a', 'b', 'a'].entries()) {
      const firedAtMs = START_MS + n * 1000
      const past = {
        id: `o${n}`,
        rule,
        severity: 'info',
        firedAtMs,
        endedAtMs: firedAtMs + 1,
        summary: '',
      } as const
      await bench.store.recordPast({ ...past, signals: [] })
    }
    const history = async (query: { toMs?: number; rule?: string; limit?: number }) =>
      (await bench.store.history({ fromMs: START_MS, toMs: START_MS + MINUTE_MS, limit: 10, ...query })).map(
        ({ id }) => id,
      )
    expect(await history({})).toEqual(['o2', 'o1', 'o0'])
    expect(await history({ toMs: START_MS + 2000 })).toEqual(['o1', 'o0'])
    expect(await history({ rule: 'a' })).toEqual(['o2', 'o0'])
    expect(await history({ limit: 1 })).toEqual(['o2'])
  })
})
