import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLogger } from '../../src/adapters/log/logger.ts'
import { parseConfig } from '../../src/compose/config/config.ts'
import { type Service, startService } from '../../src/compose/service.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { createTicks, type Ticks } from '../support/ticks.ts'
import { until } from '../system/chaos/until.ts'
import type { Replica } from './steps.ts'

const MAX_WAIT_MS = 60_000
const POLLS_BEFORE_MINUTE = 15
const TOKEN = 'only-for-the-oracle-0123456789'

/** Two replicas of the service in this process, on one database; nothing ticks but by `tick`. */
export interface Replicas {
  /** As its owner, as the sender's own service connects. */
  readonly pool: pg.Pool
  post(replica: Replica, body: unknown): Promise<Response>
  /** A request to the API; its JSON. */
  api(replica: Replica, path: string, init?: RequestInit): Promise<unknown>
  /** Resolves when no inbound message waits to be matched. */
  matched(): Promise<void>
  tick(replica: Replica, name: Parameters<Ticks['tick']>[0]): Promise<void>
  restart(replica: Replica): Promise<void>
  /** Takes the database away from a replica while something is done. */
  outage(replica: Replica, work: () => Promise<void>): Promise<void>
  /** Resolves when a replica has written all that it kept meanwhile. */
  drained(replica: Replica): Promise<void>
  /** Empties every table, so that the next run begins from nothing. */
  clear(): Promise<void>
  close(): Promise<void>
}

interface Running {
  readonly service: Service
  readonly tick: Ticks['tick']
}

export async function startReplicas(databaseUrl: string): Promise<Replicas> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  // The database is dropped by force while the last connection may still be closing.
  pool.on('error', () => undefined)
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'bluetick-oracle-'))))
  const { hostname, port } = new URL(databaseUrl)
  const proxies = [await startTcpProxy(hostname, Number(port)), await startTcpProxy(hostname, Number(port))]
  const urlThrough = (replica: Replica) => {
    const url = new URL(databaseUrl)
    url.port = String(proxies[replica]?.port)
    return url.href
  }
  const start = async (replica: Replica): Promise<Running> => {
    const config = parseConfig({
      DATA_DIR: folders[replica],
      DATABASE_URL: urlThrough(replica),
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      API_TOKEN: TOKEN,
      DASHBOARD: 'off',
      RAW_RETENTION_DAYS: '0',
    })
    const log = createLogger({ level: config.LOG_LEVEL, format: 'json' })
    const { onTick, tick } = createTicks()
    const service = await startService(config, log, new AbortController().signal, undefined, onTick)
    return { service, tick }
  }
  const running = [await start(0), await start(1)] as [Running, Running]
  const urlOf = (replica: Replica) => `http://127.0.0.1:${running[replica].service.port}`
  return {
    pool,
    post: (replica, body) =>
      fetch(`${urlOf(replica)}/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async api(replica, path, init = {}) {
      const headers = { authorization: `Bearer ${TOKEN}`, ...init.headers }
      const response = await fetch(`${urlOf(replica)}/api${path}`, { ...init, headers })
      const text = await response.text()
      if (response.status >= 500) throw new Error(`${path}: ${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    async matched() {
      let polls = 0
      const isMatched = async () => {
        const { rows } = await pool.query('SELECT FROM bluetick.inbound_to_match LIMIT 1')
        // What imports leave to be matched waits for the minute.
        if (rows.length > 0 && ++polls % POLLS_BEFORE_MINUTE === 0) await running[0].tick('everyMinute')
        return rows.length === 0
      }
      if (!(await isMatched())) await until('replies are matched', isMatched, { withinMs: MAX_WAIT_MS })
    },
    tick: (replica, name) => running[replica].tick(name),
    async restart(replica) {
      await running[replica].service.stop()
      running[replica] = await start(replica)
    },
    async outage(replica, work) {
      await proxies[replica]?.set('refuse')
      await work()
      await proxies[replica]?.set('pass')
    },
    async drained(replica) {
      const isDrained = async () => {
        const text = await (await fetch(`${urlOf(replica)}/metrics`)).text()
        return /^bluetick_spooling 0$/m.test(text) && /^bluetick_spool_entries 0$/m.test(text)
      }
      if (!(await isDrained()))
        await until('what was spooled is written', isDrained, { withinMs: MAX_WAIT_MS })
    },
    async clear() {
      const { rows } = await pool.query(
        `SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') AS tables
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'bluetick'
           AND c.relname NOT IN ('bluetick_migrations', 'settings')`,
      )
      // The services' own work may hold what is to be emptied, in another order.
      for (const tables of ['broadcasts_messages, campaign_recipients, marketing_campaigns', rows[0].tables])
        await unlessDeadlocked(() => pool.query(`TRUNCATE ${tables}`))
    },
    async close() {
      for (const { service } of running) await service.stop()
      for (const proxy of proxies) await proxy.close()
      await pool.end()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Does it again where the server ended it as a deadlock's victim. */
async function unlessDeadlocked(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const isVictim = await work().then(
      () => false,
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === '40P01') return true
        throw error
      },
    )
    if (!isVictim) return
  }
}
