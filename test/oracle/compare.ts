import type pg from 'pg'
import { compareAnswers } from './answers.ts'
import { concludeFrom, nameOf } from './facts.ts'
import type { Replicas } from './replicas.ts'
import type { Model, ModelMessage } from './state.ts'
import { KINDS } from './steps.ts'
import { breakdownsOf, countersOf, rollupsOf, type Sums } from './sums.ts'

/** A difference between what is there and what should be, as a line to read. */
export type Differences = string[]

/**
 * Compares every row, counter, breakdown, rollup, and unless `rowsOnly` every answer, with the model. Empty where all is as it
 * should be.
 */
export async function compare(model: Model, replicas: Replicas, rowsOnly = false): Promise<Differences> {
  const { pool } = replicas
  await replicas.tick(0, 'everyQuarterSecond')
  const differences: Differences = []
  const created = await compareMessages(model, pool, differences)
  await compareRecipients(model, pool, differences)
  await compareCounters(model, pool, differences)
  await compareRollups(model, pool, created, differences)
  const { rows } = await pool.query('SELECT kind, key, code, message FROM bluetick.unjoined_changes')
  for (const row of rows) differences.push(`not joined: ${JSON.stringify(row)}`)
  if (differences.length === 0 && !rowsOnly) await compareAnswers(model, replicas, differences)
  return differences
}

/** @returns `created_at` of every message, as the database has it */
async function compareMessages(
  model: Model,
  pool: pg.Pool,
  differences: Differences,
): Promise<Map<ModelMessage, number>> {
  const created = new Map<ModelMessage, number>()
  const { rows } = await pool.query(
    `SELECT m.message_id, m.aliases, m.phone_number, m.status, m.inferred_kinds, m.stand_in_kinds, m.failure_code,
            m.campaign_name, m.pricing ->> 'category' AS category, m.counted_in, m.recipient_left, m.created_at, m.replied_at, m.reply_named,
            (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(m.failures) AS k) AS codes,
            (SELECT array_agg(i.id ORDER BY i.id) FROM bluetick.message_ids i WHERE i.message = m.id) AS ids,
            EXISTS (SELECT FROM bluetick.message_reads d WHERE d.message = m.id
                    AND d.read_at = bluetick.time_of(m.status ->> 'read')) AS read_entered
     FROM broadcasts_messages m`,
  )
  const stored = new Map(rows.map((row) => [row.message_id, row]))
  for (const message of model.messages) {
    const { facts, ids } = message
    const name = nameOf(ids)
    const row = stored.get(name)
    stored.delete(name)
    if (row === undefined) {
      differences.push(`message ${name}: not there`)
      continue
    }
    const conclusion = concludeFrom(facts)
    differ(differences, `message ${name}`, {
      ids: [row.ids, [...ids].sort(byBytes)],
      aliases: [(row.aliases ?? []).toSorted(byBytes), [...ids].filter((id) => id !== name).sort(byBytes)],
      phone: [row.phone_number, facts.phone ?? null],
      status: [timesOf(row.status), conclusion.times],
      inferred: [(row.inferred_kinds ?? []).toSorted(), [...conclusion.inferred].sort()],
      stand_ins: [
        (row.stand_in_kinds ?? []).filter((kind: string) => kind in conclusion.times).toSorted(),
        KINDS.filter((kind) => facts.times[kind]?.estimated).sort(),
      ],
      codes: [row.codes ?? [], Object.keys(facts.codes).sort()],
      code: [row.failure_code, conclusion.code ?? null],
      campaign: [row.campaign_name, facts.campaign ?? null],
      category: [row.category, facts.category ?? null],
      counted_in: [row.counted_in, message.countedIn],
      left: [row.recipient_left, message.left],
      reply: [
        [row.replied_at?.getTime() ?? null, row.reply_named],
        [facts.reply?.at ?? null, facts.reply?.named ?? null],
      ],
      read_entered: [row.read_entered, conclusion.times.read !== undefined],
    })
    if (message.createdAt === undefined) {
      if (row.created_at !== null)
        differences.push(`message ${name}: nobody has heard of it, and it has a created_at`)
      continue
    }
    const at = row.created_at?.getTime() ?? Number.NaN
    created.set(message, at)
    if (!(at >= message.createdAt.from && at <= message.createdAt.to)) {
      differences.push(
        `message ${name}: created_at is ${iso(at)}, should be from ${iso(message.createdAt.from)} to ${iso(message.createdAt.to)}`,
      )
    }
  }
  for (const name of stored.keys()) differences.push(`message ${name}: should not be there`)
  return created
}

async function compareRecipients(model: Model, pool: pg.Pool, differences: Differences): Promise<void> {
  const { rows } = await pool.query(
    `SELECT campaign_id, phone_number, nullif(whatsapp_message_id, '') AS message, reference, from_webhook, status,
            sent_at, delivered_at, read_at, failed_at, replied_at, failure_code, settled, counted IS NOT NULL AS is_counted
     FROM campaign_recipients`,
  )
  const stored = rows.map((row) =>
    text({
      campaign: row.campaign_id,
      phone: row.phone_number,
      message: row.message,
      reference: row.reference,
      made: row.from_webhook,
      status: row.status,
      times: [row.sent_at, row.delivered_at, row.read_at, row.failed_at].map((at) => at?.getTime() ?? null),
      code: row.failure_code,
      replied: row.replied_at?.getTime() ?? null,
      joined: row.settled && row.is_counted,
    }),
  )
  const due = [...model.rows].map((row) =>
    text({
      campaign: row.campaign,
      phone: row.phone ?? null,
      message: row.messageId ?? null,
      reference: row.reference ?? null,
      made: row.made,
      status: row.status,
      times: (['sent', 'delivered', 'read', 'failed'] as const).map((kind) => row.times[kind] ?? null),
      code: row.code ?? null,
      replied: row.repliedAt ?? null,
      joined: true,
    }),
  )
  for (const row of due) {
    const at = stored.indexOf(row)
    if (at === -1) differences.push(`recipient should be there: ${row}`)
    else stored.splice(at, 1)
  }
  for (const row of stored) differences.push(`recipient should not be: ${row}`)
}

async function compareCounters(model: Model, pool: pg.Pool, differences: Differences): Promise<void> {
  const { rows } = await pool.query(
    `SELECT id, recipients_counted AS recipients, messages_pending AS pending, messages_sent AS sent,
            messages_delivered AS delivered, messages_read AS read, messages_failed AS failed, messages_replied AS replied,
            ARRAY[counted_pending, counted_sent, counted_delivered, counted_read, counted_failed, counted_replied] AS kept
     FROM marketing_campaigns`,
  )
  const stored = new Map(rows.map(({ id, kept, ...sums }) => [id, { kept, sums }]))
  for (const [id, due] of countersOf(model)) {
    const found = stored.get(id)
    stored.delete(id)
    if (found === undefined) differences.push(`campaign ${id}: not there`)
    else
      differ(differences, `campaign ${id}`, {
        // The counters of a campaign without recipients are its sender's.
        ...(!(due.recipients === 0 && model.overwritten.has(id)) && { counters: [found.sums, due] as const }),
        kept: [
          found.kept,
          ['pending', 'sent', 'delivered', 'read', 'failed', 'replied'].map((key) => due[key]),
        ],
      })
  }
  for (const id of stored.keys()) differences.push(`campaign ${id}: should not be there`)
  const breakdowns = await pool.query('SELECT campaign_id, key, recipients FROM bluetick.campaign_tallies')
  const sums: Sums = {}
  for (const { campaign_id, key, recipients } of breakdowns.rows) sums[`${campaign_id} ${key}`] = recipients
  differSums(differences, 'breakdown', sums, breakdownsOf(model))
}

async function compareRollups(
  model: Model,
  pool: pg.Pool,
  created: ReadonlyMap<ModelMessage, number>,
  differences: Differences,
): Promise<void> {
  const held: Record<'kept' | 'expired', Sums> = { kept: {}, expired: {} }
  const { rows } = await pool.query('SELECT * FROM bluetick.message_rollup')
  for (const { campaign_id, bucket, expired, delivery_times, read_times, reply_times, ...sums } of rows) {
    const side = held[expired ? 'expired' : 'kept']
    const key = `${campaign_id} ${bucket.toISOString()}`
    for (const what of [
      'messages',
      'sent',
      'delivered',
      'read',
      'failed',
      'contradictory',
      'sent_undelivered',
      'deliveries',
      'delivery_ms',
      'read_delay_ms',
      'replied',
      'replied_unread',
      'reply_ms',
      'replied_within_hour',
    ]) {
      side[`${key} ${what}`] = Number(sums[what])
    }
    for (const [what, histogram] of Object.entries({ delivery_times, read_times, reply_times })) {
      for (const [bin, n] of (histogram ?? []).entries()) side[`${key} ${what} ${bin}`] = n
    }
  }
  const labels = await pool.query(
    `SELECT campaign_id, bucket, expired, dimension, messages,
            CASE dimension WHEN 'price' THEN label ->> 'category' ELSE label::text END AS label
     FROM bluetick.message_rollup_labels`,
  )
  for (const { campaign_id, bucket, expired, dimension, label, messages } of labels.rows) {
    held[expired ? 'expired' : 'kept'][`${campaign_id} ${bucket.toISOString()} ${dimension} ${label}`] =
      messages
  }
  const at = (message: ModelMessage) => created.get(message) ?? message.createdAt?.from
  differSums(differences, 'rollup', held.kept, rollupsOf(model.messages, at))
  differSums(differences, 'rollup of deleted messages', held.expired, rollupsOf(model.expired, at))
}

/** Sums that differ; what is not there is zero. */
function differSums(differences: Differences, what: string, stored: Sums, due: Sums): void {
  for (const key of new Set([...Object.keys(stored), ...Object.keys(due)])) {
    const [is, should] = [stored[key] ?? 0, due[key] ?? 0]
    if (is !== should) differences.push(`${what} ${key}: is ${is}, should be ${should}`)
  }
}

export function differ(
  differences: Differences,
  what: string,
  pairs: Readonly<Record<string, readonly [is: unknown, should: unknown]>>,
): void {
  for (const [field, [is, should]] of Object.entries(pairs)) {
    if (text(is) !== text(should))
      differences.push(`${what}: ${field} is ${text(is)}, should be ${text(should)}`)
  }
}

function timesOf(status: Readonly<Record<string, string>> | null): Record<string, number> {
  return Object.fromEntries(Object.entries(status ?? {}).map(([kind, at]) => [kind, Date.parse(at)]))
}

/** With the keys of objects in one order. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => byBytes(a, b)))
      : inner,
  )
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function iso(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : String(at)
}
