import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createAlertStore } from '../../src/adapters/postgres/alerts/alert-store.ts'
import { createRuleRunner } from '../../src/adapters/postgres/alerts/rule-runner.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { noFigures } from '../../src/domain/alerts/service-minute.ts'
import { weigh } from '../../src/domain/alerts/verdict.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { shippedRule } from './alert-bench.ts'

// The whole way: webhooks at the running service, the meter that counts them, the minutes it writes every few seconds,
// and the SQL of the rules that ship.

const TOO_LARGE_BYTES = 4 * 1024 * 1024 + 1
const TIMEOUT = { timeout: 20_000, interval: 100 }

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

/** The one row of a rule's answer, once the service has written what it counted, and what the engine makes of it. */
async function ask(name: string) {
  await service.tick('everyFiveSeconds')
  const rule = shippedRule(name)
  const answer = await createRuleRunner(service.pool, loadStatements(AS_WRITTEN)).ask(rule, Date.now())
  const [row] = answer.kind === 'rows' ? answer.rows : []
  if (row === undefined) throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return { figures: row.figures, verdict: weigh(rule, row) }
}

const statuses = (ids: readonly string[], status: string, errors?: object[]) =>
  service.post({
    statuses: ids.map((id) => ({ id, status, timestamp: '1702207800', ...(errors && { errors }) })),
  })

test('while all is well the rules see that webhooks came and were understood', async () => {
  await statuses(['m1'], 'sent')
  await vi.waitFor(
    async () => expect(await ask('webhook-errors')).toMatchObject({ figures: { webhooks: 1, value: 0 } }),
    TIMEOUT,
  )
  expect(await ask('webhook-errors')).toMatchObject({ verdict: 'clear' })
  for (const name of ['updates-slow', 'queries-slow']) {
    // Not that it was fast, which no test can promise, but that the rule says what was measured.
    expect((await ask(name)).figures.slowest_ms).toBeGreaterThan(0)
  }
  expect((await ask('clocks-differ')).figures.value).toBeLessThan(30)
})

test('a batch counts in the cohorts what became of its messages, once, and out of reach apart', async () => {
  await statuses(['c1', 'c2', 'c3', 'c4'], 'sent')
  await statuses(['c1', 'c2'], 'delivered')
  await statuses(['c1', 'c2'], 'delivered')
  await statuses(['c2'], 'read')
  await statuses(['c3'], 'failed', [{ code: 131026 }])
  const { rows } = await service.pool.query(
    `SELECT sum(messages)::int AS messages, sum(delivered)::int AS delivered, sum(failed)::int AS failed,
            sum(out_of_reach)::int AS out_of_reach, sum(underway)::int AS underway
     FROM bluetick.delivery_cohorts`,
  )
  // m1 of the test before is underway too.
  expect(rows).toEqual([{ messages: 5, delivered: 2, failed: 1, out_of_reach: 1, underway: 2 }])
})

test('a replica whose clock is an hour off writes the minutes of the database, and says so', async () => {
  const store = createAlertStore(service.pool, loadStatements(AS_WRITTEN))
  const clockMs = Date.now() - 3_600_000
  const minuteMs = Math.floor(clockMs / 60_000) * 60_000
  await store.addServiceMinutes(new Map([[minuteMs, { ...noFigures(), lostWebhooks: 7 }]]), clockMs)
  const { rows } = await service.pool.query(
    "SELECT lost_webhooks FROM bluetick.service_minutes WHERE minute > now() - interval '3 minutes' AND lost_webhooks > 0",
  )
  expect(rows).toEqual([{ lost_webhooks: 7 }])
  expect(await ask('clocks-differ')).toMatchObject({ verdict: 'fire' })
})

test('rejects are rejects, and no errors of ours', async () => {
  expect((await service.post(new Uint8Array(TOO_LARGE_BYTES))).status).toBe(413)
  await service.post({ statuses: [{ id: 'no status' }, { status: 'no id' }] })
  await vi.waitFor(
    async () => expect(await ask('webhook-rejects')).toMatchObject({ figures: { rejects: 2 } }),
    TIMEOUT,
  )
  expect(await ask('webhook-errors')).toMatchObject({ figures: { value: 0 } })
})

test('updates-slow and queries-slow see, and name, what had to wait for a lock for over a second', async () => {
  const holder = await service.pool.connect()
  await holder.query('BEGIN; LOCK TABLE broadcasts_messages')
  const posted = service.post({ statuses: [{ id: 'm2', status: 'sent', timestamp: '1702207800' }] })
  const overdue = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND clock_timestamp() - query_start > interval '1100 milliseconds'`
  await vi.waitFor(
    async () => expect((await service.pool.query(overdue)).rowCount).toBeGreaterThan(0),
    TIMEOUT,
  )
  await holder.query('COMMIT')
  holder.release()
  expect((await posted).status).toBe(200)
  for (const name of ['updates-slow', 'queries-slow']) {
    await vi.waitFor(async () => expect((await ask(name)).figures.value).toBeGreaterThan(0), TIMEOUT)
    expect((await ask(name)).figures.slowest_ms).toBeGreaterThan(1000)
  }
  expect((await service.pool.query('SELECT statement FROM bluetick.slow_statements')).rows).not.toEqual([])
})
