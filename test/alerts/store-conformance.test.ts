import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AlertState } from '../../src/domain/alerts/alert-state.ts'
import type { Known } from '../../src/domain/alerts/decide.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, START_MS } from './builders.ts'
import { NOTHING, OK, RULE, type Twin, twins } from './twins.ts'

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
    expect(await twin.store.standings()).toMatchObject([
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
    expect(await twin.store.standings()).toEqual([])
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
  await expect(bench.store.standings()).rejects.toThrow('unknown health')
})
