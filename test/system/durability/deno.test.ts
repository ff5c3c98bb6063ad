import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { hasDeno, type ServiceProcess, startServiceProcess } from '../../support/service-process.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

// What outage.test.ts beside this and test/system/chaos hold under Node, once under Deno: LevelDB is a native addon, and
// sockets, timers and process signals are Deno's own.

const WEBHOOKS = 20
const DRAIN_TIMEOUT_MS = 60_000
const why = hasDeno() ? '' : ' (skipped: "npx deno@2" does not run here)'

let database: TestDatabase
let pool: pg.Pool
let proxy: TcpProxy
let folder: string
let env: Readonly<Record<string, string>>
let service: ServiceProcess | undefined
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 1 })
  const url = new URL(database.url)
  proxy = await startTcpProxy(url.hostname, Number(url.port))
  url.port = String(proxy.port)
  folder = await mkdtemp(join(tmpdir(), 'bluetick-deno-'))
  env = { DATABASE_URL: url.href, DATA_DIR: folder }
})
afterAll(async () => {
  await proxy.set('pass')
  await service?.stop()
  await proxy.close()
  await pool.end()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Posts webhooks and resolves to the ids of those that were answered 200. */
async function post(to: ServiceProcess, prefix: string): Promise<readonly string[]> {
  const ids = Array.from({ length: WEBHOOKS }, (_, i) => `${prefix}-${i}`)
  const taken: string[] = []
  await Promise.all(
    ids.map(async (id) => {
      const body = JSON.stringify({ statuses: [{ id, status: 'read', timestamp: '1702207800' }] })
      const answer = await fetch(`${to.url}/webhook`, { method: 'POST', body })
      if (answer.status === 200) taken.push(id)
    }),
  )
  return taken
}

async function allStored(ids: readonly string[]): Promise<void> {
  const count = 'SELECT count(*)::integer AS n FROM broadcasts_messages WHERE message_id = ANY ($1)'
  const stored = async () => (await pool.query(count, [ids])).rows[0].n
  await vi.waitFor(async () => expect(await stored()).toBe(ids.length), { timeout: DRAIN_TIMEOUT_MS })
}

const readiness = async (of: ServiceProcess) => (await fetch(`${of.url}/readyz`)).json()

test.skipIf(why !== '')(
  `under Deno webhooks wait on disk while the database is away, and outlive a SIGKILL there${why}`,
  async () => {
    service = await startServiceProcess('deno', env)
    await allStored(await post(service, 'before'))

    await proxy.set('refuse')
    const during = await post(service, 'during')
    expect(during).toHaveLength(WEBHOOKS)
    expect(await readiness(service)).toMatchObject({ status: 'spooling' })
    await proxy.set('pass')
    await allStored(during)

    await proxy.set('refuse')
    const doomed = await post(service, 'doomed')
    expect(doomed).toHaveLength(WEBHOOKS)
    await service.kill()
    service = await startServiceProcess('deno', env)
    expect(await readiness(service), 'still away').toMatchObject({ status: 'spooling' })
    const after = await post(service, 'after')
    expect(after).toHaveLength(WEBHOOKS)
    await proxy.set('pass')
    await allStored([...during, ...doomed, ...after])
    const { rows } = await pool.query('SELECT count(*)::integer AS n FROM broadcasts_messages')
    expect(rows, 'each once').toEqual([{ n: 4 * WEBHOOKS }])
  },
)
