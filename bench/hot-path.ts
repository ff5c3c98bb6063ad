import { setInterval as every } from 'node:timers/promises'
import pg from 'pg'
import { createStateStore } from '../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../src/app/campaigns/join-external-rows.ts'
import { ingestRate, trafficOf } from './analytics-ingest.ts'
import { median } from './table.ts'

/** Of batches of a service, the share that began again because another was first to claim an id. */
export async function begunAgain(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const counter = (name: string, statement: string) =>
    Number(new RegExp(`^${name}\\{statement="${statement}"\\} (\\S+)`, 'm').exec(metrics)?.[1] ?? 0)
  const lost = counter('bluetick_database_statement_errors_total', 'claim-ids')
  return lost / counter('bluetick_database_statements_total', 'lock-messages')
}

/** The shares of updates that touched no index, by the server's own counters. */
export interface HotShares {
  readonly messages: number
  /** Of those that reports make. */
  readonly recipients: number
  /** With those that join in rows which others inserted: each once, and never without an index. */
  readonly recipientsWithJoins: number
}

/** @param joined how many recipients others inserted, which were joined in */
export async function hotShares(pool: pg.Pool, joined: number): Promise<HotShares> {
  const { rows } = await pool.query<{ relname: string; updates: number; hot: number }>(
    `SELECT relname, n_tup_upd::int AS updates, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables
     WHERE relname IN ('broadcasts_messages', 'campaign_recipients')`,
  )
  const of = (table: string) => rows.find(({ relname }) => relname === table) ?? { updates: 0, hot: 0 }
  const messages = of('broadcasts_messages')
  const recipients = of('campaign_recipients')
  return {
    messages: messages.hot / messages.updates,
    recipients: recipients.hot / (recipients.updates - joined),
    recipientsWithJoins: recipients.hot / recipients.updates,
  }
}

const ROUNDS = 7
const MESSAGES = 8_000
const JOIN_EVERY_MS = 250
const TABLES = ['broadcasts_messages', 'campaign_recipients', 'marketing_campaigns'] as const

export interface JoiningCost {
  /** Throughput with triggers and joining at work, against that without. */
  readonly idle: number
  /** The same while somebody inserts 40 recipients a second. */
  readonly busy: number
}

/** What it costs batches that what others write is noticed and joined in: in turns, with and without, medians of the ratios. */
export async function joiningCost(url: string): Promise<JoiningCost> {
  const pool = new pg.Pool({ connectionString: url, max: 6, pipeline: true })
  pool.on('error', () => undefined) // Connections that the server's stop cuts.
  const ratios: { idle: number[]; busy: number[] } = { idle: [], busy: [] }
  const run = (name: string) => ingestRate(pool, trafficOf(name, MESSAGES, Date.now()), true)
  try {
    await run('warm')
    for (let round = 0; round < ROUNDS; round++) {
      for (const table of TABLES) await pool.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
      const without = await run(`without${round}`)
      for (const table of TABLES) await pool.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`)
      ratios.idle.push((await joining(pool, false, () => run(`idle${round}`))) / without)
      ratios.busy.push((await joining(pool, true, () => run(`busy${round}`))) / without)
    }
  } finally {
    await pool.end()
  }
  return { idle: median(ratios.idle), busy: median(ratios.busy) }
}

/** Work while what others write is joined in as the service does it. */
async function joining<T>(pool: pg.Pool, someoneWrites: boolean, work: () => Promise<T>): Promise<T> {
  const store = createStateStore(pool, loadStatements(AS_WRITTEN))
  const stopped = new AbortController()
  const { signal } = stopped
  await pool.query(
    "INSERT INTO marketing_campaigns (id, name) VALUES ('theirs', 'theirs') ON CONFLICT DO NOTHING",
  )
  const joins = (async () => {
    for await (const _ of every(JOIN_EVERY_MS, undefined, { signal })) {
      if (someoneWrites) {
        await pool.query(
          "INSERT INTO campaign_recipients (campaign_id) SELECT 'theirs' FROM generate_series(1, 10)",
        )
      }
      await joinExternalRows(store, 'latest', signal)
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  try {
    return await work()
  } finally {
    stopped.abort()
    await joins
  }
}
