import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { expect, inject, vi } from 'vitest'
import type { TestServer } from './global-postgres.ts'

const LEAKED_AFTER_MS = 2_000

export interface TestDatabase {
  readonly url: string
  /** Ends whatever is still connected, and removes the database. Idempotent. */
  drop(): Promise<void>
}

/** A fresh database with Bluetick's tables in it, on the server of this run: one for each test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  // Copying is quicker than migrating: a file's pages, without the log of every change.
  return createDatabase(server, `TEMPLATE ${server.template}`)
}

/** A fresh database with nothing in it, for tests of migrations, and of tables that somebody else made. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(await testServer(), '')
}

async function createDatabase(server: TestServer, options: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, `CREATE DATABASE ${name} ${options}`)
  const url = new URL(server.url)
  url.pathname = name
  return {
    url: url.href,
    async drop() {
      await connectionsEnd(server, name)
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

/** The server of this run; the first who asks waits until it has started. */
async function testServer(): Promise<TestServer> {
  const response = await fetch(inject('postgresDoor'))
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as TestServer
}

/**
 * A pool that has ended may still be closing its connections, and nobody listens to them any more: cut off then, they
 * would fail the run. Those that are left after a while are leaked, and are cut off.
 */
async function connectionsEnd(server: TestServer, database: string): Promise<void> {
  const count = `SELECT FROM pg_stat_activity WHERE datname = '${database}'`
  const ended = async () => expect(await onServer(server, count)).toBe(0)
  await vi.waitFor(ended, { timeout: LEAKED_AFTER_MS, interval: 20 }).catch(() => undefined)
}

/** Runs a statement on the server's own database; resolves to the number of rows. */
async function onServer({ url }: TestServer, statement: string): Promise<number | null> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rowCount
  } finally {
    await client.end()
  }
}
