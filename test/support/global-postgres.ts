import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startLocalPostgres } from '../../src/adapters/local-postgres/start.ts'
import { migrate } from '../../src/adapters/postgres/schema/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with this run's PostgreSQL (`TestServer` as JSON), started when it is first asked. See `createTestDatabase`. */
    postgresDoor: string
  }
}

const STOP_TIMEOUT_MS = 10_000

/** The PostgreSQL of a run. */
export interface TestServer {
  /** As its superuser. */
  readonly url: string
  /** Name of a migrated database that test databases are copies of. */
  readonly template: string
}

interface RunningServer extends TestServer {
  stop(): Promise<void>
}

/** One PostgreSQL for the whole run, started by the first test that asks for a database: most of the domain's never do. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<RunningServer> | undefined
  const door = createServer((_request, response) => {
    server ??= openServer()
    server.then(
      ({ url, template }) => response.end(JSON.stringify({ url, template })),
      (error) => response.writeHead(500).end(String(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`)
  return async () => {
    door.close()
    door.closeAllConnections()
    const running = await server?.catch(() => undefined)
    await running?.stop()
  }
}

/** The server at TEST_POSTGRES_URL, where a developer keeps one running; else one of this run's own. */
async function openServer(): Promise<RunningServer> {
  const server = await runningServer()
  const template = `template_${randomBytes(8).toString('hex')}`
  await makeTemplate(server.url, template).catch(async (error) => {
    await server.stop()
    throw error
  })
  const stop = async () => {
    await onServer(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)
    await server.stop()
  }
  return { url: server.url, template, stop }
}

async function runningServer(): Promise<Omit<RunningServer, 'template'>> {
  const url = process.env.TEST_POSTGRES_URL
  return url === undefined ? startServer() : { url, stop: async () => {} }
}

/** In a folder that goes away with the run, so it need not survive a power cut. */
async function startServer(): Promise<Omit<RunningServer, 'template'>> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-test-'))
  // As root, PostgreSQL runs as another user, who must get through to its data.
  await chmod(folder, 0o711)
  const server = await startLocalPostgres({
    folder,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    onLog: () => undefined,
  }).catch(async (error) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  void server.exited.then((why) => process.stderr.write(`${why}\n`))
  const stop = async () => {
    await server.stop(STOP_TIMEOUT_MS)
    await rm(dirname(server.dataDir), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
  return { url: server.url, stop }
}

/** Migrated once, so that no test file waits for migrations. */
async function makeTemplate(serverUrl: string, name: string): Promise<void> {
  await onServer(serverUrl, `CREATE DATABASE ${name}`)
  const url = new URL(serverUrl)
  url.pathname = name
  const pool = new pg.Pool({ connectionString: url.href, max: 1 })
  await migrate(pool)
  await pool.end()
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
