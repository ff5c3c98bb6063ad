import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { verifyRollups } from '../src/adapters/postgres/analytics/rollup-repair.ts'
import { createCampaignStore } from '../src/adapters/postgres/campaigns/campaign-store.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { readSqlFolder } from '../src/adapters/postgres/schema/sql-files.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { agrees } from '../src/app/campaigns/recount.ts'
import { withPostgres } from './database.ts'
import { printTable } from './table.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 5_000_000)
/** The first migration that moves an installation into a schema of its own. */
const MOVES = '0006'
const ISO = `to_char(($1) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
const POLL_MS = 50

/** An installation of the version before 0006 with millions of messages, brought up to date as a start of the service does it. */
export async function benchMigrate(): Promise<void> {
  await withPostgres(async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    // They end with the server, should anything fail.
    pool.on('error', () => undefined)
    try {
      await installFormer(pool)
      const before = await counts(pool, '')
      const startedMs = performance.now()
      const locked = watchLock(pool)
      const applied = await migrate(pool)
      const seconds = (performance.now() - startedMs) / 1000
      const lockedSeconds = await locked.stop()
      const after = await counts(pool, 'bluetick.')
      const found = await createCampaignStore(pool, loadStatements(AS_WRITTEN)).verify()
      const wrong = found.filter((verification) => !agrees(verification))
      const rollups = await verifyRollups(pool, AS_WRITTEN, new AbortController().signal)
      printTable(
        [`${MESSAGES.toLocaleString('en-US')} messages, ${applied.length} migrations`, 'measured'],
        [
          ['all migrations, one transaction', `${seconds.toFixed(1)} s`],
          ['of which broadcasts_messages was locked', `${lockedSeconds.toFixed(1)} s`],
          ['rows before', JSON.stringify(before)],
          ['rows after', JSON.stringify(after)],
          ['campaigns whose counters differ', `${wrong.length} of ${found.length}`],
          ['rollups', JSON.stringify(rollups)],
        ],
      )
    } finally {
      await pool.end()
    }
  })
}

async function installFormer(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(
      `CREATE TABLE bluetick_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL,
       applied_at TIMESTAMPTZ NOT NULL DEFAULT now())`,
    )
    for (const { name, text } of readSqlFolder('migrations').filter((file) => file.name < MOVES)) {
      await client.query(text)
      const checksum = createHash('sha256').update(text).digest('hex')
      await client.query('INSERT INTO bluetick_migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
    }
    const fill = readFileSync(new URL('migrate-fill.sql', import.meta.url), 'utf8')
      .replaceAll(':messages', String(MESSAGES))
      .replaceAll(/iso\(([^()]+)\)/g, ISO)
    for (const statement of fill.split(/;\n/)) {
      const startedMs = performance.now()
      await client.query(statement)
      const [first = ''] = statement.replaceAll(/^(--.*)?\n/gm, '').split('\n')
      process.stderr.write(
        `${((performance.now() - startedMs) / 1000).toFixed(1)} s  ${first.slice(0, 80)}\n`,
      )
    }
    await client.query(`
      INSERT INTO message_rollup (campaign_id, bucket, messages, sent, delivered, read, failed, contradictory,
                                  sent_undelivered, deliveries, delivery_ms, read_delay_ms, delivery_times, read_times)
      SELECT campaign_id, bucket, messages, sent, delivered, read, failed, contradictory, sent_undelivered, deliveries,
             delivery_ms, read_delay_ms, delivery_times, read_times FROM bluetick_rollup_of('-infinity', 'infinity');
      INSERT INTO message_rollup_labels (campaign_id, bucket, dimension, label, messages)
      SELECT campaign_id, bucket, dimension, label, messages FROM bluetick_labels_of('-infinity', 'infinity')`)
  } finally {
    client.release()
  }
}

async function counts(pool: pg.Pool, own: string): Promise<unknown> {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM broadcasts_messages)::int AS messages, (SELECT count(*) FROM campaign_recipients)::int AS recipients,
            (SELECT count(*) FROM ${own}message_ids)::int AS ids, (SELECT count(*) FROM ${own}message_reads)::int AS reads,
            (SELECT sum(messages) FROM ${own}message_rollup WHERE campaign_id = '')::int AS counted`,
  )
  return rows[0]
}

/** For how long somebody held the messages' table so that nobody else could read it. */
function watchLock(pool: pg.Pool): { stop(): Promise<number> } {
  let over = false
  let firstMs: number | undefined
  let lastMs = 0
  const watching = (async () => {
    while (!over) {
      const { rowCount } = await pool.query(
        `SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
         WHERE c.relname = 'broadcasts_messages' AND l.mode = 'AccessExclusiveLock' AND l.granted`,
      )
      if (rowCount !== 0) {
        firstMs ??= performance.now()
        lastMs = performance.now()
      }
      await delay(POLL_MS)
    }
  })()
  return {
    async stop() {
      over = true
      await watching
      return firstMs === undefined ? 0 : (lastMs - firstMs) / 1000
    },
  }
}
