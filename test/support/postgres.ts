import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { expect, inject, vi } from 'vitest'
import type {} from './global-postgres.ts'

const LEAKED_AFTER_MS = 2_000

export interface TestDatabase {
  readonly url: string
  /** Ends whatever is still connected, and removes the database. Idempotent. */
  drop(): Promise<void>
}

/** A fresh, empty database on the server of this run: one for each test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = name
  return {
    url: url.href,
    async drop() {
      await connectionsEnd(name)
      await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

/**
 * A pool that has ended may still be closing its connections, and nobody listens to them any more: cut off then, they
 * would fail the run. Those that are left after a while are leaked, and are cut off.
 */
async function connectionsEnd(database: string): Promise<void> {
  const count = `SELECT FROM pg_stat_activity WHERE datname = '${database}'`
  const ended = async () => expect(await onServer(count)).toBe(0)
  await vi.waitFor(ended, { timeout: LEAKED_AFTER_MS, interval: 20 }).catch(() => undefined)
}

/** Runs a statement on the server's own database; resolves to the number of rows. */
async function onServer(statement: string): Promise<number | null> {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    return (await client.query(statement)).rowCount
  } finally {
    await client.end()
  }
}
