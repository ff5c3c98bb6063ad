import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalPostgres } from '../src/adapters/local-postgres/start.ts'

/** A PostgreSQL of the benchmark's own with default settings, so `synchronous_commit` and `fsync` are on. */
export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-bench-'))
  await chmod(folder, 0o711)
  const server = await startLocalPostgres({ folder, onLog: () => {} })
  try {
    return await work(server.url)
  } finally {
    await server.stop(30_000)
    await rm(folder, { recursive: true, force: true })
  }
}
