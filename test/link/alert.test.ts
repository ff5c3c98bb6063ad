import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AlertBench, openAlertBench, shippedRule } from '../alerts/alert-bench.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())

test('link-rows-refused fires when a linked table goes on refusing a row', async () => {
  const phases = async () => (await bench.store.alerts()).map(({ phase }) => phase)
  const minutes = async (n: number) => {
    for (let i = 0; i < n; i++) await bench.tick([shippedRule('link-rows-refused')])
  }
  await minutes(7)
  expect(await phases()).toEqual([])
  await bench.pool.query(`INSERT INTO bluetick.link_failures (table_name, key, attempts, code, message)
                          VALUES ('campaign_recipients', '1', 2, '23514', 'a check')`)
  await minutes(7)
  expect(await phases()).toEqual(['firing'])
})
