import type pg from 'pg'
import type { Replicas } from './replicas.ts'
import { isPlainRefusal, toSql } from './sender.ts'
import { type Item, KINDS, type Line, type Replica, type Step } from './steps.ts'

/** Does a step on the real parts, as a client of theirs would, and waits until all of it is written and replies are where they belong. */
export async function perform(replicas: Replicas, step: Step): Promise<void> {
  await performAlone(replicas, step)
  for (const replica of posting) await replicas.drained(replica)
  posting.clear()
  await replicas.matched()
}

async function performAlone(replicas: Replicas, step: Step): Promise<void> {
  switch (step.do) {
    case 'at-once':
      await Promise.all(step.steps.map((one) => performAlone(replicas, one)))
      return
    case 'outage':
      await replicas.outage(step.by, async () => {
        for (const one of step.steps) await performAlone(replicas, one)
      })
      return
    case 'inbound':
      await posted(replicas, step.by, inboundBodyOf(step))
      return
    case 'rename-campaign':
      await replicas.api(
        step.by,
        `/campaigns/${encodeURIComponent(step.id)}`,
        json('PATCH', { name: step.name }),
      )
      await replicas.tick(step.by, 'everyQuarterSecond')
      return
    case 'webhook': {
      for (const body of bodiesOf(step)) await posted(replicas, step.by, body)
      return
    }
    case 'create-campaign':
      await replicas.api(step.by, '/campaigns', json('POST', { id: step.id, name: step.name }))
      await replicas.tick(step.by, 'everyQuarterSecond')
      return
    case 'import':
      await replicas.api(step.by, `/campaigns/${encodeURIComponent(step.campaign)}/recipients`, {
        method: 'POST',
        ...(step.as === 'csv'
          ? { headers: { 'content-type': 'text/csv' }, body: csvOf(step.lines) }
          : {
              headers: { 'content-type': 'application/x-ndjson' },
              body: step.lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
            }),
      })
      return
    case 'patch': {
      const { reference, messageId, campaign } = step.where
      const { rows } = await replicas.pool.query(
        `SELECT id, campaign_id FROM campaign_recipients WHERE ($1::text IS NULL OR reference = $1)
         AND ($2::text IS NULL OR whatsapp_message_id = $2) AND ($3::text IS NULL OR campaign_id = $3) ORDER BY id LIMIT 1`,
        [reference ?? null, messageId ?? null, campaign ?? null],
      )
      if (rows[0] === undefined) return
      const path = `/campaigns/${encodeURIComponent(rows[0].campaign_id)}/recipients/${rows[0].id}`
      await replicas.api(step.by, path, json('PATCH', step.set))
      return
    }
    case 'recount': {
      const { rows } = await replicas.pool.query('SELECT id FROM marketing_campaigns ORDER BY id')
      for (const { id } of rows) {
        await replicas.api(step.by, `/campaigns/${encodeURIComponent(id)}/recount`, { method: 'POST' })
      }
      return
    }
    case 'restart':
      await replicas.restart(step.by)
      return
    case 'minute':
      await replicas.tick(step.by, 'everyMinute')
      return
    default:
      await inTransaction(replicas.pool, toSql(step))
      // Another replica than the last one may join it in.
      await replicas.tick(step.do.length % 2 === 0 ? 0 : 1, 'everyQuarterSecond')
  }
}

/**
 * Replicas that took webhooks in this step. On a busy machine the database may take too long for an answer: what then lies on
 * disk is written a little later.
 */
const posting = new Set<Replica>()

async function posted(replicas: Replicas, by: Replica, body: unknown): Promise<void> {
  const response = await replicas.post(by, body)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`A webhook got ${response.status}: ${text}`)
  posting.add(by)
}

/** What a sender's statements break (an id that is there, a campaign that is not) is undone, as its own service would see. */
async function inTransaction(
  pool: pg.Pool,
  statements: readonly { text: string; values: unknown[] }[],
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    for (const { text, values } of statements) await client.query(text, values)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    if (!isPlainRefusal(error)) throw error
  } finally {
    client.release()
  }
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function csvOf(lines: readonly Line[]): string {
  const columns = ['phone', 'message_id', 'submitted_message_id', 'reference'] as const
  const rows = lines.map((line) => columns.map((column) => line[column] ?? '').join(','))
  return `${columns.join(',')}\n${rows.join('\n')}\n`
}

function bodiesOf({ as, items }: Step & { do: 'webhook' }): unknown[] {
  if (as === 'aisensy') return items.map(snapshotOf)
  const statuses = items.flatMap(statusesOf)
  if (as === 'flat') return [{ statuses }]
  return [metaBodyOf({ statuses })]
}

function metaBodyOf(value: object): unknown {
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', ...value } }]
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }
}

function statusesOf({ ids: [id], times, phone, codes, category }: Item): unknown[] {
  return KINDS.flatMap((kind) => {
    const at = times[kind]
    if (at === undefined) return []
    return [
      {
        id,
        status: kind,
        timestamp: String(at / 1000),
        ...(phone !== undefined && { recipient_id: phone.replace('+', '') }),
        ...(kind === 'failed' &&
          codes !== undefined && { errors: codes.map((code) => ({ code: Number(code) })) }),
        ...(category !== undefined && { pricing: { billable: true, pricing_model: 'PMP', category } }),
      },
    ]
  })
}

function snapshotOf({ ids: [messageId, submitted], times, phone, campaign, codes }: Item): unknown {
  const last = KINDS.filter((kind) => times[kind] !== undefined).at(-1) ?? 'sent'
  return {
    topic: 'message.status.updated',
    data: {
      message: {
        messageId,
        ...(submitted !== undefined && { submitted_message_id: submitted }),
        status: last.toUpperCase(),
        ...(phone !== undefined && { phone_number: phone.replace('+', '') }),
        ...(campaign !== undefined && { campaign: { name: campaign } }),
        ...Object.fromEntries(
          KINDS.flatMap((kind) => (times[kind] === undefined ? [] : [[`${kind}_at`, times[kind]]])),
        ),
        ...(codes !== undefined &&
          times.failed !== undefined && { errors: codes.map((code) => ({ code: Number(code) })) }),
      },
    },
  }
}

function inboundBodyOf({ as, messages }: Step & { do: 'inbound' }): unknown {
  const written = messages.map(({ id, phone, at, answers }) => ({
    id,
    from: phone.replace('+', ''),
    timestamp: String(at / 1000),
    type: 'text',
    text: { body: 'yes' },
    ...(answers !== undefined && { context: { from: '15550100999', id: answers } }),
  }))
  return as === 'flat' ? { messages: written } : metaBodyOf({ messages: written })
}
