import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { startLocalPostgres } from '../src/adapters/local-postgres/start.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { CAMPAIGN, fillPages } from './pages-data.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { median, printTable } from './table.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000_000)
/** Kept for the next run, where it is set: filling takes a quarter of an hour. */
const FOLDER = process.env.BENCH_FOLDER
const RUNS = 40
/** Of whom looks: days begin elsewhere, some at half past. */
const ZONES = ['Asia/Kolkata', 'UTC', 'America/Sao_Paulo', 'America/St_Johns', 'Europe/Berlin']
const TOKEN = 'token-of-the-bench-only'

const PAGES = [
  '/',
  '/?range=7d',
  '/?range=30d',
  '/campaigns',
  '/campaigns?sort=read',
  `/campaigns/${CAMPAIGN}`,
  `/campaigns/${CAMPAIGN}/people`,
  `/campaigns/${CAMPAIGN}/people?part=replied`,
  `/campaigns/${CAMPAIGN}/people?part=unread`,
  '/messages',
  '/messages?outcome=failed',
  '/messages?code=131026',
  '/when',
  '/when?days=90',
  '/account',
  '/account/people',
  '/alerts',
  '/alerts/rules/delivery-rate-low',
  '/health',
]

/** How soon pages come at ten million messages, how large they are, and what comes to the browser beside them. */
export async function benchPages(): Promise<void> {
  const folder = FOLDER ?? (await mkdtemp(join(tmpdir(), 'bluetick-bench-')))
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const server = await startLocalPostgres({ folder, onLog: () => undefined })
  const pool = new pg.Pool({ connectionString: server.url, max: 2 })
  pool.on('error', () => undefined) // Connections that the server's stop cuts.
  try {
    const { rows } = await pool.query("SELECT to_regclass('bluetick.message_rollup') IS NOT NULL AS filled")
    if (rows[0]?.filled === true) await migrate(pool)
    else await fillPages(pool, MESSAGES, (line) => process.stderr.write(`${line}\n`))
    const service = await startServiceProcess(server.url, { ALERT_TO: 'oncall@example.org' })
    try {
      await untilCalm(pool)
      await measure(service, await personOf(pool))
    } finally {
      await service.stop()
    }
  } finally {
    await pool.end()
    await server.stop(60_000)
    if (FOLDER === undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** The service's first upkeep reads a month of messages: it is over when no statement has run for some looks. */
async function untilCalm(pool: pg.Pool): Promise<void> {
  for (let calm = 0; calm < 10; ) {
    await delay(300)
    const { rows } = await pool.query(
      `SELECT count(*)::integer AS active FROM pg_stat_activity
       WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid() AND now() - query_start > interval '1 second'`,
    )
    calm = rows[0]?.active === 0 ? calm + 1 : 0
  }
}

async function measure(service: ServiceProcess, phone: string): Promise<void> {
  const url = `http://127.0.0.1:${service.port}`
  const cookie = await signIn(url)
  const found = await post(url, cookie, '/find', { what: phone })
  const message = /href="(\/messages\/[\w-]+)"/.exec(await textOf(url, cookie, '/messages', 0))?.[1]
  const rows: string[][] = []
  for (const path of [...PAGES, found, ...(message === undefined ? [] : [message])]) {
    const times: number[] = []
    let html = ''
    for (let run = 0; run < RUNS; run += 1) {
      const startedMs = performance.now()
      html = await textOf(url, cookie, path, run)
      times.push(performance.now() - startedMs)
    }
    times.sort((a, b) => a - b)
    const p95 = times[Math.floor(0.95 * (RUNS - 1))] ?? Number.NaN
    const slow = /Too slow for now|cannot be shown just now/.test(html) ? 'a part failed' : ''
    const name = path.length > 60 ? `${path.slice(0, 20)}…` : path
    rows.push([name, median(times).toFixed(0), p95.toFixed(0), kilobytes(html.length), slow])
  }
  printTable(['page', 'p50 ms', 'p95 ms', 'HTML kB', ''], rows)
  await measureScripts(url, cookie)
}

/** Scripts of a page without and with a chart, compressed. */
async function measureScripts(url: string, cookie: string): Promise<void> {
  const rows: string[][] = []
  for (const [name, path] of [
    ['without chart', '/messages'],
    ['with chart', '/?range=30d'],
  ] as const) {
    const html = await textOf(url, cookie, path, 0)
    const scripts = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source = '']) => source)
    let bytes = 0
    for (const source of scripts) {
      bytes += gzipSync(await (await fetch(new URL(source, url))).text()).byteLength
    }
    rows.push([name, String(scripts.length), kilobytes(bytes)])
  }
  printTable(['scripts', 'files', 'gzip kB'], rows)
}

async function signIn(url: string): Promise<string> {
  const body = new URLSearchParams({ token: TOKEN, name: 'Bench', next: '/' })
  const headers = { origin: url, accept: 'text/html' }
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

async function post(
  url: string,
  cookie: string,
  path: string,
  form: Record<string, string>,
): Promise<string> {
  const headers = { cookie, origin: url, accept: 'text/html' }
  const body = new URLSearchParams(form)
  const answer = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' })
  return answer.headers.get('location') ?? '/'
}

async function textOf(url: string, cookie: string, path: string, run: number): Promise<string> {
  const zone = encodeURIComponent(ZONES[run % ZONES.length] ?? 'UTC')
  const headers = { cookie: `${cookie}; bluetick_zone=${zone}`, accept: 'text/html' }
  const answer = await fetch(url + path, { headers })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`)
  return answer.text()
}

/** Somebody with many messages. */
async function personOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query(
    "SELECT phone_number FROM broadcasts_messages WHERE created_at > now() - interval '30 days' LIMIT 1",
  )
  return rows[0]?.phone_number ?? '+919800000007'
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
