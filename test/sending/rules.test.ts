import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AlertBench, openAlertBench, shippedRule } from '../alerts/alert-bench.ts'
import { MINUTE_MS } from '../alerts/builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.clear()
  await bench.pool.query('TRUNCATE bluetick.sending_numbers, bluetick.send_plans CASCADE')
})

async function run(name: string, minutes: number): Promise<readonly string[]> {
  const rule = shippedRule(name)
  for (let i = 0; i < minutes; i++) await bench.tick([rule])
  return (await bench.store.alerts()).filter((alert) => alert.rule === name).map(({ phase }) => phase)
}
const at = (minutesAgo: number) => new Date(bench.nowMs - minutesAgo * MINUTE_MS)

test('sending-stopped fires while a number is stopped', async () => {
  await bench.pool.query(
    `INSERT INTO bluetick.sending_numbers (sender, tokens, filled_at, per_second, changed_at, watched_at)
     VALUES ('meta:1', 0, $1, 60, $1, $1)`,
    [at(0)],
  )
  expect(await run('sending-stopped', 2)).toEqual([])
  await bench.pool.query(
    `UPDATE bluetick.sending_numbers SET opened_at = $1, open_code = '402', open_reason = 'Insufficient credits'`,
    [at(1)],
  )
  expect(await run('sending-stopped', 2)).toEqual(['firing'])
  await bench.pool.query('UPDATE bluetick.sending_numbers SET opened_at = NULL')
  expect(await run('sending-stopped', 2)).toEqual(['resolved'])
})

test('sends-uncertain fires where no report tells for a quarter of an hour', async () => {
  await bench.pool.query(
    `INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, planned_by, planned_at, members, excluded)
     VALUES ('00000000-0000-4000-8000-000000000001', 'h', 'send', 'c', 's', '{}', '{}', 'asha', $1, 1, '{}')`,
    [at(20)],
  )
  await bench.pool.query(
    `INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for,
                                         not_before, state, claimed_at)
     VALUES (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 0, '1', 'c', '+91', 1, '{}', '{}', $1, $1, 'uncertain', $1)`,
    [at(5)],
  )
  expect(await run('sends-uncertain', 8)).toEqual([])
  expect(await run('sends-uncertain', 12)).toEqual(['firing'])
  await bench.pool.query(`UPDATE bluetick.send_attempts SET state = 'accepted'`)
  expect(await run('sends-uncertain', 11)).toEqual(['resolved'])
})
