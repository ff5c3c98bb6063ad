import pg from 'pg'
import { withPostgres } from './database.ts'
import { postFor, untilKept } from './outage.ts'
import { startServiceProcess } from './service-process.ts'
import { printTable, rate, ratio } from './table.ts'

const WARM_SECONDS = 5
const WINDOW_SECONDS = 10
/** The throughput must be what it was within 30 s: the last of these windows tells. */
const WINDOWS_AFTER = 3

/** What PostgreSQL's death, and the loss of all connections to it, do to the throughput of full load. */
export async function benchRecovery(): Promise<void> {
  const rows: string[][] = []
  await withPostgres(async (url, restart) => {
    const service = await startServiceProcess(url)
    let sent = 0
    let refused = 0
    let slowestMs = 0
    const load = async (name: string, seconds: number) => {
      const run = await postFor(service.port, name, seconds)
      sent += run.requests
      refused += run.refused
      slowestMs = Math.max(slowestMs, run.maxMs)
      return run.requests / run.seconds
    }
    await load('warm', WARM_SECONDS)
    const faults = { 'connections cut': () => cutConnections(url), 'immediate restart': restart }
    for (const [fault, strike] of Object.entries(faults)) {
      const name = fault.slice(0, 3)
      const before = await load(`${name}b`, WINDOW_SECONDS)
      const struck = strike()
      const after: number[] = []
      for (let n = 0; n < WINDOWS_AFTER; n++) after.push(await load(`${name}a${n}`, WINDOW_SECONDS))
      await struck
      rows.push([fault, rate(before), ...after.map((now) => ratio(now, before))])
    }
    printTable(['fault', 'webhooks/s before', 'ratio in 0 to 10 s', '10 to 20 s', '20 to 30 s'], rows)
    const kept = await untilKept(url, sent)
    process.stdout.write(
      `${sent} messages got an answer, ${refused} of them not 200, the slowest after ${slowestMs.toFixed(0)} ms; ` +
        `${kept} are in the database\n`,
    )
    await service.stop()
  })
}

async function cutConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL',
  )
  await client.end()
}
