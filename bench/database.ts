import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalPostgres } from '../src/adapters/local-postgres/start.ts'

/**
 * A PostgreSQL of the benchmark's own with default settings, so `synchronous_commit` and `fsync` are on. `restart` has
 * it die as in an immediate shutdown, and come back after its recovery.
 */
export async function withPostgres<T>(
  work: (url: string, restart: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-bench-'))
  await chmod(folder, 0o711)
  let server = await startLocalPostgres({ folder, onLog: () => {} })
  const port = Number(new URL(server.url).port)
  try {
    return await work(server.url, async () => {
      process.kill(server.pid, 'SIGQUIT')
      await server.exited
      await server.stop(0)
      server = await startLocalPostgres({ folder, port, onLog: () => {} })
    })
  } finally {
    await server.stop(30_000)
    await rm(folder, { recursive: true, force: true })
  }
}
