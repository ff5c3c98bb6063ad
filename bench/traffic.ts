import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { createStateStore } from '../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../src/app/campaigns/join-external-rows.ts'

const STATUSES_PER_BODY = 100
/** A batch that took too long went to the spool, and is drained from there. */
const EXACT_WITHIN_MS = 30_000
const POLL_MS = 100
const KINDS = ['sent', 'delivered', 'read'] as const

/** Every message's three reports, one a webhook in Meta's envelope, message by message. */
export function* singles(batch: string, messages: number): Generator<string> {
  for (const kind of KINDS) for (let n = 0; n < messages; n++) yield envelope([status(batch, n, kind)])
}

/** The same reports, a hundred a body. */
export function* hundreds(batch: string, messages: number): Generator<string> {
  const statuses: object[] = []
  for (let n = 0; n < messages; n++) {
    for (const kind of KINDS) {
      statuses.push(status(batch, n, kind))
      if (statuses.length === STATUSES_PER_BODY) yield envelope(statuses.splice(0))
    }
  }
  if (statuses.length > 0) yield envelope(statuses)
}

function envelope(statuses: object[]): string {
  const metadata = { display_phone_number: '15550001111', phone_number_id: '106540352242922' }
  const value = { messaging_product: 'whatsapp', metadata, statuses }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: [{ field: 'messages', value }] }],
  })
}

function status(batch: string, n: number, kind: string): object {
  const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' }
  return { id: idOf(batch, n), status: kind, timestamp: '1790081781', recipient_id: `9198${pad(n)}`, pricing }
}

function idOf(batch: string, n: number): string {
  return `wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4${batch}${pad(n)}AA==`
}

function pad(n: number): string {
  return String(n).padStart(8, '0')
}

/** Registers recipients as a sender's own service would, and joins them in. */
export async function register(
  pool: pg.Pool,
  batch: string,
  messages: number,
  campaigns: number,
): Promise<void> {
  await pool.query(
    `INSERT INTO marketing_campaigns (id, name) SELECT $1 || '-' || c, $1 || '-' || c FROM generate_series(0, $2::int - 1) c`,
    [batch, campaigns],
  )
  await pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
     SELECT $1 || '-' || (n % $2::int), '+9198' || lpad(n::text, 8, '0'),
            'wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4' || $1 || lpad(n::text, 8, '0') || 'AA=='
     FROM generate_series(0, $3::int - 1) n`,
    [batch, campaigns, messages],
  )
  await joinExternalRows(
    createStateStore(pool, loadStatements(AS_WRITTEN)),
    'latest',
    new AbortController().signal,
  )
  await pool.query(
    'VACUUM ANALYZE broadcasts_messages, campaign_recipients, marketing_campaigns, message_ids',
  )
}

export async function isExact(pool: pg.Pool, batch: string, messages: number): Promise<boolean> {
  const deadlineMs = Date.now() + EXACT_WITHIN_MS
  while (!(await isExactNow(pool, batch, messages))) {
    if (Date.now() > deadlineMs) return false
    await delay(POLL_MS)
  }
  return true
}

async function isExactNow(pool: pg.Pool, batch: string, messages: number): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT sum(messages_pending)::int AS pending, sum(messages_sent)::int AS sent,
            sum(messages_delivered)::int AS delivered, sum(messages_read)::int AS read
     FROM marketing_campaigns WHERE id LIKE $1 || '-%'`,
    [batch],
  )
  const { pending, sent, delivered, read } = rows[0]
  return pending === 0 && sent === messages && delivered === messages && read === messages
}

/**
 * The same statuses, a hundred a statement, into `broadcasts_messages` alone: one connection, nothing else. It passes for
 * Bluetick, so that no trigger and no join of others' rows costs it anything.
 */
export async function bareLoop(url: string, batch: string, messages: number): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("SET bluetick.writer = 'yes'")
  const startedMs = performance.now()
  let statuses = 0
  for (const body of hundreds(batch, messages)) {
    const items: { id: string; status: string; recipient_id: string }[] =
      JSON.parse(body).entry[0].changes[0].value.statuses
    const byId = new Map<string, { phone: string; status: Record<string, string> }>()
    for (const item of items) {
      const known = byId.get(item.id) ?? { phone: item.recipient_id, status: {} }
      known.status[item.status] = '2026-09-22T12:56:21Z'
      byId.set(item.id, known)
    }
    await client.query(
      `INSERT INTO broadcasts_messages (message_id, phone_number, status, aliases, counted_in)
       SELECT u.id, u.phone, u.status::jsonb, '{}', '' FROM unnest($1::text[], $2::text[], $3::text[]) AS u(id, phone, status)
       ON CONFLICT (message_id) DO UPDATE SET status = broadcasts_messages.status || excluded.status`,
      [
        [...byId.keys()],
        [...byId.values()].map(({ phone }) => phone),
        [...byId.values()].map((value) => JSON.stringify(value.status)),
      ],
    )
    statuses += items.length
  }
  const seconds = (performance.now() - startedMs) / 1000
  await client.end()
  return statuses / seconds
}
