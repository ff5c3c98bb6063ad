import { createCountLog } from '../adapters/log/count-log.ts'
import type { Logger } from '../adapters/log/logger.ts'
import type { Metrics } from '../adapters/metrics/metrics.ts'
import { isAway } from '../adapters/postgres/connection/errors.ts'
import type { Spans } from '../adapters/trace/spans.ts'
import { type BatchMeter, createBatchWriter } from '../app/ingest/batch-writer.ts'
import type { DatabaseStatus } from '../app/ingest/database-status.ts'
import { runDrain } from '../app/ingest/drain.ts'
import { createInFlight } from '../app/ingest/in-flight.ts'
import { createIngest, type RunningIngest } from '../app/ingest/ingest.ts'
import { createReplyMatcher, matchReplies } from '../app/ingest/match-replies.ts'
import { createProbe } from '../app/ingest/probe.ts'
import { idsOf, readDelivery } from '../app/ingest/webhook-delivery.ts'
import type { AccountStore } from '../domain/account/ports.ts'
import type { Checkpoint } from '../domain/messages/checkpoint.ts'
import type { Archive, Spool, StateStore } from '../domain/messages/ports.ts'
import type { ReplyStore } from '../domain/replies/ports.ts'
import { bodyParserOf } from './body-parser.ts'
import type { Config } from './config/config.ts'

const HOUR_MS = 60 * 60 * 1000

export interface PipelineParts {
  readonly config: Config
  readonly log: Logger
  readonly store: StateStore
  readonly replies: ReplyStore
  readonly accountStore: AccountStore
  readonly archive: Archive
  readonly spool: Spool
  readonly databaseStatus: DatabaseStatus
  readonly metrics: Metrics
  /** Metrics of each commit. */
  readonly meter: BatchMeter
  readonly spans: Spans
  /** Resolves to why the database does not answer, or to nothing; on a connection that batches do not use. */
  readonly ask: () => Promise<string | undefined>
  /** Makes sure that the database answers and is up to date. */
  readonly prepare: () => Promise<void>
  readonly checkpoint?: Checkpoint
}

export interface Pipeline {
  readonly ingest: RunningIngest
  /** Matches the inbound messages that wait, if any do. */
  matchReplies(): void
  /** Ends the drain and the matching of replies; what waits in the spool stays there. */
  stopWork(): Promise<void>
}

/** The way of a webhook's reports: into the database, or by the spool when that is away. The drain runs at once. */
export function startPipeline(parts: PipelineParts): Pipeline {
  const { config, log, store, replies, accountStore, archive, spool, databaseStatus, metrics, spans } = parts
  const points = parts.checkpoint === undefined ? {} : { checkpoint: parts.checkpoint }
  const stopping = new AbortController()
  const rules = { rule: config.STATUS_TIMESTAMP, windowMs: config.REPLY_WINDOW_HOURS * HOUR_MS }
  const matcher = createReplyMatcher(
    async () => metrics.repliesMatched(await matchReplies(replies, rules, stopping.signal)),
    (err) =>
      log[isAway(err) ? 'debug' : 'error'](
        { err },
        'replies could not be matched; they wait, and are tried again',
      ),
  )
  const writeBatch = createBatchWriter({
    store,
    replies,
    account: accountStore,
    onWritten: matcher.wake,
    rule: config.STATUS_TIMESTAMP,
    meter: parts.meter,
    trace: spans,
    ...(config.RAW_RETENTION_DAYS > 0 && { bodies: archive }),
    onSetApart: (refused) =>
      log.warn(
        { reports: refused.length, code: refused[0]?.code },
        'the database refused reports: they are set apart and retried; "bluetick stuck" lists them',
      ),
    onBodiesLost: (err) => log.error({ err }, 'raw bodies could not be stored; their reports were'),
  })
  const inFlight = createInFlight()
  const probe = createProbe(parts.ask, databaseStatus)
  const ingest = createIngest({
    probe,
    writeBatch,
    inFlight,
    spool,
    databaseStatus,
    meter: metrics,
    onBatchNotWritten: (err) => log.error({ err }, 'batch could not be written: it waits in the spool'),
    onSpoolFull: (err) => log.error({ err }, 'spool full: webhooks are refused with 503'),
    ...points,
  })
  metrics.followQueue(ingest.queued)
  metrics.followSpool(
    () => databaseStatus.reason() !== undefined,
    spool.size,
    config.SPOOL_MAX_BYTES,
    spool.damage,
  )

  const parse = bodyParserOf(config)
  const drained = createCountLog((counts) =>
    log.info(
      { ...counts, entriesLeft: spool.size().entries },
      'webhooks of the spool brought into the database',
    ),
  )
  const draining = runDrain({
    spool,
    databaseStatus,
    writeBatch: (deliveries) => inFlight.exclusively(idsOf(deliveries), () => writeBatch(deliveries)),
    probe,
    prepare: parts.prepare,
    read: (received) => readDelivery(received, parse),
    onDrained(webhooks) {
      metrics.drained(webhooks)
      drained('webhooks', webhooks)
    },
    onError: (err) => log[isAway(err) ? 'debug' : 'error']({ err }, 'spool cannot be drained yet'),
    onStuck: (err) => log.error({ err }, 'spool entry cannot be drained: kept, and retried'),
    signal: stopping.signal,
    ...points,
  })
  return {
    ingest,
    matchReplies: matcher.wake,
    async stopWork() {
      stopping.abort()
      await Promise.all([draining, matcher.stop()])
    },
  }
}
