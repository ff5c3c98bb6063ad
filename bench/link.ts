import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { addRecipients, fillTheirTables, makeTheirTables } from './link-tables.ts'
import { postAll } from './load.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { median, printRows, printTable, rate } from './table.ts'
import { hundreds, isExact, register, singles } from './traffic.ts'

/** `LINK_ROWS=6000 LINK_SECONDS=5` for a look; the figures are taken with the defaults. */
const HISTORY = Number(process.env.LINK_ROWS ?? 60_000)
const ROUNDS = 3
/** Long enough that the half second until the link gives way, and what it does in it, weigh what they weigh in a day. */
const SINGLES = HISTORY / 3
const CONNECTIONS = 64
const PER_SECOND = 500
const LOCKED_SECONDS = Number(process.env.LINK_SECONDS ?? 60)
const LAG_SECONDS = Math.min(20, LOCKED_SECONDS)
const WARM_SECONDS = 3
const POLL_MS = 20
const DONE_WITHIN_MS = 120_000

/** Tables that somebody else made: reading them in, writing them back, lag, a table that is locked, and what it costs. */
export async function benchLink(): Promise<void> {
  await withPostgres(async (url) => {
    const theirs = await createDatabase(url, 'theirs')
    const pool = new pg.Pool({ connectionString: theirs, max: 4, options: '-c search_path=public' })
    await makeTheirTables(pool)
    await fillTheirTables(pool, HISTORY)
    const linked = await startServiceProcess(theirs)
    const own = await startServiceProcess(await createDatabase(url, 'own'))
    try {
      printTable(['linked tables', 'measured'], [])
      printRows([['first copy, rows of theirs', `${rate(await firstCopy(theirs))}/s`]])
      await caughtUp(pool)
      printRows(await lag(linked, pool))
      printRows(await locked(linked, pool))
      printRows(await costOf(linked, own, pool, url))
    } finally {
      await pool.end()
      await own.stop()
      await linked.stop()
    }
  })
}

/** `bluetick link --yes`, from its start to its end. @returns rows of theirs a second */
async function firstCopy(databaseUrl: string): Promise<number> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, ['dist/compose/cli.js', 'link', '--yes'], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`bluetick link --yes ended with ${code}.`)
  return (2 * HISTORY + Math.ceil(HISTORY / 1000)) / ((performance.now() - startedMs) / 1000)
}

/** Webhooks at a fixed rate: how long until each shows in their row. A process that has just started is slow for a second or two. */
async function lag(service: ServiceProcess, pool: pg.Pool): Promise<[string, string][]> {
  const first = PER_SECOND * WARM_SECONDS
  await addRecipients(pool, 'warm', first)
  await postAtRate(service.port, [...singles('warm', first)].slice(0, first), PER_SECOND, () => undefined)
  const messages = PER_SECOND * LAG_SECONDS
  await addRecipients(pool, 'lag', messages)
  await caughtUp(pool)
  const bodies = [...singles('lag', messages)].slice(0, messages)
  const sentMs: number[] = []
  const lagsMs: number[] = []
  const posting = postAtRate(service.port, bodies, PER_SECOND, (n) => {
    sentMs[n] = performance.now()
  })
  const { rows } = await pool.query(
    `SELECT min(id)::int AS first FROM public.campaign_recipients WHERE campaign_id = 'lag'`,
  )
  const pending = new Set(bodies.keys())
  const deadlineMs = performance.now() + LAG_SECONDS * 1000 + DONE_WITHIN_MS
  while (pending.size > 0 && performance.now() < deadlineMs) {
    const waiting = [...pending].filter((n) => sentMs[n] !== undefined).map((n) => rows[0].first + n)
    const shown = await pool.query(
      `SELECT id FROM public.campaign_recipients WHERE id = ANY ($1::int[]) AND status = 'sent'`,
      [waiting],
    )
    const nowMs = performance.now()
    for (const { id } of shown.rows) {
      const n = id - rows[0].first
      pending.delete(n)
      lagsMs.push(nowMs - (sentMs[n] ?? nowMs))
    }
    await delay(POLL_MS)
  }
  const answers = await posting
  if (pending.size > 0) throw new Error(`${pending.size} rows were never written back.`)
  lagsMs.sort((a, b) => a - b)
  const quantile = (q: number) =>
    `${Math.round(lagsMs[Math.floor(q * (lagsMs.length - 1))] ?? Number.NaN)} ms`
  return [
    [
      `lag at ${PER_SECOND} webhooks/s, p50 / p99 / longest`,
      `${quantile(0.5)} / ${quantile(0.99)} / ${quantile(1)}`,
    ],
    ['answers meanwhile, slowest', `${Math.round(Math.max(...answers))} ms`],
  ]
}

/** Their recipients are locked while webhooks come; then what has waited is written back. */
async function locked(service: ServiceProcess, pool: pg.Pool): Promise<[string, string][]> {
  const messages = PER_SECOND * LOCKED_SECONDS
  await addRecipients(pool, 'locked', messages)
  await caughtUp(pool)
  const bodies = [...singles('locked', messages)].slice(0, messages)
  const client = await pool.connect()
  let answers: readonly number[]
  try {
    await client.query('BEGIN; LOCK TABLE public.campaign_recipients, public.broadcasts_messages')
    answers = await postAtRate(service.port, bodies, PER_SECOND, () => undefined)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
  const startedMs = performance.now()
  await caughtUp(pool)
  const seconds = (performance.now() - startedMs) / 1000
  const { rows } = await pool.query(
    `SELECT count(*)::int AS n FROM public.campaign_recipients WHERE campaign_id = 'locked' AND status = 'sent'`,
  )
  if (rows[0].n !== messages) throw new Error(`${rows[0].n} of ${messages} rows were written back.`)
  return [
    [
      `slowest answer while their tables are locked for ${LOCKED_SECONDS} s`,
      `${Math.round(Math.max(...answers))} ms`,
    ],
    ['write-back of what has waited, rows of theirs', `${rate((2 * messages) / seconds)}/s`],
  ]
}

/** Single webhooks as fast as they are answered, with the link and without, in turns; both have a history, and are vacuumed before. */
async function costOf(
  linked: ServiceProcess,
  own: ServiceProcess,
  pool: pg.Pool,
  url: string,
): Promise<[string, string][]> {
  const ownPool = new pg.Pool({ connectionString: databaseOf(url, 'own'), max: 2 })
  const rates = { linked: [] as number[], own: [] as number[] }
  const drains: number[] = []
  try {
    await register(ownPool, 'old', HISTORY, HISTORY / 1000)
    await postAll(own.port, [...hundreds('old', HISTORY)], CONNECTIONS)
    for (let round = 0; round < ROUNDS; round++) {
      const batch = `s${round}`
      await register(ownPool, batch, SINGLES, 1)
      const without = await postAll(own.port, [...singles(batch, SINGLES)], CONNECTIONS)
      if (!(await isExact(ownPool, batch, SINGLES))) throw new Error('Counters are not exact.')
      await addRecipients(pool, batch, SINGLES)
      await caughtUp(pool)
      await pool.query('VACUUM ANALYZE')
      const withLink = await postAll(linked.port, [...singles(batch, SINGLES)], CONNECTIONS)
      const endedMs = performance.now()
      await caughtUp(pool)
      drains.push((performance.now() - endedMs) / 1000)
      rates.own.push(without.requests / without.seconds)
      rates.linked.push(withLink.requests / withLink.seconds)
    }
  } finally {
    await ownPool.end()
  }
  const ratio = median(rates.linked.map((one, n) => one / (rates.own[n] ?? one)))
  return [
    ['single webhooks without a link', `${rate(median(rates.own))}/s`],
    ['single webhooks with a link', `${rate(median(rates.linked))}/s`],
    ['ratio, median of the rounds', ratio.toFixed(2)],
    ['their rows right after the last answer, within', `${median(drains).toFixed(1)} s`],
  ]
}

/** Posts bodies at a fixed rate, whatever the answers take. @returns how long each answer took, in ms */
async function postAtRate(
  port: number,
  bodies: readonly string[],
  perSecond: number,
  onSent: (n: number) => void,
): Promise<readonly number[]> {
  const startedMs = performance.now()
  const answers: Promise<number>[] = []
  for (const [n, body] of bodies.entries()) {
    const aheadMs = startedMs + (n * 1000) / perSecond - performance.now()
    if (aheadMs > 1) await delay(aheadMs)
    onSent(n)
    answers.push(post(port, body))
  }
  return Promise.all(answers)
}

async function post(port: number, body: string): Promise<number> {
  const sentMs = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`A webhook was answered with ${response.status}.`)
  return performance.now() - sentMs
}

/** Until everything is read in, joined and written back. */
async function caughtUp(pool: pg.Pool): Promise<void> {
  const deadlineMs = performance.now() + DONE_WITHIN_MS
  while (performance.now() < deadlineMs) {
    const { rows } = await pool.query(`
      SELECT EXISTS (SELECT FROM bluetick.external_changes) OR EXISTS (SELECT FROM bluetick.link_outbox)
          OR EXISTS (SELECT FROM bluetick.campaign_recipients r WHERE NOT r.settled) AS waits`)
    if (rows[0].waits === false) return
    await delay(POLL_MS)
  }
  throw new Error('The link did not come to rest.')
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return databaseOf(url, name)
}

function databaseOf(url: string, name: string): string {
  const its = new URL(url)
  its.pathname = name
  return its.href
}
