import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startLocalPostgres } from '../../src/adapters/local-postgres/start.ts'
import { startReplicas } from './replicas.ts'
import { checkSeed } from './seed.ts'

/**
 * `npm run oracle -- [--seeds N] [--from SEED] [--steps N] [--minutes N]`: runs drawn by seeds, compared with a model that was written from
 * the documented rules alone. Each failure is made as short as it gets, and printed with its seed.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '60' },
    minutes: { type: 'string', default: 'Infinity' },
  },
})

const server = await openServer()
const database = `oracle_${randomBytes(6).toString('hex')}`
let failed = 0
try {
  await onServer(`CREATE DATABASE ${database}`)
  const replicas = await startReplicas(urlOf(database))
  const first = Number(values.from)
  const endMs = Date.now() + Number(values.minutes) * 60_000
  let seed = first
  for (; seed < first + Number(values.seeds) && Date.now() < endMs; seed++) {
    const report = await checkSeed(replicas, seed, Number(values.steps))
    if (report !== undefined) {
      failed++
      process.stdout.write(`${report}\n`)
    } else process.stderr.write(`seed ${seed}: no difference\n`)
  }
  await replicas.close()
  process.stdout.write(`${seed - first} seeds from ${first}: ${failed} with differences\n`)
} finally {
  await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  await server.stop()
}
process.exit(failed === 0 ? 0 : 1)

function urlOf(name: string): string {
  const url = new URL(server.url)
  url.pathname = name
  return url.href
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** The server at TEST_POSTGRES_URL, or one in a folder that goes away. */
async function openServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { TEST_POSTGRES_URL: url } = process.env
  if (url !== undefined) return { url, stop: async () => undefined }
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-oracle-'))
  await chmod(folder, 0o711)
  const started = await startLocalPostgres({
    folder,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
    onLog: () => undefined,
  })
  return {
    url: started.url,
    async stop() {
      await started.stop(10_000)
      await rm(dirname(started.dataDir), { recursive: true, force: true })
      await rm(folder, { recursive: true, force: true })
    },
  }
}
