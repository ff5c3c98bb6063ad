import { asBluetick } from '../support/as-bluetick.ts'
import type { AlertBench } from './alert-bench.ts'
import { MINUTE_MS } from './builders.ts'

/** Puts what the shipped rules read into the tables of a bench; times are minutes before its clock. */
export function createRuleData(bench: () => AlertBench) {
  let made = 0

  /** Messages first heard of so many minutes ago; `status` gives the minutes ago of each kind. */
  async function messages(
    count: number,
    heardAgo: number,
    status: Readonly<Record<string, number>>,
    more = '',
  ) {
    const iso = (ago: number) => new Date(bench().nowMs - ago * MINUTE_MS).toISOString()
    const json = JSON.stringify(Object.fromEntries(Object.entries(status).map(([k, ago]) => [k, iso(ago)])))
    await asBluetick(
      bench().pool,
      `INSERT INTO broadcasts_messages (message_id, aliases, counted_in, status, created_at${more && ', stand_in_kinds'})
     SELECT 'm' || $1::int + n, '{}', '', $2::jsonb, $3::timestamptz${more && `, '${more}'`} FROM generate_series(1, $4::int) n`,
      [made, json, iso(heardAgo), count],
    )
    made += count
  }

  async function campaign(id: string, name: string) {
    await bench().pool.query('INSERT INTO marketing_campaigns (id, name) VALUES ($1, $2)', [id, name])
    await bench().pool.query(
      `INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id)
     SELECT $1, message_id FROM broadcasts_messages
     WHERE counted_in = ''`,
      [id],
    )
    await asBluetick(bench().pool, `UPDATE broadcasts_messages SET counted_in = $1 WHERE counted_in = ''`, [
      id,
    ])
  }

  async function minute(ago: number, figures: Readonly<Record<string, number>>) {
    const names = Object.keys(figures)
    const at = new Date(Math.floor(bench().nowMs / MINUTE_MS - ago) * MINUTE_MS).toISOString()
    await bench().pool.query(
      `INSERT INTO bluetick.service_minutes AS s (minute, ${names.join(', ')}) VALUES ($1, ${names.map((_, i) => `$${i + 2}`).join(', ')})
     ON CONFLICT (minute) DO UPDATE SET ${names.map((name) => `${name} = s.${name} + excluded.${name}`).join(', ')}`,
      [at, ...Object.values(figures)],
    )
  }

  /** Brings the sums by quarter-hour in step with the messages. */
  async function sumUp() {
    await bench().pool.query('DELETE FROM bluetick.message_rollup')
    await bench().pool.query(
      "INSERT INTO bluetick.message_rollup SELECT * FROM bluetick.rollup_of('2026-01-01', '2027-01-01')",
    )
  }

  /** Messages first heard of so many minutes ago, and what was known of them so many minutes ago. */
  async function cohort(heardAgo: number, sums: Readonly<Record<string, number>>, knownAgo = 0) {
    const at = (ago: number) =>
      new Date(Math.floor((bench().nowMs - ago * MINUTE_MS) / 300_000) * 300_000).toISOString()
    const all = { messages: 0, delivered: 0, failed: 0, out_of_reach: 0, underway: 0, ...sums }
    await bench().pool.query(
      `INSERT INTO bluetick.delivery_cohorts AS c (bucket, known, messages, delivered, failed, out_of_reach, underway)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (bucket, known) DO UPDATE SET messages = c.messages + excluded.messages,
       delivered = c.delivered + excluded.delivered, underway = c.underway + excluded.underway`,
      [at(heardAgo), at(knownAgo), ...Object.values(all)],
    )
  }

  /** The same hour on each of the last 28 days. */
  async function usually(heardAgo: number, sums: Readonly<Record<string, number>>) {
    for (let day = 1; day <= 28; day++) await cohort(heardAgo + day * 1440, sums, day * 1440)
  }

  const forget = () =>
    bench().pool.query(
      'DELETE FROM broadcasts_messages; DELETE FROM bluetick.service_minutes; DELETE FROM bluetick.delivery_cohorts',
    )

  return { messages, campaign, minute, cohort, usually, sumUp, forget }
}
