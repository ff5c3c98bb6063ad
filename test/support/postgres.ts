import { randomBytes } from 'node:crypto'
import { Client, type Pool } from 'pg'
import { expect, inject, vi } from 'vitest'
import type { TestServer } from './global-postgres.ts'

/** A connection that is still open this long after its test is leaked. Generous, because machines are busy. */
const LEAKED_AFTER_MS = 10_000

export interface TestDatabase {
  readonly url: string
  /**
   * Removes the database. Idempotent.
   *
   * @throws Error where a connection is still open `leakedAfterMs` later: the test has not closed what it opened
   */
  drop(leakedAfterMs?: number): Promise<void>
}

/** A fresh database with Bluetick's tables in it, on the server of this run: one for each test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  // Copying is quicker than migrating, and files as they are quicker than page by page.
  return createDatabase(server, `TEMPLATE ${server.template} STRATEGY FILE_COPY`)
}

/** A fresh database with nothing in it, for tests of migrations, and of tables that somebody else made. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(await testServer(), '')
}

/**
 * Empties every table but the list of migrations, passing over triggers. In milliseconds: what TRUNCATE does to sixty
 * tables with their indexes took longer than most tests.
 */
export async function emptyTables(pool: Pool): Promise<void> {
  await pool.query(`
    DO $$
    DECLARE
      name TEXT;
    BEGIN
      SET LOCAL session_replication_role = replica;
      FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                  WHERE schemaname IN ('public', 'bluetick') AND tablename <> 'bluetick_migrations'
      LOOP
        EXECUTE 'DELETE FROM ' || name;
      END LOOP;
    END
    $$`)
}

async function createDatabase(server: TestServer, options: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, `CREATE DATABASE ${name} ${options}`)
  const url = new URL(server.url)
  url.pathname = name
  return {
    url: url.href,
    async drop(leakedAfterMs = LEAKED_AFTER_MS) {
      const leaked = await leakedConnections(server, name, leakedAfterMs)
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      if (leaked.length > 0) throw new Error(`Connections were left open: ${JSON.stringify(leaked)}`)
    },
  }
}

/** The server of this run; the first who asks waits until it has started. */
async function testServer(): Promise<TestServer> {
  const response = await fetch(inject('postgresDoor'))
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as TestServer
}

/** The connections that are left after a while; a pool that has ended may still be closing its last ones. */
async function leakedConnections(server: TestServer, database: string, afterMs: number): Promise<unknown[]> {
  const open = `SELECT application_name, state, query FROM pg_stat_activity
    WHERE datname = '${database}' AND backend_type = 'client backend'`
  let left: unknown[] | undefined
  const none = async () => {
    left = await onServer(server, open)
    expect(left).toEqual([])
  }
  await vi.waitFor(none, { timeout: afterMs, interval: 20 }).catch(() => undefined)
  // The first answer may take longer than all of it: then nothing is known yet.
  return left ?? (await onServer(server, open))
}

/** Runs a statement on the server's own database; resolves to its rows. */
async function onServer({ url }: TestServer, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
