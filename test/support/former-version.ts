import { createHash } from 'node:crypto'
import type pg from 'pg'
import { readSqlFolder } from '../../src/adapters/postgres/schema/sql-files.ts'

/** What the version before a migration made. */
export async function installBefore(pool: pg.Pool, first: string): Promise<void> {
  // Since 0006 in the schema of its own.
  const ledger = first > '0006' ? 'bluetick.bluetick_migrations' : 'bluetick_migrations'
  if (first > '0006') await pool.query('CREATE SCHEMA bluetick')
  await pool.query(
    `CREATE TABLE ${ledger} (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())`,
  )
  for (const { name, text } of readSqlFolder('migrations').filter((file) => file.name < first)) {
    await pool.query(text)
    const checksum = createHash('sha256').update(text).digest('hex')
    await pool.query(`INSERT INTO ${ledger} (name, checksum) VALUES ($1, $2)`, [name, checksum])
  }
}

/** What versions up to 0005 made, with some rows: everything in the connection's first schema. */
export async function installFormer(pool: pg.Pool): Promise<void> {
  await installBefore(pool, '0006')
  await pool.query(`
    INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali');
    INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.A', '{"sent": "2023-12-10T11:30:00Z"}');
    INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.A');
    INSERT INTO message_rollup (campaign_id, bucket, messages) VALUES ('', '2023-12-10T11:30:00Z', 1);
    INSERT INTO webhook_bodies (received_ms, lengths, bodies) VALUES ('{1}', '{1}', 'x')`)
}
