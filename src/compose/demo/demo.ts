import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DemoCommands } from '../../adapters/cli/simulation/ports.ts'
import { createLogger } from '../../adapters/log/logger.ts'
import { createAccountStore } from '../../adapters/postgres/account/account-store.ts'
import { createReplyStore } from '../../adapters/postgres/messages/reply-store.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { createPastStore } from '../../adapters/postgres/simulation/past-store.ts'
import { bodyOf, newsBodyOf } from '../../adapters/simulated-sender/bodies.ts'
import { createBatchWriter, UNMETERED } from '../../app/ingest/batch-writer.ts'
import { matchReplies } from '../../app/ingest/match-replies.ts'
import { writePast } from '../../app/simulation/write-past.ts'
import { pastCampaigns, pastNews } from '../../domain/simulation/past.ts'
import { bodyParserOf } from '../body-parser.ts'
import { withPool } from '../cli/database.ts'
import { type Config, parseConfig } from '../config/config.ts'
import { startService } from '../service.ts'
import { sendLive } from './live.ts'

const HOUR_MS = 3_600_000
const SEED = 20_261_127

/** Everything in one process and one folder: database, service, a month of history, a sender. */
export function createDemoCommands(signal: AbortSignal): DemoCommands {
  return {
    async run({ people, port, keep, onProgress, onReady }) {
      const folder = await mkdtemp(join(tmpdir(), 'bluetick-demo-'))
      // Where root starts PostgreSQL, its own user must come through.
      await chmod(folder, 0o711)
      try {
        await runIn(folder, people, port ?? (await freePort()), signal, onProgress, onReady)
      } finally {
        if (!keep) await rm(folder, { recursive: true, force: true })
      }
      return { folder }
    },
  }
}

async function runIn(
  folder: string,
  people: number,
  port: number,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
  onReady: Parameters<DemoCommands['run']>[0]['onReady'],
): Promise<void> {
  const token = randomBytes(12).toString('hex')
  const url = `http://localhost:${port}`
  const config = parseConfig({
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOCAL_POSTGRES_PORT: '0',
    API_TOKEN: token,
    PUBLIC_URL: url,
    ALERT_TO: 'oncall@example.org',
    REPORT_TO: 'team@example.org',
    LOG_LEVEL: 'error',
  })
  const log = createLogger({ level: config.LOG_LEVEL, format: 'pretty' })
  const service = await startService(config, log, signal)
  const sending = new AbortController()
  const stopSending = () => sending.abort()
  signal.addEventListener('abort', stopSending)
  let live: Promise<void> | undefined
  try {
    await fill(config, people, signal, onProgress)
    if (signal.aborted) return
    live = sendLive({ url: `http://127.0.0.1:${service.port}`, apiToken: token }, sending.signal)
    onReady({ url, token, mailFolder: join(folder, 'mail') })
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    sending.abort()
    await live
    await service.stop()
  }
}

async function fill(
  config: Config,
  people: number,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const statements = loadStatements(AS_WRITTEN)
  const nowMs = Date.now()
  await withPool(config, signal, false, (pool) => {
    const replies = createReplyStore(pool, statements)
    const rules = { rule: config.STATUS_TIMESTAMP, windowMs: config.REPLY_WINDOW_HOURS * HOUR_MS }
    return writePast(pastCampaigns(nowMs, people), pastNews(nowMs), nowMs, SEED, {
      writeBatch: createBatchWriter({
        ...{ store: createStateStore(pool, statements), replies, rule: config.STATUS_TIMESTAMP },
        account: createAccountStore(pool, statements),
        meter: UNMETERED,
      }),
      matchReplies: () => matchReplies(replies, rules, signal),
      past: createPastStore(pool, statements),
      parse: bodyParserOf(config),
      bodyOf,
      newsBodyOf,
      signal,
      onProgress,
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
