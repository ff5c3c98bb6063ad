import { gzipSync } from 'node:zlib'
import type pg from 'pg'
import { post, signIn, textOf } from './pages-client.ts'
import { CAMPAIGN } from './pages-data.ts'
import { withPagesService } from './pages-service.ts'
import type { ServiceProcess } from './service-process.ts'
import { median, printTable } from './table.ts'

const RUNS = 40
/** Of whom looks: days begin elsewhere, some at half past. */
const ZONES = ['Asia/Kolkata', 'UTC', 'America/Sao_Paulo', 'America/St_Johns', 'Europe/Berlin']

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
export function benchPages(): Promise<void> {
  return withPagesService(async (service, pool) => measure(service, await personOf(pool)))
}

async function measure(service: ServiceProcess, phone: string): Promise<void> {
  const url = `http://127.0.0.1:${service.port}`
  const cookie = await signIn(url)
  const found = await post(url, cookie, '/find', { what: phone })
  const message = /href="(\/messages\/[\w-]+)"/.exec(await textOf(url, cookie, '/messages', 'UTC'))?.[1]
  const rows: string[][] = []
  for (const path of [...PAGES, found, ...(message === undefined ? [] : [message])]) {
    const times: number[] = []
    let html = ''
    for (let run = 0; run < RUNS; run += 1) {
      const startedMs = performance.now()
      html = await textOf(url, cookie, path, ZONES[run % ZONES.length] ?? 'UTC')
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
    const html = await textOf(url, cookie, path, 'UTC')
    const scripts = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source = '']) => source)
    let bytes = 0
    for (const source of scripts) {
      bytes += gzipSync(await (await fetch(new URL(source, url))).text()).byteLength
    }
    rows.push([name, String(scripts.length), kilobytes(bytes)])
  }
  printTable(['scripts', 'files', 'gzip kB'], rows)
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
