import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { startServiceProcess } from './service-process.ts'
import { median, printTable, rate } from './table.ts'

const RECIPIENTS = Number(process.env.BENCH_RECIPIENTS ?? 1_000_000)
const RUNS = 20
const TOKEN = 'only-for-benches-0123456789'
const CAMPAIGN = 'bench'
const STATUSES = 10

/** Import, campaign details, filtered pages at any depth, export and recount, with a million recipients. */
export async function benchCampaigns(): Promise<void> {
  await withPostgres(async (url) => {
    const service = await startServiceProcess(url, { API_TOKEN: TOKEN })
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    try {
      const base = `http://127.0.0.1:${service.port}/api/campaigns`
      const headers = { authorization: `Bearer ${TOKEN}` }
      await fetch(base, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ id: CAMPAIGN, name: 'Bench' }),
      })
      const importSeconds = await timed(() => importList(service.port))
      const peakMb = service.peakMemoryBytes() / 1024 / 1024
      await spreadStatuses(pool)

      const times = async (path: string) => {
        const seconds: number[] = []
        for (let run = 0; run < RUNS; run++) {
          seconds.push(
            await timed(async () => (await fetch(`${base}/${CAMPAIGN}${path}`, { headers })).text()),
          )
        }
        return `${(median(seconds) * 1000).toFixed(1)} ms (worst ${(Math.max(...seconds) * 1000).toFixed(1)})`
      }
      const first = await times('/recipients?status=failed&limit=100')
      const deep = await times(`/recipients?status=failed&limit=100&cursor=${cursorAt(RECIPIENTS * 0.95)}`)
      const details = await times('')
      const exportSeconds = await timed(async () => {
        const response = await fetch(`${base}/${CAMPAIGN}/recipients?format=csv`, { headers })
        for await (const _ of response.body ?? []);
      })
      await pool.query('UPDATE marketing_campaigns SET counted_read = counted_read + 5')
      const recountSeconds = await timed(async () => {
        const response = await fetch(`${base}/${CAMPAIGN}/recount`, { method: 'POST', headers })
        const { correction } = (await response.json()) as { correction: { read: number } }
        if (correction.read !== -5) throw new Error(`The recount found ${correction.read} instead of -5.`)
      })
      printTable(
        [`${RECIPIENTS.toLocaleString('en-US')} recipients`, 'measured', 'to reach'],
        [
          ['import, recipients a second', rate(RECIPIENTS / importSeconds), '≥ 20,000'],
          ['memory at its highest while importing', `${Math.round(peakMb)} MB`, '< 250 MB'],
          ['GET /api/campaigns/:id', details, '< 50 ms'],
          ['a page of one status, the first', first, '< 50 ms'],
          ['a page of one status, at 95% depth', deep, '< 50 ms'],
          ['export, rows a second', rate(RECIPIENTS / exportSeconds), '≥ 50,000'],
          ['recount', `${recountSeconds.toFixed(2)} s`, '< 10 s'],
        ],
      )
    } finally {
      await pool.end()
      await service.stop()
    }
  })
}

/** Sent over a plain socket, so that the client costs as little as it can. */
async function importList(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    `POST /api/campaigns/${CAMPAIGN}/recipients HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${TOKEN}\r\n` +
      'Content-Type: text/csv\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  const send = async (text: string) => {
    const chunk = `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
    if (!socket.write(chunk)) await once(socket, 'drain')
  }
  await send('phone,message_id\n')
  for (let from = 0; from < RECIPIENTS; from += 1_000) {
    await send(
      Array.from({ length: Math.min(1_000, RECIPIENTS - from) }, (_, n) => lineOf(from + n)).join(''),
    )
  }
  socket.write('0\r\n\r\n')
  await once(socket, 'close')
  if (!answer.includes(`"inserted":${RECIPIENTS}`))
    throw new Error(`The import answered: ${answer.slice(0, 500)}`)
}

function lineOf(n: number): string {
  return `+91${9_000_000_000 + n},wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS${String(n).padStart(24, '0')}\n`
}

/** One recipient in ten has failed, half have read: set in SQL, because the ingest has a bench of its own. */
async function spreadStatuses(pool: pg.Pool): Promise<void> {
  await pool.query('ALTER TABLE campaign_recipients DISABLE TRIGGER USER')
  await pool.query(`
    UPDATE campaign_recipients SET revision = revision + 1,
      status = CASE WHEN id % ${STATUSES} = 0 THEN 'failed' WHEN id % ${STATUSES} < 5 THEN 'read' ELSE 'delivered' END,
      failed_at = CASE WHEN id % ${STATUSES} = 0 THEN now() END,
      failure_code = CASE WHEN id % ${STATUSES} = 0 THEN '131026' END,
      sent_at = CASE WHEN id % ${STATUSES} <> 0 THEN now() END,
      delivered_at = CASE WHEN id % ${STATUSES} <> 0 THEN now() END,
      read_at = CASE WHEN id % ${STATUSES} BETWEEN 1 AND 4 THEN now() END,
      counted = CASE WHEN id % ${STATUSES} = 0 THEN 16 WHEN id % ${STATUSES} < 5 THEN 14 ELSE 6 END,
      tally = CASE WHEN id % ${STATUSES} = 0 THEN ARRAY['f131026'] ELSE ARRAY['d' || id % 40, 'r' || id % 50] END`)
  await pool.query('ALTER TABLE campaign_recipients ENABLE TRIGGER USER')
  await pool.query('VACUUM ANALYZE campaign_recipients')
  // Joins the marks into the sums with the marks just made, so that the recount measured finds one difference.
  await pool.query(`
    INSERT INTO bluetick.campaign_tallies SELECT campaign_id, key, count(*) FROM campaign_recipients, unnest(tally) key GROUP BY 1, 2`)
  await pool.query(`
    UPDATE marketing_campaigns c SET counted_pending = 0, counted_sent = a.sent, counted_delivered = a.sent,
      counted_read = a.read, counted_failed = a.failed, messages_pending = 0, messages_sent = a.sent,
      messages_delivered = a.sent, messages_read = a.read, messages_failed = a.failed
    FROM (SELECT count(sent_at) AS sent, count(read_at) AS read, count(failed_at) AS failed FROM campaign_recipients) a`)
}

function cursorAt(key: number): string {
  return Buffer.from(JSON.stringify([String(Math.floor(key))])).toString('base64url')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return (performance.now() - startedMs) / 1000
}
