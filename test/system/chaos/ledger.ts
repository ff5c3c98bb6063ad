import type pg from 'pg'

/** What the reports of one message that got a 200 said. */
export interface Reported {
  /** Kind → time, as stored. */
  readonly times: Readonly<Record<string, string>>
  /** How many recipients the message has: one where its campaign was named. Absent where it may have been deleted. */
  readonly recipients?: 0 | 1
  /** Which webhook it came in. */
  readonly webhook?: number
}

/** The ledger: every message of which a report got a 200, by id. */
export type Acknowledged = Map<string, Reported>

/** What does not fit the ledger or itself. Empty is what a run is for. */
export interface Losses {
  /** Reports that got a 200 and are not stored as they were told. */
  readonly lost: number
  /** Webhooks with such reports beyond those that the service said it lost. */
  readonly silent: number
  /** Messages whose recipient is there more or less often than it should. */
  readonly notOnce: number
  /** Campaigns whose counters are not the recount. */
  readonly miscounted: number
  /** Some of the lost reports: webhook, message and kind. */
  readonly examples: readonly string[]
}

const EXAMPLES = 10

const CHUNK = 5_000

/**
 * Compares everything that was acknowledged with what is stored, and the counters with a recount. `saidLost` is how many
 * webhooks the service itself said it lost.
 */
export async function compare(pool: pg.Pool, acknowledged: Acknowledged, saidLost = 0): Promise<Losses> {
  const lostIn = new Set<number | undefined>()
  const examples: string[] = []
  let lost = 0
  let notOnce = 0
  const ids = [...acknowledged.keys()]
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK)
    const messages = await pool.query<{
      message_id: string
      status: Record<string, string>
      recipients: number
    }>(
      `SELECT m.message_id, m.status,
              (SELECT count(*)::integer FROM campaign_recipients r WHERE r.whatsapp_message_id = m.message_id) AS recipients
       FROM broadcasts_messages m WHERE m.message_id = ANY ($1::text[])`,
      [chunk],
    )
    const stored = new Map(messages.rows.map((row) => [row.message_id, row]))
    for (const id of chunk) {
      const row = stored.get(id)
      const reported = acknowledged.get(id)
      for (const [kind, time] of Object.entries(reported?.times ?? {})) {
        if (row?.status[kind] === time) continue
        lost++
        if (!lostIn.has(reported?.webhook) && examples.length < EXAMPLES)
          examples.push(`${reported?.webhook} ${id} ${kind}`)
        lostIn.add(reported?.webhook)
      }
      const wanted = reported?.recipients
      if (row !== undefined && wanted !== undefined && row.recipients !== wanted) notOnce++
    }
  }
  return {
    lost,
    silent: Math.max(0, lostIn.size - saidLost),
    notOnce,
    miscounted: await countMiscounted(pool),
    examples,
  }
}

/** Recounts every campaign from its recipients' columns, apart from the code that counted them. */
async function countMiscounted(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ wrong: number }>(
    `SELECT count(*)::integer AS wrong FROM marketing_campaigns c
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE r.status = 'pending') AS pending, count(r.sent_at) AS sent,
              count(r.delivered_at) AS delivered, count(r.read_at) AS read,
              count(*) FILTER (WHERE r.status = 'failed') AS failed
       FROM campaign_recipients r WHERE r.campaign_id = c.id AND r.counted IS NOT NULL
     ) n
     WHERE (c.messages_pending, c.messages_sent, c.messages_delivered, c.messages_read, c.messages_failed)
        IS DISTINCT FROM (n.pending, n.sent, n.delivered, n.read, n.failed)`,
  )
  return rows[0]?.wrong ?? 0
}
