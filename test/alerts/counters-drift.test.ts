import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { anyDeliveries } from '../support/reports.ts'
import { type AlertBench, openAlertBench, shippedRule } from './alert-bench.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

/** Campaigns with so many recipients each, of whom all were sent to. */
async function campaigns(names: readonly string[], recipients: number) {
  await bench.pool.query('INSERT INTO marketing_campaigns (id, name) SELECT n, n FROM unnest($1::text[]) n', [
    names,
  ])
  await asBluetick(
    bench.pool,
    `INSERT INTO campaign_recipients (campaign_id, status, settled, revision)
     SELECT c, 'sent', true, 1 FROM unnest($1::text[]) c, generate_series(1, $2::int)`,
    [names, recipients],
  )
}

/** Makes the campaigns' counters say so; `counted` is the size by which they take turns. */
async function counters(sent: number, counted = sent) {
  await asBluetick(
    bench.pool,
    'UPDATE marketing_campaigns SET messages_sent = $1, recipients_counted = $2, updated_at = to_timestamp($3)',
    [sent, counted, bench.nowMs / 1000],
  )
}

async function run(minutes: number): Promise<readonly string[]> {
  for (let n = 0; n < minutes; n++) await bench.tick([shippedRule('counters-drift')])
  return (await bench.store.alerts()).map(({ phase }) => phase)
}

test('counters that differ from the recount fire, and resolve when they are right', async () => {
  await campaigns(['Spring sale'], 3)
  await counters(3)
  expect(await run(1)).toEqual([])
  await counters(5)
  expect(await run(1)).toEqual(['firing'])
  expect(bench.sent[0]?.content.subject).toContain(
    'Counters off by 2 against the recount: campaign Spring sale',
  )
  await counters(3)
  expect(await run(1)).toEqual(['resolved'])
})

test('replies are counted too', async () => {
  await campaigns(['Spring sale'], 0)
  await asBluetick(
    bench.pool,
    `INSERT INTO campaign_recipients (campaign_id, status, sent_at, replied_at, settled, revision)
     VALUES ('Spring sale', 'read', now(), now(), true, 1)`,
  )
  await counters(1)
  await bench.pool.query('UPDATE marketing_campaigns SET messages_delivered = 1, messages_read = 1')
  expect(await run(1)).toEqual(['firing'])
  await bench.pool.query('UPDATE marketing_campaigns SET messages_replied = 1')
  expect(await run(1)).toEqual(['resolved'])
})

test('each status counts as it does in the counters', async () => {
  await campaigns(['Spring sale'], 0)
  await asBluetick(
    bench.pool,
    `INSERT INTO campaign_recipients (campaign_id, status, sent_at, settled, revision)
     SELECT 'Spring sale', s, CASE WHEN s <> 'pending' THEN now() END, true, 1
     FROM unnest('{pending,sent,delivered,read,failed}'::text[]) s
     UNION ALL SELECT 'Spring sale', 'failed', NULL, true, 1`,
  )
  await counters(4)
  await bench.pool.query(
    'UPDATE marketing_campaigns SET messages_pending = 1, messages_delivered = 2, messages_read = 1, messages_failed = 2',
  )
  expect(await run(1)).toEqual([])
  await asBluetick(
    bench.pool,
    "UPDATE campaign_recipients SET status = 'delivered', revision = revision + 1 WHERE status = 'read'",
  )
  expect(await run(1)).toEqual(['firing'])
  expect(bench.sent[0]?.content.subject).toContain('by 1')
})

test('recipients that wait to be joined in are no drift, and no end of one either', async () => {
  await campaigns(['Spring sale'], 3)
  await bench.pool.query("UPDATE campaign_recipients SET status = 'read'")
  await counters(5)
  expect(await run(2)).toEqual([])
  await asBluetick(bench.pool, 'UPDATE campaign_recipients SET settled = true, revision = revision + 1')
  expect(await run(1)).toEqual(['firing'])
  await bench.pool.query("UPDATE campaign_recipients SET status = 'failed'")
  await counters(3)
  expect(await run(2)).toEqual(['firing'])
})

test('campaigns take turns: none is missed, and one whose turn it is not stays as it was', async () => {
  const names = ['c1', 'c2', 'c3', 'c4', 'c5']
  await campaigns(names, 2)
  await counters(5, 45_000)
  // Twice around: 5 × 45,500 with 50,000 at once take five minutes.
  expect(await run(10)).toEqual(names.map(() => 'firing'))
  await counters(2, 45_000)
  expect(await run(1)).toContain('firing')
  expect(await run(4)).toEqual(names.map(() => 'resolved'))
})

test('whatever webhooks report, in whatever order, is no drift', async () => {
  const store = createStateStore(bench.pool, loadStatements(AS_WRITTEN))
  const rule = shippedRule('counters-drift')
  let asked = 0
  await fc.assert(
    fc.asyncProperty(anyDeliveries, async ({ once, again }) => {
      await bench.clear()
      for (const batch of [...once, ...again]) await commitBatch(store, batch, 'latest')
      const answer = await bench.runner.ask(rule, Date.now())
      const rows = answer.kind === 'rows' ? answer.rows : [answer]
      asked += rows.length
      expect(rows).toEqual(
        rows.map(() => expect.objectContaining({ figures: expect.objectContaining({ value: 0 }) })),
      )
    }),
    { numRuns: 60 },
  )
  expect(asked).toBeGreaterThan(0)
})
