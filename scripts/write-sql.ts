import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startLocalPostgres } from '../src/adapters/local-postgres/start.ts'
import { createPool } from '../src/adapters/postgres/connection/pool.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { readStatements } from '../src/adapters/postgres/schema/sql-files.ts'
import { sqlTypes } from './sql-types.ts'

const TIMEOUT_MS = 10_000

// Writes src/adapters/postgres/sql.ts from what a server of its own says of sql/; a test keeps them equal.
const folder = await mkdtemp(join(tmpdir(), 'bluetick-sql-'))
// As root, PostgreSQL runs as another user, who must get through to its data.
await chmod(folder, 0o711)
const server = await startLocalPostgres({ folder, settings: { fsync: 'off' }, onLog: () => undefined })
const pool = createPool({
  connectionString: server.url,
  size: 1,
  connectTimeoutMs: TIMEOUT_MS,
  statementTimeoutMs: TIMEOUT_MS,
  // Ended by the stop of the server.
  onError: () => undefined,
})
try {
  await migrate(pool)
  const client = await pool.connect()
  const source = await sqlTypes(client, readStatements()).finally(() => client.release())
  await writeFile(new URL('../src/adapters/postgres/sql.ts', import.meta.url), source)
} finally {
  await pool.end()
  await server.stop(TIMEOUT_MS)
  await rm(dirname(server.dataDir), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
