import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import type { Metrics } from '../adapters/metrics/metrics.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import { createLinkStore } from '../adapters/postgres/link/link-store.ts'
import { createTheirTables } from '../adapters/postgres/link/their-tables.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import type { Ingest } from '../app/ingest/receive.ts'
import { createLinkWorker } from '../app/link/worker.ts'
import type { StateStore } from '../domain/messages/ports.ts'
import type { Config } from './config/config.ts'

export interface LinkingParts {
  readonly config: Config
  readonly log: Logger
  readonly pool: Pool
  readonly statements: Statements
  readonly instrument: Instrument
  readonly store: StateStore
  readonly metrics: Pick<Metrics, 'linked' | 'linkRefused'>
}

export interface Linking {
  /** The same ingest, whose webhooks wait shortly until they are written back. */
  through(ingest: Ingest): Ingest
  stop(): Promise<void>
}

/** Refused rows are said once in this time: there may be thousands. */
const SAY_AGAIN_MS = 60_000

/** Starts the worker that reads linked tables in and writes back to them; it rests while nothing is linked. */
export function startLinking(parts: LinkingParts): Linking {
  const { config, log, pool, statements, instrument, metrics } = parts
  const stopping = new AbortController()
  let saidMs = Number.NEGATIVE_INFINITY
  const worker = createLinkWorker({
    links: createLinkStore(pool, statements, instrument),
    tables: createTheirTables(pool, statements, instrument),
    store: parts.store,
    rule: config.STATUS_TIMESTAMP,
    ...(config.DEFAULT_COUNTRY !== undefined && { country: config.DEFAULT_COUNTRY }),
    now: Date.now,
    newId: randomUUID,
    holder: randomUUID(),
    signal: stopping.signal,
    onState: (state) => metrics.linked(state),
    onFailing: (err) => log.warn({ err }, 'linked tables cannot be read or written just now: retried'),
    onRefused(rows, code, table) {
      metrics.linkRefused(rows)
      if (Date.now() - saidMs < SAY_AGAIN_MS) return
      saidMs = Date.now()
      log.warn(
        { table, code },
        'a linked table refused rows: retried with growing pauses; "bluetick link status" lists them',
      )
    },
  })
  const running = worker.run()
  return {
    through: ({ hasRoom, submit }) => ({
      hasRoom,
      async submit(delivery) {
        const result = await submit(delivery)
        await worker.caughtUp()
        return result
      },
    }),
    async stop() {
      stopping.abort()
      await running
    },
  }
}
