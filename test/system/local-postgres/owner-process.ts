import process from 'node:process'
import { startLocalPostgres } from '../../../src/adapters/local-postgres/start.ts'

/** Runs a server on the folder named by its argument until SIGTERM; prints its pid and url when it is ready. */
const server = await startLocalPostgres({
  folder: process.argv[2] ?? '',
  settings: { fsync: 'off' },
  onLog: () => undefined,
})
process.once('SIGTERM', () => server.stop(10_000))
process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url })}\n`)
