import { Readable } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCampaignStore } from '../../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../../../src/adapters/postgres/campaigns/recipient-store.ts'
import { createStateStore } from '../../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { reconcile } from '../../../src/app/campaigns/reconcile.ts'
import { createCampaignUseCases } from '../../../src/app/campaigns/use-cases.ts'
import { commitBatch } from '../../../src/app/ingest/commit-batch.ts'
import type { Kind, StatusReport } from '../../../src/domain/messages/report.ts'
import { asBluetick } from '../../support/as-bluetick.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'

const RECIPIENTS = 100_000
const REPORT_BATCH = 1_000
const TEST_TIMEOUT_MS = 600_000
const KINDS: readonly Kind[] = ['sent', 'delivered', 'read', 'failed']
const never = new AbortController().signal

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 6 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test(
  'a hundred thousand recipients, reported on in random order while they are imported, are counted exactly, and again after tampering',
  async () => {
    const statements = loadStatements(AS_WRITTEN)
    const state = createStateStore(pool, statements)
    const campaigns = createCampaignUseCases(
      createCampaignStore(pool, statements),
      createRecipientStore(pool, statements),
      'latest',
    )
    const { store } = campaigns
    await store.create('big', 'Big', 'running')

    const order = shuffled(RECIPIENTS)
    const reporting = (async () => {
      for (let from = 0; from < order.length; from += REPORT_BATCH) {
        await commitBatch(state, order.slice(from, from + REPORT_BATCH).map(reportOf), 'latest')
      }
    })()
    const list = Readable.from(listOf(RECIPIENTS))
    const summary = await campaigns.importList('big', list, 'ndjson', never)
    await reporting
    expect(summary).toMatchObject({ lines: RECIPIENTS, inserted: RECIPIENTS, refused: 0 })

    const quarter = RECIPIENTS / 4
    const right = {
      recipients: RECIPIENTS,
      pending: 0,
      sent: 3 * quarter,
      delivered: 2 * quarter,
      read: quarter,
      failed: quarter,
    }
    const verify = async () => (await store.verify('big'))[0]
    expect(await verify()).toMatchObject({ shown: right, kept: right, right, miscounted: 0, waiting: 0 })
    const breakdowns = (await store.find('big'))?.breakdowns
    expect(breakdowns?.get('f131026')).toBe(quarter)

    // As a fault of Bluetick's own would: what others write is noted, and joined in.
    await asBluetick(
      pool,
      "UPDATE public.marketing_campaigns SET messages_read = 1, counted_sent = counted_sent - 17 WHERE id = 'big'",
    )
    await asBluetick(
      pool,
      'UPDATE public.campaign_recipients SET counted = 1, revision = revision + 1 WHERE id % 50 = 0',
    )
    await asBluetick(pool, "DELETE FROM public.campaign_recipients WHERE whatsapp_message_id = 'big-3'")
    await asBluetick(pool, "UPDATE bluetick.campaign_tallies SET recipients = 0 WHERE key = 'f131026'")
    expect(campaigns.agrees((await verify()) ?? expect.fail('gone'))).toBe(false)

    const [recount] = await Promise.all([
      campaigns.recount('big', never),
      commitBatch(
        state,
        order.slice(0, REPORT_BATCH).map((n) => ({ ...reportOf(n), kind: 'read' as const })),
        'latest',
      ),
    ])
    expect(recount.repaired).toBeGreaterThan(1_500)
    const after = (await verify()) ?? expect.fail('gone')
    expect(campaigns.agrees(after), JSON.stringify(after)).toBe(true)
    expect(after.right.recipients).toBe(RECIPIENTS - 1)
    const { rows } = await pool.query(
      "SELECT count(*)::int AS failed FROM campaign_recipients WHERE failure_code = '131026'",
    )
    expect((await store.find('big'))?.breakdowns.get('f131026')).toBe(rows[0].failed)
    expect(await campaigns.recount('big', never)).toMatchObject({
      repaired: 0,
      breakdowns: 0,
      disturbed: false,
    })

    await pool.query("UPDATE marketing_campaigns SET messages_sent = messages_sent + 1 WHERE id = 'big'")
    await pool.query(
      "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ('big', 'own', 'sent')",
    )
    expect(await reconcile(state, store, 'latest', never)).toMatchObject({ recipients: 1 })
    expect(campaigns.agrees((await verify()) ?? expect.fail('gone'))).toBe(true)
  },
  TEST_TIMEOUT_MS,
)

function* listOf(recipients: number): Generator<Buffer> {
  for (let from = 0; from < recipients; from += 500) {
    const lines = Array.from({ length: 500 }, (_, n) => JSON.stringify({ message_id: `big-${from + n}` }))
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}

function reportOf(n: number): StatusReport {
  const kind = KINDS[n % KINDS.length] ?? 'sent'
  return {
    source: 'flat',
    ids: [`big-${n}`],
    kind,
    occurrence: { atMs: 1_793_500_000_000 + n, estimated: false },
    receivedAtMs: 1_793_500_100_000,
    ...(kind === 'failed' && { failure: { code: '131026' } }),
  }
}

/** 0 … count − 1 in an order that is always the same: a fixed multiplicative walk. */
function shuffled(count: number): number[] {
  return Array.from({ length: count }, (_, n) => (n * 7_919 + 13) % count)
}
