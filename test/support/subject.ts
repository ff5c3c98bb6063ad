import type pg from 'pg'
import { createPool } from '../../src/adapters/postgres/connection/pool.ts'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { conclude } from '../../src/domain/messages/conclusion.ts'
import { type Snapshot, type Subject, sorted } from './memory-subject.ts'
import { createTestDatabase, emptyTables } from './postgres.ts'

export interface PostgresSubject extends Subject {
  readonly pool: pg.Pool
  readonly url: string
}

/** A pool as the service has it. */
export function openPool(connectionString: string): pg.Pool {
  return createPool({
    connectionString,
    size: 16,
    pipeline: true,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 60_000,
    onError: () => undefined,
  })
}

export async function postgresSubject(): Promise<PostgresSubject> {
  const database = await createTestDatabase()
  const pool = openPool(database.url)
  return {
    store: createStateStore(pool, loadStatements(AS_WRITTEN)),
    pool,
    url: database.url,
    async addCampaign(id) {
      await pool.query('INSERT INTO marketing_campaigns (id, name) VALUES ($1, $1)', [id])
    },
    async addRecipient(campaignId, messageId, status = 'pending') {
      await pool.query(
        'INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ($1, $2, $3)',
        [campaignId, messageId ?? null, status],
      )
    },
    snapshot: () => snapshotOf(pool),
    clear: () => emptyTables(pool),
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}

/** All rows as they are, less `id`, `created_at` and `updated_at`: what must not depend on order. */
export async function rowsOf(pool: pg.Pool): Promise<unknown> {
  const tables = ['broadcasts_messages', 'campaign_recipients', 'marketing_campaigns']
  const rows = tables.map(async (table) => {
    const result = await pool.query(
      `SELECT to_jsonb(t) - '{created_at,updated_at,revision}'::text[] - CASE WHEN $1 THEN '' ELSE 'id' END AS row
       FROM ${table} t`,
      [table === 'marketing_campaigns'],
    )
    return sorted(result.rows.map(({ row }) => row))
  })
  return Promise.all(rows)
}

async function snapshotOf(pool: pg.Pool): Promise<Snapshot> {
  const { messageOfRow } = await import('../../src/adapters/postgres/messages/message-rows.ts')
  const { recipientOfRow } = await import('../../src/adapters/postgres/campaigns/recipient-rows.ts')
  const messages = await pool.query('SELECT * FROM broadcasts_messages')
  const recipients = await pool.query(
    "SELECT *, id::text AS key, '' AS place, now() AS written_at FROM campaign_recipients",
  )
  const campaigns = await pool.query(
    `SELECT id, name, messages_pending AS pending, messages_sent AS sent, messages_delivered AS delivered,
            messages_read AS read, messages_failed AS failed,
            messages_replied AS replied, recipients_counted AS recipients
     FROM marketing_campaigns`,
  )
  return {
    messages: sorted(
      messages.rows.map((row) => {
        const { ids, facts } = messageOfRow(row)
        return { message_id: row.message_id, ids: [...ids].sort(), facts, conclusion: conclude(facts) }
      }),
    ),
    recipients: sorted(
      recipients.rows.map((row) => {
        const { key, counted, pendingJoin, writtenAtMs, ...shown } = recipientOfRow(row)
        return shown
      }),
    ),
    campaigns: sorted(campaigns.rows),
  }
}
