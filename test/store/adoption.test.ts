import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { migrate } from '../../src/adapters/postgres/schema/migrate.ts'
import { checkStatements, loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { NOON_MS, report } from '../support/reports.ts'

/** The guide's table as its readers made it, and the analysis document's as an ORM made them: text ids, naive times. */
const OLD_SCHEMA = `
  CREATE TABLE broadcasts_messages (
    id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, phone_number TEXT, status JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(), updated_at TIMESTAMPTZ DEFAULT NOW());
  CREATE INDEX idx_broadcasts_messages_message_id ON broadcasts_messages(message_id);
  CREATE INDEX idx_broadcasts_messages_phone_number ON broadcasts_messages(phone_number);
  CREATE TABLE marketing_campaigns (
    id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, status VARCHAR, messages_sent INTEGER, messages_delivered INTEGER,
    messages_read INTEGER, messages_failed INTEGER, messages_pending INTEGER, total_target_customers INTEGER,
    created_at TIMESTAMP);
  CREATE TABLE campaign_recipients (
    id VARCHAR PRIMARY KEY, campaign_id VARCHAR REFERENCES marketing_campaigns(id), phone_number VARCHAR,
    status VARCHAR, sent_at TIMESTAMP, delivered_at TIMESTAMP, read_at TIMESTAMP, failed_at TIMESTAMP,
    whatsapp_message_id VARCHAR);
  INSERT INTO broadcasts_messages (message_id, phone_number, status) VALUES
    ('wamid.A', '+919800000001', '{"sent": "2023-12-10T11:30:00Z", "delivered": "2023-12-10T11:31:00Z", "read": "2023-12-10T11:31:00Z"}'),
    ('wamid.B', '+919800000002', to_jsonb('{"sent": "2023-12-10T11:30:00.123456Z"}'::text)),
    ('wamid.N', NULL, NULL);
  INSERT INTO marketing_campaigns VALUES ('c1', 'Diwali', 'running', 999, 7, 7, 0, 999, 4, '2023-12-10 11:00:00');
  INSERT INTO campaign_recipients VALUES
    ('r-1', 'c1', '+919800000001', 'read', '2023-12-10 11:30:00', '2023-12-10 11:31:00', '2023-12-10 11:31:00', NULL, 'wamid.A'),
    ('r-2', 'c1', '+919800000002', 'pending', NULL, NULL, NULL, NULL, 'wamid.B'),
    ('r-3', 'c1', '+919800000003', 'delivered', '2023-12-10 11:30:00', '2023-12-10 11:30:09', NULL, NULL, 'wamid.C'),
    ('r-4', 'c1', '+919800000004', 'pending', NULL, NULL, NULL, NULL, NULL);
`

describe('tables that exist already', () => {
  let database: TestDatabase
  let pool: pg.Pool
  beforeEach(async () => {
    database = await createTestDatabase()
    pool = new pg.Pool({ connectionString: database.url })
  })
  afterEach(async () => {
    await pool.end()
    await database.drop()
  })

  async function adopt() {
    await pool.query(OLD_SCHEMA)
    await migrate(pool)
    const statements = loadStatements()
    await checkStatements(pool, statements)
    const store = createStateStore(pool, statements)
    await joinExternalRows(store, 'latest', new AbortController().signal)
    return store
  }

  test('are adopted with every row, and the counters become what the recipients say', async () => {
    await adopt()
    const { rows: messages } = await pool.query(
      'SELECT message_id, status FROM broadcasts_messages ORDER BY message_id',
    )
    expect(messages).toMatchObject([
      { message_id: 'wamid.A', status: { sent: '2023-12-10T11:30:00Z', read: '2023-12-10T11:31:00Z' } },
      { message_id: 'wamid.B', status: { sent: '2023-12-10T11:30:00.123456Z' } },
      { message_id: 'wamid.C', status: { sent: '2023-12-10T11:30:00Z', delivered: '2023-12-10T11:30:09Z' } },
      { message_id: 'wamid.N', status: null },
    ])
    const { rows: campaigns } = await pool.query(
      'SELECT messages_pending, messages_sent, messages_delivered, messages_read, messages_failed FROM marketing_campaigns',
    )
    expect(campaigns).toEqual([
      { messages_pending: 1, messages_sent: 3, messages_delivered: 2, messages_read: 1, messages_failed: 0 },
    ])
    const { rows: recipients } = await pool.query(
      'SELECT id, status, sent_at FROM campaign_recipients ORDER BY id',
    )
    expect(recipients).toEqual([
      { id: 'r-1', status: 'read', sent_at: new Date(NOON_MS) },
      { id: 'r-2', status: 'sent', sent_at: new Date('2023-12-10T11:30:00.123Z') },
      { id: 'r-3', status: 'delivered', sent_at: new Date(NOON_MS) },
      { id: 'r-4', status: 'pending', sent_at: null },
    ])
  })

  test("go on where they stood: a real delivery replaces the guide's inferred one, a late report does not turn back", async () => {
    const store = await adopt()
    await commitBatch(
      store,
      [
        report({
          ids: ['wamid.A'],
          kind: 'delivered',
          occurrence: { atMs: NOON_MS + 5000, estimated: false },
        }),
        report({ ids: ['wamid.C'], kind: 'sent' }),
        report({ ids: ['wamid.Z'], campaignName: 'Diwali' }),
      ],
      'latest',
    )
    const { rows } = await pool.query(
      "SELECT id, status, delivered_at FROM campaign_recipients WHERE id IN ('r-1', 'r-3') ORDER BY id",
    )
    expect(rows).toEqual([
      { id: 'r-1', status: 'read', delivered_at: new Date(NOON_MS + 5000) },
      { id: 'r-3', status: 'delivered', delivered_at: new Date(NOON_MS + 9000) },
    ])
    const { rows: made } = await pool.query('SELECT campaign_id FROM campaign_recipients WHERE from_webhook')
    expect(made).toEqual([{ campaign_id: 'c1' }])
  })

  test('keep working for a service that goes on writing them by itself', async () => {
    const store = await adopt()
    await pool.query(
      `INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.D', '{"sent": "2023-12-10T11:30:00Z"}')`,
    )
    await pool.query(
      `INSERT INTO campaign_recipients (id, campaign_id, status, whatsapp_message_id) VALUES ('r-5', 'c1', 'sent', 'wamid.D')`,
    )
    await pool.query(
      `UPDATE campaign_recipients SET whatsapp_message_id = 'wamid.E', status = 'sent', sent_at = now() WHERE id = 'r-4'`,
    )
    await commitBatch(store, [report({ ids: ['wamid.D'], kind: 'read' })], 'latest')
    await joinExternalRows(store, 'latest', new AbortController().signal)
    const { rows } = await pool.query(
      'SELECT messages_pending, messages_sent, messages_delivered, messages_read FROM marketing_campaigns',
    )
    expect(rows).toEqual([{ messages_pending: 0, messages_sent: 5, messages_delivered: 3, messages_read: 2 }])
    await pool.query("DELETE FROM broadcasts_messages WHERE message_id = 'wamid.D'")
    await commitBatch(store, [report({ ids: ['wamid.D'], kind: 'read' })], 'latest')
    const { rows: again } = await pool.query(
      "SELECT status ? 'read' AS read FROM broadcasts_messages WHERE message_id = 'wamid.D'",
    )
    expect(again).toEqual([{ read: true }])
  })

  test('are migrated once, by however many replicas start at the same time', async () => {
    await pool.query(OLD_SCHEMA)
    const applied = await Promise.all([migrate(pool), migrate(pool), migrate(pool)])
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
  })

  test('are not touched where a newer Bluetick has been at work', async () => {
    await migrate(pool)
    await pool.query("INSERT INTO bluetick_migrations (name, checksum) VALUES ('9999-future', 'x')")
    await expect(migrate(pool)).rejects.toThrow('9999-future')
  })
})
