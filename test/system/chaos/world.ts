import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { type LocalPostgres, startLocalPostgres } from '../../../src/adapters/local-postgres/start.ts'
import { freePort } from '../../support/free-port.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'
import { compare, type Losses } from './ledger.ts'
import { type Load, startLoad } from './load.ts'
import { createRandom, type Random } from './random.ts'
import { type ChaosService, createChaosService } from './service.ts'
import { until } from './until.ts'

const RECOVER_WITHIN_MS = 180_000
const ROLE = 'least_rights'
const STOP_TIMEOUT_MS = 10_000

/** Real processes: a PostgreSQL that syncs to disk, a proxy before it, the service, and senders with a ledger. */
export interface World {
  readonly random: Random
  readonly proxy: TcpProxy
  readonly service: ChaosService
  readonly load: Load
  readonly dataDir: string
  /** Ends the senders and begins new ones with a ledger of their own, drawn by other random numbers. */
  begin(random: Random, run: string): Promise<void>
  /** Straight to the database, not through the proxy. */
  readonly pool: pg.Pool
  /** Ends PostgreSQL as a crash would (`pg_ctl stop -m immediate`). */
  crashPostgres(): Promise<void>
  startPostgres(): Promise<void>
  /** Resolves when so many more webhooks got a 200. */
  acknowledged(more: number): Promise<void>
  /** Resolves when the condition holds. Throws, naming it, where it does not come to hold. */
  until(what: string, condition: () => Promise<boolean>): Promise<void>
  /** Resolves when the service uses the database again and the spool is empty. */
  recovered(): Promise<void>
  isSpooling(): Promise<boolean>
  /** Resolves when nothing is set apart any more. */
  rejoined(): Promise<void>
  /** Stops the senders, waits for recovery, and compares the ledger with the database. */
  catchUp(): Promise<Losses>
  close(): Promise<void>
}

export interface WorldOptions {
  readonly random: Random
  /** Names the messages: each run on one database needs its own. */
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
  /** The bundled service. */
  readonly entry: string
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-chaos-'))
  // As root, PostgreSQL runs as another user, who must get through to its data.
  await chmod(folder, 0o711)
  const dataDir = join(folder, 'service')
  await mkdir(dataDir)
  let postgres = await launchPostgres(folder)
  const url = new URL(postgres.url)
  const proxy = await startTcpProxy(url.hostname, Number(url.port))
  const pool = new pg.Pool({ connectionString: url.href, max: 2 })
  pool.on('error', () => undefined)
  // The service has what it needs and no more, so that policies hold for it.
  await pool.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'; GRANT CREATE, USAGE ON SCHEMA public TO ${ROLE};
                    GRANT CREATE ON DATABASE ${url.pathname.slice(1)} TO ${ROLE}`)
  const viaProxy = new URL(url)
  viaProxy.port = String(proxy.port)
  viaProxy.username = ROLE
  viaProxy.password = ROLE
  const env = { DATABASE_URL: viaProxy.href, DATA_DIR: dataDir, ...options.env }
  const service = createChaosService(options.entry, await freePort(), env, join(folder, 'log'))
  async function end(): Promise<void> {
    await service.kill()
    await proxy.close()
    await pool.end()
    await postgres.stop(STOP_TIMEOUT_MS)
    await rm(dirname(postgres.dataDir), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
  await service.start().catch(async (error: unknown) => {
    await end()
    throw error
  })
  let { random } = options
  const newLoad = (run: string) => startLoad(service, run, createRandom(random() * 2 ** 32))
  let load = newLoad(options.run)

  const soon = (what: string, condition: () => Promise<boolean>) =>
    until(what, condition, { withinMs: RECOVER_WITHIN_MS })
  const recovered = () =>
    soon('the spool is drained and the database in use', async () => {
      const values = await service.metrics('bluetick_spooling', 'bluetick_spool_entries')
      return values.every((value) => value === 0)
    })

  /** Reports that were set apart are tried again until none is left. */
  const rejoined = () =>
    soon('what was set apart is joined', async () => {
      // Only what waits: a retry passes over rows that somebody else is writing.
      await pool.query(
        'UPDATE bluetick.stuck_reports SET next_attempt_at = now() WHERE next_attempt_at > now()',
      )
      const { rows } = await pool.query('SELECT count(*)::int AS stuck FROM bluetick.stuck_reports')
      return rows[0]?.stuck === 0
    })

  /** What the service says it lost since a run began: then what it kept of damaged files is deleted. */
  async function saidLost(): Promise<number> {
    let lost: number | undefined
    await soon('the service says what it lost', async () => {
      lost = (await service.metrics('bluetick_spool_lost_webhooks'))[0]
      return lost !== undefined
    })
    return lost ?? 0
  }
  let saidBefore = 0
  return {
    get random() {
      return random
    },
    get load() {
      return load
    },
    proxy,
    service,
    dataDir,
    pool,
    async begin(newRandom, run) {
      await load.stop()
      // As a person who has looked at it. While a count that is not certain is there, the metric says one at least, and a later loss less by that.
      await rm(join(dataDir, 'spool-damaged'), { recursive: true, force: true })
      saidBefore = await saidLost()
      random = newRandom
      load = newLoad(run)
    },
    async crashPostgres() {
      process.kill(postgres.pid, 'SIGQUIT')
      await postgres.exited
    },
    async startPostgres() {
      await postgres.stop(0)
      postgres = await launchPostgres(folder, Number(url.port))
    },
    async acknowledged(more) {
      const goal = load.acknowledged.size + more
      await until(`${more} more webhooks are answered`, () => load.acknowledged.size >= goal, {
        withinMs: RECOVER_WITHIN_MS,
        lastPollMs: 10,
      })
    },
    until: soon,
    recovered,
    isSpooling: async () => (await service.metrics('bluetick_spooling'))[0] === 1,
    rejoined,
    async catchUp() {
      await load.stop()
      await recovered()
      // A batch that was under way when others took back what they had done may have set reports apart after that.
      await rejoined()
      await soon('what others wrote is joined', async () => {
        const { rows } = await pool.query(`SELECT (SELECT count(*) FROM bluetick.left_recipients)
          + (SELECT count(*) FROM campaign_recipients WHERE NOT settled) AS waiting`)
        return Number(rows[0]?.waiting) === 0
      })
      return compare(pool, load.acknowledged, (await saidLost()) - saidBefore)
    },
    async close() {
      await load.stop()
      await end()
    },
  }
}

function launchPostgres(folder: string, port?: number): Promise<LocalPostgres> {
  return startLocalPostgres({ folder, ...(port !== undefined && { port }), onLog: () => undefined })
}
