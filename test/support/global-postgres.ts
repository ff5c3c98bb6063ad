import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import type { TestProject } from 'vitest/node'
import { startLocalPostgres } from '../../src/adapters/local-postgres/start.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, as its superuser. Tests take a database each: see `createTestDatabase`. */
    postgresUrl: string
  }
}

const STOP_TIMEOUT_MS = 10_000

/** One PostgreSQL for the whole run, in a folder that goes away with it; so it need not survive a power cut. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
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
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.stop(STOP_TIMEOUT_MS)
    await rm(dirname(server.dataDir), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
}
