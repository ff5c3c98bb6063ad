import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { createDashboardRead } from '../../src/adapters/postgres/dashboard/read.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { TooSlowError } from '../../src/domain/dashboard/ports.ts'

test.each([
  ['the server ends the statement', Object.assign(new Error('canceling statement'), { code: '57014' })],
  ['the driver stops waiting', new Error('Query read timeout')],
])('where %s, the part of the page is too slow, and nothing is broken', async (_name, error) => {
  const pool = { query: () => Promise.reject(error) } as unknown as Pool
  const read = createDashboardRead(pool, loadStatements(AS_WRITTEN))
  await expect(read('dashboard/life', 'c')).rejects.toBeInstanceOf(TooSlowError)
})
