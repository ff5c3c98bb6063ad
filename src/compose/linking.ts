import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import type { Metrics } from '../adapters/metrics/metrics.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import { createLinkStore } from '../adapters/postgres/link/link-store.ts'
import { createPutNewRecipients } from '../adapters/postgres/link/new-recipients.ts'
import { createTheirTables } from '../adapters/postgres/link/their-tables.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import type { Ingest } from '../app/ingest/receive.ts'
import { createBusy } from '../app/link/busy.ts'
import type { TableChange } from '../app/link/follow.ts'
import { createLinkWorker } from '../app/link/worker.ts'
import type { LinkState } from '../domain/link/ports.ts'
import { linkSentence } from '../domain/link/sentence.ts'
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
  /** One sentence where the link lags or rows were refused. */
  note(): string | undefined
  stop(): Promise<void>
}

/** More answers do not wait for linked tables at once. */
const MAX_WAITING = 16
/** A row that waits this long to be written back is late: their table is locked or slow, or the load is high. */
const LATE_SECONDS = 30
/** Refused rows are said once in this time: there may be thousands. */
const SAY_AGAIN_MS = 60_000

/** What the log says of a linked table that became another. */
const CHANGES: Readonly<Record<TableChange, string>> = {
  table: 'another table has the name of a linked one: its rows are read anew',
  back: 'a linked table is there again: its rows are read anew',
  columns: 'a linked table has other columns, or other rights to them: its rows are compared anew',
  key: 'a linked table has changed its key: its rows are read anew',
  trigger: 'a linked table had lost its trigger, and has it again: its rows are read anew',
  polled: 'a linked table has no trigger of ours any more, or disabled it: its rows are polled',
}

/** Starts the worker that reads linked tables in and writes back to them; it rests while nothing is linked. */
export function startLinking(parts: LinkingParts): Linking {
  const { config, log, pool, statements, instrument, metrics } = parts
  const stopping = new AbortController()
  const { began, ended, isBusy } = createBusy(() => performance.now())
  let waiting = 0
  let state: LinkState | undefined
  let wasLate = false
  const sayLate = (isLate: boolean, now: LinkState | undefined) => {
    if (isLate)
      log.warn(
        { seconds: Math.round(now?.lagSeconds ?? 0), rows: now?.outbox },
        'linked tables are behind: rows wait to be written back',
      )
    else log.info('linked tables are up to date again')
  }
  let saidMs = Number.NEGATIVE_INFINITY
  const worker = createLinkWorker({
    links: createLinkStore(pool, statements, instrument),
    tables: createTheirTables(pool, statements, instrument),
    store: parts.store,
    putNewRecipients: createPutNewRecipients(pool, statements, instrument),
    rule: config.STATUS_TIMESTAMP,
    ...(config.DEFAULT_COUNTRY !== undefined && { country: config.DEFAULT_COUNTRY }),
    now: Date.now,
    newId: randomUUID,
    holder: randomUUID(),
    signal: stopping.signal,
    isBusy,
    onState(now) {
      metrics.linked(now)
      const isLate = (now?.lagSeconds ?? 0) > LATE_SECONDS
      if (isLate !== wasLate) sayLate(isLate, now)
      wasLate = isLate
      state = now
    },
    onFailing: (err) => log.warn({ err }, 'linked tables cannot be read or written just now: retried'),
    onChanged: (table, change) => log.warn({ table }, CHANGES[change]),
    onGone: (table) =>
      log.warn({ table }, 'a linked table is not there any more: nothing is read from it or written to it'),
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
        began()
        const result = await submit(delivery).finally(ended)
        if (waiting >= MAX_WAITING) return result
        waiting++
        await worker.caughtUp().finally(() => waiting--)
        return result
      },
    }),
    note: () => linkSentence(state, LATE_SECONDS),
    async stop() {
      stopping.abort()
      await running
    },
  }
}
