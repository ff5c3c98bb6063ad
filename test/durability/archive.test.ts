import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { createAccountStore } from '../../src/adapters/postgres/account/account-store.ts'
import { createArchive } from '../../src/adapters/postgres/messages/archive.ts'
import { createReplyStore } from '../../src/adapters/postgres/messages/reply-store.ts'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { createBatchWriter } from '../../src/app/ingest/batch-writer.ts'
import { type ReplayParts, replayBodies, replayRejects } from '../../src/app/ingest/replay.ts'
import { expire } from '../../src/app/ingest/retention.ts'
import type { Archive } from '../../src/domain/messages/ports.ts'
import { startTestService, type TestService } from '../support/service.ts'

const DAY_MS = 24 * 60 * 60 * 1000
let service: TestService
let archive: Archive
beforeAll(async () => {
  service = await startTestService({ WEBHOOK_RATE_LIMIT: 'off' })
  archive = createArchive(service.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => service.stop())

const none = () => new AbortController().signal
function partsOf(over: Partial<ReplayParts> = {}): ReplayParts {
  const store = createStateStore(service.pool, loadStatements(AS_WRITTEN))
  const meter = { committed: () => undefined, notCommitted: () => undefined, rejectsDropped: () => undefined }
  return {
    archive,
    parse: parseBody,
    writeBatch: createBatchWriter({
      store,
      replies: createReplyStore(service.pool, loadStatements(AS_WRITTEN)),
      account: createAccountStore(service.pool, loadStatements(AS_WRITTEN)),
      rule: 'latest',
      meter,
    }),
    dryRun: false,
    onProgress: () => undefined,
    signal: none(),
    ...over,
  }
}
const query = async (text: string, ...values: unknown[]) => (await service.pool.query(text, values)).rows
const statusOf = async (id: string) =>
  (await query('SELECT status FROM broadcasts_messages WHERE message_id = $1', id))[0]?.status

describe('replaying bodies', () => {
  test('brings back what was deleted, as it was, however often it is done', async () => {
    const startedMs = Date.now()
    await service.post({ statuses: [{ id: 'kept-1', status: 'sent', timestamp: 'unreadable' }] })
    await service.post({ statuses: [{ id: 'kept-2', status: 'read', timestamp: '1702207800' }, {}] })
    const before = [await statusOf('kept-1'), await statusOf('kept-2')]
    await query('DELETE FROM broadcasts_messages')
    const replayed = await replayBodies(partsOf(), startedMs, Date.now() + 1)
    expect(replayed).toEqual({ read: 2, reports: 2, rejected: 1 })
    await replayBodies(partsOf(), startedMs, Date.now() + 1)
    expect([await statusOf('kept-1'), await statusOf('kept-2')]).toEqual(before)
    expect(await replayBodies(partsOf(), startedMs - 2 * DAY_MS, startedMs), 'nothing came before').toEqual({
      read: 0,
      reports: 0,
      rejected: 0,
    })
  })

  test('a dry run counts, and changes nothing', async () => {
    await query('DELETE FROM broadcasts_messages')
    expect((await replayBodies(partsOf({ dryRun: true }), 0, Date.now() + 1)).reports).toBeGreaterThan(0)
    expect(await query('SELECT 1 FROM broadcasts_messages')).toEqual([])
  })
})

describe('replaying rejects', () => {
  test('what is understood by now is joined in and no reject any more; the rest stays', async () => {
    await query('TRUNCATE bluetick.webhook_rejects')
    await service.post('this is no JSON')
    const item = JSON.stringify({ id: 'once-unknown', status: 'read', timestamp: '1702207800' })
    await query(
      `INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
       VALUES (now(), 'meta', 'unknown-status', '', $1), (now(), 'flat', 'refused-by-database', '', $2)`,
      item,
      JSON.stringify({
        source: 'flat',
        ids: ['once-refused'],
        kind: 'sent',
        occurrence: { atMs: 1_702_207_800_000, estimated: false },
        receivedAtMs: 1_702_207_800_000,
      }),
    )
    expect(await replayRejects(partsOf({ dryRun: true }))).toEqual({ read: 3, reports: 2, rejected: 1 })
    expect(await statusOf('once-unknown')).toBeUndefined()
    expect(await replayRejects(partsOf())).toEqual({ read: 3, reports: 2, rejected: 1 })
    expect(await statusOf('once-unknown')).toEqual({
      delivered: '2023-12-10T11:30:00Z',
      read: '2023-12-10T11:30:00Z',
    })
    expect(await statusOf('once-refused')).toEqual({ sent: '2023-12-10T11:30:00Z' })
    expect(await replayRejects(partsOf())).toEqual({ read: 1, reports: 0, rejected: 1 })
  })
})

describe('what is kept is bounded', () => {
  test('rejects beyond the bound are dropped, counted, and answered like the others; refused reports are not dropped', async () => {
    await query(
      `INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
       SELECT now(), 'flat', 'missing-id', '', '{}' FROM generate_series(1, 100000)`,
    )
    expect((await service.post({ statuses: [{}, {}] })).status).toBe(200)
    const [{ kept }] = await query('SELECT count(*)::integer AS kept FROM bluetick.webhook_rejects')
    expect(kept).toBe(100_001) // One was there before.
    const metrics = await (await fetch(`${service.url}/metrics`)).text()
    expect(metrics).toContain('bluetick_rejects_dropped_total 2')
    const refused = {
      source: 'flat',
      reason: 'refused-by-database',
      explanation: '',
      raw: '{}',
      receivedAtMs: 1,
    } as const
    expect(await createStateStore(service.pool, loadStatements(AS_WRITTEN)).keepRejects([refused])).toBe(1)
    await query('TRUNCATE bluetick.webhook_rejects')
    expect(
      await createStateStore(service.pool, loadStatements(AS_WRITTEN)).keepRejects([
        { ...refused, reason: 'missing-id' },
      ]),
    ).toBe(1)
  })

  test('bodies expire by the day: partitions are made ahead, and dropped when their days are over', async () => {
    const partitions = async () =>
      (
        await query(
          `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'webhook_bodies'::regclass`,
        )
      ).length
    expect(await partitions()).toBe(8)
    await query(
      `CREATE TABLE bluetick.webhook_bodies_20200101 PARTITION OF bluetick.webhook_bodies FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')`,
    )
    await archive.keepBodyDays(7)
    await archive.keepBodyDays(7)
    expect(await partitions()).toBe(8)
  })

  test('messages and rejects expire only where days are set, in batches, and recipients keep what they showed', async () => {
    await query('TRUNCATE bluetick.webhook_rejects')
    await query(`INSERT INTO marketing_campaigns (id, name) VALUES ('old', 'old')`)
    await query(`INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('old', 'old-1')`)
    await service.post({
      statuses: [
        { id: 'old-1', status: 'read', timestamp: '1702207800' },
        { id: 'young', status: 'sent', timestamp: '1702207800' },
      ],
    })
    await query(
      `UPDATE broadcasts_messages SET created_at = now() - interval '40 days', updated_at = now() - interval '40 days' WHERE message_id <> 'young'`,
    )
    await query(
      `INSERT INTO bluetick.webhook_rejects (received_at, source, reason, explanation, raw)
       SELECT now() - interval '40 days', 'flat', 'missing-id', '', '{}' FROM generate_series(1, 1200)`,
    )
    expect(await expire(archive, { bodies: 7 }, Date.now(), none())).toEqual({ rejects: 0, messages: 0 })
    const expired = await expire(archive, { bodies: 7, rejects: 30, messages: 30 }, Date.now(), none())
    expect(expired.rejects).toBe(1200)
    expect(await query('SELECT message_id FROM broadcasts_messages')).toEqual([{ message_id: 'young' }])
    const shown = `SELECT r.status, c.messages_read AS read, c.messages_delivered AS delivered
                   FROM campaign_recipients r JOIN marketing_campaigns c ON c.id = r.campaign_id WHERE c.id = 'old'`
    expect(await query(shown)).toEqual([{ status: 'read', read: 1, delivered: 1 }])
    // A late report finds the message gone; what its recipient knows must not be unlearnt.
    await service.post({ statuses: [{ id: 'old-1', status: 'sent', timestamp: '1702207700' }] })
    expect(await query(shown)).toEqual([{ status: 'read', read: 1, delivered: 1 }])
  })
})

test('with RAW_RETENTION_DAYS=0 no body is kept, and what was never a status is not kept either', async () => {
  const off = await startTestService({ RAW_RETENTION_DAYS: '0' })
  await off.post({ statuses: [{ id: 'x', status: 'sent', timestamp: '1702207800' }] })
  const count = (pool: pg.Pool) => pool.query('SELECT count(*)::integer AS n FROM bluetick.webhook_bodies')
  expect((await count(off.pool)).rows[0].n).toBe(0)
  await off.stop()
  const before = (await count(service.pool)).rows[0].n
  await service.post({
    object: 'whatsapp_business_account',
    entry: [{ changes: [{ field: 'messages', value: { messages: [{ text: { body: 'private' } }] } }] }],
  })
  await vi.waitFor(async () => expect((await count(service.pool)).rows[0].n).toBe(before))
})
