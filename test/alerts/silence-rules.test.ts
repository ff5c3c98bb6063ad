import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AlertBench, openAlertBench, shippedRule } from './alert-bench.ts'
import { MINUTE_MS } from './builders.ts'
import { createRuleData } from './rule-data.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

const { messages, forget } = createRuleData(() => bench)

const notified = () => bench.sent.map(({ content }) => content.subject)

/** Evaluates one rule at each slot for so many minutes. */
async function run(name: string, minutes: number): Promise<readonly string[]> {
  const rule = shippedRule(name)
  for (let i = 0; i < minutes; i++) await bench.tick([rule])
  return (await bench.store.alerts()).map(({ phase }) => phase)
}

describe('webhooks-silent', () => {
  /** Minutes of a service that runs: from `from` minutes ago to now, with so many webhooks each. */
  async function alive(
    from: number,
    to: number,
    accepted: number,
    more: Readonly<Record<string, number>> = {},
  ) {
    const at = (ago: number) => new Date(Math.floor(bench.nowMs / MINUTE_MS - ago) * MINUTE_MS).toISOString()
    await bench.pool.query(
      `INSERT INTO bluetick.service_minutes (minute, accepted, unauthorized)
       SELECT m, $3, $4 FROM generate_series($1::timestamptz, $2::timestamptz, interval '1 minute') m
       ON CONFLICT (minute) DO UPDATE SET accepted = excluded.accepted, unauthorized = excluded.unauthorized`,
      [at(from), at(to), accepted, more.unauthorized ?? 0],
    )
  }
  const DAYS = 1440

  test('fires when messages went out and no webhook came, and resolves only by one that comes', async () => {
    await messages(4, 20, { sent: 20 }, '{sent}')
    await alive(60, -60, 0)
    expect(await run('webhooks-silent', 12)).toEqual([])
    await messages(1, 20, { sent: 20 }, '{sent}')
    expect(await run('webhooks-silent', 10)).toEqual(['firing'])
    await forget()
    await alive(60, -60, 0)
    expect(await run('webhooks-silent', 60)).toEqual(['firing'])
    await alive(1, -90, 1)
    expect(await run('webhooks-silent', 22)).toEqual(['resolved'])
  })

  test('fires where the same time of every other day had webhooks', async () => {
    await alive(9 * DAYS, 10, 6)
    await alive(9, -60, 0)
    expect(await run('webhooks-silent', 25)).toEqual(['firing'])
    expect(notified()[0]).toMatch(/No webhook for \d+ minutes/)
  })

  test('says nothing where some days have none at this time, while nothing ran, or in the first week', async () => {
    await alive(9 * DAYS, 10, 6)
    await alive(3 * DAYS + 60, 3 * DAYS - 120, 0)
    await alive(9, -60, 0)
    expect(await run('webhooks-silent', 40)).toEqual([])
    await forget()
    await bench.clear()
    await alive(9 * DAYS, 180, 6)
    expect(await run('webhooks-silent', 20)).toEqual([])
    await forget()
    await bench.clear()
    await alive(3 * DAYS, 10, 6)
    await alive(9, -60, 0)
    expect(await run('webhooks-silent', 40)).toEqual([])
  })

  test('webhooks that are refused are no sign of life; refused ones where others are missing have an alert', async () => {
    await alive(9 * DAYS, 10, 6)
    await alive(9, -60, 0, { unauthorized: 6 })
    expect(await run('webhooks-refused', 6)).toEqual(['firing'])
    await bench.clear()
    await alive(9 * DAYS, 10, 6)
    await alive(9, -60, 0, { unauthorized: 6 })
    expect(await run('webhooks-silent', 25)).toEqual(['firing'])
  })

  test('strangers who knock set nothing off: neither beside genuine webhooks nor when none is expected', async () => {
    await alive(9 * DAYS, -60, 6)
    await alive(30, -60, 6, { unauthorized: 100 })
    expect(await run('webhooks-refused', 10)).toEqual([])
    await bench.clear()
    await forget()
    await alive(9 * DAYS, -60, 0, { unauthorized: 100 })
    expect(await run('webhooks-refused', 10)).toEqual([])
  })
})
