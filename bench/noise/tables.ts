import type pg from 'pg'
import type { Traffic } from './traffic.ts'

/** Rows of one statement. */
const ROWS_AT_ONCE = 20_000

/** Puts simulated traffic where the rules read it, in place of what was there. */
export async function fillTables(pool: pg.Pool, traffic: Traffic): Promise<void> {
  await pool.query(
    'TRUNCATE bluetick.delivery_cohorts, bluetick.message_rollup, bluetick.message_rollup_labels, bluetick.service_minutes, public.marketing_campaigns CASCADE',
  )
  const iso = (atMs: number) => new Date(atMs).toISOString()
  await insert(
    pool,
    'bluetick.delivery_cohorts',
    [...traffic.cohorts.values()].map((row) => ({
      bucket: iso(row.bucketMs),
      known: iso(row.knownMs),
      messages: row.messages,
      delivered: row.delivered,
      failed: row.failed,
      out_of_reach: row.outOfReach,
      underway: row.underway,
    })),
  )
  const rollups = [...traffic.rollups.values()]
  await insert(
    pool,
    'bluetick.message_rollup',
    rollups.map((row) => ({
      campaign_id: row.campaign,
      bucket: iso(row.bucketMs),
      expired: false,
      messages: row.messages,
      sent: row.sent,
      delivered: row.delivered,
      read: row.read,
      failed: row.failed,
      contradictory: 0,
      sent_undelivered: row.sent - row.delivered,
      deliveries: row.delivered,
      delivery_ms: 0,
      read_delay_ms: 0,
      delivery_times: Array.from(row.deliveryTimes, (n) => n ?? 0),
    })),
  )
  await insert(
    pool,
    'bluetick.message_rollup_labels',
    rollups
      .filter((row) => row.outOfReach > 0)
      .map((row) => ({
        campaign_id: row.campaign,
        bucket: iso(row.bucketMs),
        expired: false,
        dimension: 'failure',
        label: '131049',
        messages: row.outOfReach,
      })),
  )
  await insert(
    pool,
    'bluetick.service_minutes',
    [...traffic.minutes].map(([minuteMs, row]) => ({
      minute: iso(minuteMs),
      webhooks: row.accepted + row.unauthorized,
      accepted: row.accepted,
      unauthorized: row.unauthorized,
      webhook_errors: 0,
      webhooks_unavailable: 0,
      rejects: 0,
      lost_webhooks: 0,
      reports: row.accepted,
      sent_reports: 0,
      delivered_reports: 0,
      read_reports: row.reads,
      failed_reports: 0,
      slow_updates: row.slowQueries,
      slowest_update_ms: row.slowQueries > 0 ? 1500 : 0,
      slow_queries: row.slowQueries,
      slowest_query_ms: row.slowQueries > 0 ? 1500 : 0,
      clock_skew_ms: 0,
    })),
  )
  // A campaign that was sent last week is not looked at any more: all are kept young, and their rows decide.
  await insert(
    pool,
    'public.marketing_campaigns',
    [...traffic.campaigns.keys()].map((id) => ({ id, name: id, updated_at: '2100-01-01T00:00:00Z' })),
  )
  await pool.query('ANALYZE')
}

async function insert(pool: pg.Pool, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await pool.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE))],
    )
  }
}
