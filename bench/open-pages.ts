import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { withPostgres } from './database.ts'
import { postAll } from './load.ts'
import { signIn } from './pages-client.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'
import { median, printTable, rate, ratio } from './table.ts'
import { isExact, register, singles } from './traffic.ts'

const ROUNDS = 5
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 25_000)
const CONNECTIONS = 64
/** As a page asks that is being used (web/live.js). */
const POLL_MS = 3_000
const ZONE = 'Asia/Kolkata'

interface Run {
  readonly perSecond: number
  /** Processor time of the service for one webhook: what the machine does beside does not move it. */
  readonly cpuMs: number
}

/** What fifty open pages cost full ingest: rounds with them and without, by turns. */
export async function benchOpenPages(): Promise<void> {
  await withPostgres(async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    pool.on('error', () => undefined) // Connections that the server's stop cuts.
    const service = await startServiceProcess(url)
    try {
      const cookie = await signIn(`http://127.0.0.1:${service.port}`)
      await ingest(service, pool, 'warm')
      const runs = { without: [] as Run[], with: [] as Run[] }
      let answers = 0
      let unchanged = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const turns = round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)
        for (const turn of turns) {
          const batch = `${turn}${round}`
          const pages = turn === 'with' ? openPages(service.port, cookie, pathsOf(batch)) : undefined
          runs[turn].push(await ingest(service, pool, batch))
          const told = await pages?.close()
          answers += told?.answers ?? 0
          unchanged += told?.unchanged ?? 0
        }
      }
      report(runs, answers, unchanged)
    } finally {
      await service.stop()
      await pool.end()
    }
  })
}

/** Fifty pages: many have the overview open, some the campaign that is being sent. */
function pathsOf(batch: string): readonly string[] {
  const open: readonly (readonly [string, number])[] = [
    ['/', 20],
    [`/campaigns/${batch}-0`, 15],
    ['/?range=7d', 5],
    ['/campaigns', 5],
    ['/alerts', 3],
    ['/health', 2],
  ]
  return open.flatMap(([path, pages]) => Array.from({ length: pages }, () => path))
}

async function ingest(service: ServiceProcess, pool: pg.Pool, batch: string): Promise<Run> {
  await register(pool, batch, MESSAGES, 1)
  const bodies = [...singles(batch, MESSAGES)]
  const before = service.cpuSeconds()
  const { requests, seconds, refused } = await postAll(service.port, bodies, CONNECTIONS)
  const cpuMs = ((service.cpuSeconds() - before) * 1000) / requests
  if (refused > 0) throw new Error(`${refused} webhooks were refused.`)
  if (!(await isExact(pool, batch, MESSAGES))) throw new Error('The counters are not exact.')
  return { perSecond: requests / seconds, cpuMs }
}

/** Pages that ask for themselves as their script does: the next time only after the last answer, with its ETag. */
function openPages(port: number, cookie: string, paths: readonly string[]) {
  const closing = new AbortController()
  const { signal } = closing
  setMaxListeners(2 * paths.length, signal)
  let answers = 0
  let unchanged = 0
  const live = async (path: string, afterMs: number) => {
    let etag = ''
    await delay(afterMs, undefined, { signal })
    while (!signal.aborted) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: {
          cookie: `${cookie}; bluetick_zone=${encodeURIComponent(ZONE)}`,
          accept: 'text/html',
          'x-live': '1',
          'if-none-match': etag,
        },
        signal,
      })
      await answer.text()
      if (answer.status !== 304 && !answer.ok) throw new Error(`${path} answered ${answer.status}.`)
      answers += 1
      if (answer.status === 304) unchanged += 1
      etag = answer.headers.get('etag') ?? etag
      await delay(POLL_MS, undefined, { signal })
    }
  }
  const all = paths.map((path, n) => live(path, (n * POLL_MS) / paths.length))
  for (const one of all) one.catch(() => undefined) // Looked at when they are closed.
  return {
    async close() {
      closing.abort()
      for (const { reason } of (await Promise.allSettled(all)).filter((one) => one.status === 'rejected'))
        if (reason.name !== 'AbortError') throw reason
      return { answers, unchanged }
    },
  }
}

function report(runs: { without: Run[]; with: Run[] }, answers: number, unchanged: number): void {
  const ratios = (of: (run: Run) => number) =>
    median(runs.with.map((run, round) => of(run) / of(runs.without[round] ?? run)))
  const row = (name: string, of: readonly Run[]) => [
    name,
    rate(median(of.map(({ perSecond }) => perSecond))),
    `${median(of.map(({ cpuMs }) => cpuMs)).toFixed(3)} ms`,
  ]
  printTable(
    ['single webhooks', 'reports/s', 'processor time each'],
    [
      row('no page open', runs.without),
      row('fifty pages open', runs.with),
      [
        'ratio, median of rounds',
        ratios(({ perSecond }) => perSecond).toFixed(3),
        ratios(({ cpuMs }) => cpuMs).toFixed(3),
      ],
    ],
  )
  process.stdout.write(`\n${answers} answers to pages, ${ratio(unchanged, answers)} of them 304.\n`)
}
