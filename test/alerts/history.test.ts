import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../src/adapters/cli/context.ts'
import { candidatesOf, tune } from '../../src/app/alerts/tune.ts'
import { historyByRule } from '../../src/domain/alerts/history.ts'
import { bluetick } from '../support/command-line.ts'
import { type AlertBench, openAlertBench, shippedRule } from './alert-bench.ts'
import { MINUTE_MS, row, ruleOf, START_MS } from './builders.ts'
import { createRuleData } from './rule-data.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

const { cohort } = createRuleData(() => bench)

async function cli(...args: string[]) {
  const { out, err, code } = await bluetick(['alerts', ...args], { DATABASE_URL: bench.url })
  return { out: out + err, code }
}

async function ticks(count: number) {
  for (let i = 0; i < count; i++) await bench.tick([shippedRule('delivery-rate-low')])
}

/** An alert that fired an hour ago, was acknowledged after six minutes, and resolved. */
async function incident() {
  await cohort(20, { messages: 1000, delivered: 700 })
  await ticks(3)
  const episode = (await bench.store.alerts())[0]?.episode ?? ''
  bench.nowMs += 6 * MINUTE_MS
  await bench.actions.acknowledge({ episode, author: 'Asha', atMs: bench.nowMs })
  await cohort(20, { delivered: 300 })
  await ticks(12)
  return episode
}

describe('history', () => {
  test('says what fired, for how long, and how soon somebody took it on, first of all where it got worse since', async () => {
    bench.nowMs = Date.now() - 3_600_000
    const episode = await incident()
    const { out, code } = await cli('history')
    expect(code).toBe(EXIT.ok)
    expect(out).toMatch(/critical {2}delivery-rate-low {2}resolved after \d+ min, acknowledged by Asha/)
    expect(out).toContain(`episode ${episode}`)
    expect(out).toMatch(/delivery-rate-low +1 .* 6 min( \d+ s)? +0/)
    const json = JSON.parse((await cli('history', '--json', '--rule', 'delivery-rate-low')).out)
    expect(json.rules).toMatchObject([{ alerts: 1, unacknowledged: 0 }])
    expect((await cli('history', '--rule', 'messages-stuck')).out).toBe('No alert fired in this time.\n')
    expect(
      (await cli('history', '--from', '2026-01-02T00:00:00Z', '--to', '2026-01-01T00:00:00Z')).code,
    ).toBe(EXIT.usage)
  })

  test('sums put the noisiest rule first, and count what is still open until now', () => {
    const one = (rule: string, firedAtMs: number, endedAtMs?: number) =>
      ({
        id: `${rule}.${firedAtMs}`,
        rule,
        severity: 'warning',
        labels: {},
        firedAtMs,
        ...(endedAtMs && { endedAtMs }),
      }) as const
    const sums = historyByRule([one('a', 0, 1000), one('b', 0, 100), one('b', 200), one('c', 0, 5000)], 1200)
    expect(sums.map(({ rule, episodes, firingMs }) => [rule, episodes, firingMs])).toEqual([
      ['b', 2, 1100],
      ['c', 1, 5000],
      ['a', 1, 1000],
    ])
    expect(sums[0]).toMatchObject({ unacknowledged: 2 })
    expect(sums[0]).not.toHaveProperty('acknowledgedAfterMs')
  })
})

test('a back-test sees the outage of yesterday though everything was delivered since', async () => {
  bench.nowMs = Date.now() - 86_400_000
  await cohort(0, { messages: 1000, underway: 1000 })
  await cohort(0, { delivered: 1000, underway: -1000 }, -180)
  const span = [bench.nowMs - MINUTE_MS, bench.nowMs + 90 * MINUTE_MS].map((atMs) =>
    new Date(atMs).toISOString(),
  )
  const { out } = await cli(
    'backtest',
    '--from',
    span[0] ?? '',
    '--to',
    span[1] ?? '',
    '--rule',
    'delivery-rate-low',
  )
  expect(out).toContain('→ firing: Delivery rate 0% over the last hour (1,000 messages')
  expect(out).toMatch(/91 evaluations, [12] signals, 0 errors/)
})

describe('tune', () => {
  test('moves the threshold of a rate by points, of others by factors, and of what is usual the factor', () => {
    const fires = (headers: Readonly<Record<string, string>>) =>
      candidatesOf(ruleOf(headers)).map(({ fire }) => fire)
    expect(fires({ fire: 'value < 90', unit: '%' })).toEqual(
      [70, 80, 85, 88, 90, 92, 95].map((n) => `value < ${n}`),
    )
    expect(fires({ fire: 'value > 10 and share > 25' })).toContain('value > 40 and share > 25')
    expect(fires({ fire: 'value < usual - 3 sigma' })).toContain('value < usual - 6 sigma')
    expect(fires({ fire: 'rows' })).toEqual([])
  })

  test('counts what each would have paged, on one set of answers', async () => {
    const results = new Map(
      [95, 91, 89, 95, 84, 95].map((value, i) => [
        START_MS + i * MINUTE_MS,
        { kind: 'rows' as const, rows: [row(value, { samples: 100 })] },
      ]),
    )
    const tunings = await tune(candidatesOf(ruleOf({ unit: '%' })), results, 7 * 86_400_000)
    const pages = Object.fromEntries(tunings.map(({ fire, pagesAWeek }) => [fire, pagesAWeek]))
    expect(pages).toMatchObject({ 'value < 80': 0, 'value < 85': 1, 'value < 90': 2, 'value < 92': 2 })
    expect(tunings.filter(({ current }) => current).map(({ fire }) => fire)).toEqual(['value < 90'])
  })

  test('prints it for a shipped rule, and says what it cannot tune', async () => {
    const { out, code } = await cli('tune', 'delivery-rate-low', '--days', '1')
    expect(code).toBe(EXIT.ok)
    expect(out).toMatch(/value < 90 +0\.0 +0\.0% +← as it is/)
    expect((await cli('tune', 'rules-failing')).out).toContain('no threshold')
    expect((await cli('tune', 'nothing')).out).toContain('There is no rule "nothing"')
    expect((await cli('tune', 'delivery-rate-low', '--days', '400')).out).toContain('from 1 to 35')
  })
})
