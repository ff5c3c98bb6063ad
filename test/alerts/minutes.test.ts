import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createRuleRunner } from '../../src/adapters/postgres/alerts/rule-runner.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { weigh } from '../../src/domain/alerts/verdict.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { shippedRule } from './alert-bench.ts'

// The whole way: webhooks at the running service, the meter that counts them, the minutes it writes every few seconds,
// and the SQL of the rules that ship.

const TOO_LARGE_BYTES = 4 * 1024 * 1024 + 1
const PATIENCE = { timeout: 20_000, interval: 100 }

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

/** The one row of a rule's answer, once the service has written what it counted, and what the engine makes of it. */
async function ask(name: string) {
  await service.tick('everyFiveSeconds')
  const rule = shippedRule(name)
  const answer = await createRuleRunner(service.pool, loadStatements(AS_WRITTEN), AS_WRITTEN).ask(
    rule,
    Date.now(),
  )
  const [row] = answer.kind === 'rows' ? answer.rows : []
  if (row === undefined) throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return { figures: row.figures, verdict: weigh(rule, row) }
}

test('while all is well the rules see that webhooks came, and how long they took', async () => {
  await service.post({ statuses: [{ id: 'm1', status: 'sent', timestamp: '1702207800' }] })
  await vi.waitFor(
    async () => expect(await ask('webhook-errors')).toMatchObject({ figures: { webhooks: 1 } }),
    PATIENCE,
  )
  expect(await ask('webhook-errors')).toMatchObject({
    figures: { value: 0, errors: 0, rejects: 0 },
    verdict: 'clear',
  })
  for (const name of ['updates-slow', 'queries-slow']) {
    // Not that it was fast, which no test can promise, but that the rule says what was measured.
    const { figures, verdict } = await ask(name)
    expect(verdict).toBe(Number(figures.slowest_ms) > 1000 ? 'fire' : 'clear')
    expect(figures.slowest_ms).toBeGreaterThan(0)
  }
})

test('webhook-errors sees webhooks that were refused and items that were not understood', async () => {
  expect((await service.post(new Uint8Array(TOO_LARGE_BYTES))).status).toBe(413)
  await service.post({ statuses: [{ id: 'no status' }, { status: 'no id' }] })
  await vi.waitFor(
    async () =>
      expect(await ask('webhook-errors')).toMatchObject({
        figures: { value: 3, errors: 1, rejects: 2 },
        verdict: 'fire',
      }),
    PATIENCE,
  )
})

test('updates-slow and queries-slow see a status update that had to wait for a lock for over a second', async () => {
  const holder = await service.pool.connect()
  await holder.query('BEGIN; LOCK TABLE broadcasts_messages')
  const posted = service.post({ statuses: [{ id: 'm2', status: 'sent', timestamp: '1702207800' }] })
  const overdue = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND clock_timestamp() - query_start > interval '1100 milliseconds'`
  await vi.waitFor(
    async () => expect((await service.pool.query(overdue)).rowCount).toBeGreaterThan(0),
    PATIENCE,
  )
  await holder.query('COMMIT')
  holder.release()
  expect((await posted).status).toBe(200)
  for (const name of ['updates-slow', 'queries-slow']) {
    await vi.waitFor(async () => expect((await ask(name)).verdict).toBe('fire'), PATIENCE)
    expect((await ask(name)).figures.slowest_ms).toBeGreaterThan(1000)
  }
})
