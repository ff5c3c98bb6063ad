import { Registry } from 'prom-client'
import type { LinkState } from '../../domain/link/ports.ts'
import type { BatchStats } from '../../domain/messages/change.ts'
import type { ParsedBody } from '../../domain/messages/parsed-body.ts'
import type { SpoolDamage } from '../../domain/messages/ports.ts'
import type { StatusReport } from '../../domain/messages/report.ts'
import { type AUTH_FAILURES, DEFINITIONS as D, type WEBHOOK_RESULTS } from './definitions.ts'
import { createCounter, createGauge, createHistogram } from './instruments.ts'
import { measureProcess } from './process-metrics.ts'

export type WebhookResult = (typeof WEBHOOK_RESULTS)[number]

export interface MetricsOptions {
  readonly version: string
  /** `node` or `deno`. */
  readonly runtime: string
  readonly runtimeVersion: string
  /** Names of the statements and other steps that `statement` will be called with. */
  readonly statements: readonly string[]
  /** Whether to measure the process too (memory, event loop, garbage collection): Node only. */
  readonly process: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** What the pool of connections holds. */
export interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

export type Metrics = ReturnType<typeof createMetrics>

/** The metrics of the service, on a registry of their own: what `definitions.ts` declares, and how it is recorded. */
export function createMetrics(options: MetricsOptions) {
  const registry = new Registry()
  const webhooks = createCounter(D.webhooks, registry)
  const webhookSeconds = createHistogram(D.webhookSeconds, registry)
  const lastWebhook = createGauge(D.lastWebhook, registry)
  const authFailures = createCounter(D.authFailures, registry)
  const webhookOpen = createGauge(D.webhookOpen, registry)
  const reports = createCounter(D.reports, registry)
  const failures = createCounter(D.failures, registry)
  const inbound = createCounter(D.inbound, registry)
  const repliesMatched = createCounter(D.repliesMatched, registry)
  const accountEvents = createCounter(D.accountEvents, registry)
  const ignored = createCounter(D.ignored, registry)
  const rejects = createCounter(D.rejects, registry)
  const rejectsDropped = createCounter(D.rejectsDropped, registry)
  const stuck = createGauge(D.stuck, registry)
  const unjoined = createGauge(D.unjoined, registry)
  const duplicates = createCounter(D.duplicates, registry)
  const inferred = createCounter(D.inferred, registry)
  const contradictions = createCounter(D.contradictions, registry)
  const lag = createHistogram(D.lag, registry)
  const batches = createCounter(D.batches, registry)
  const batchReports = createHistogram(D.batchReports, registry)
  const commitSeconds = createHistogram(D.commitSeconds, registry)
  const lastCommit = createGauge(D.lastCommit, registry)
  const queueReports = createGauge(D.queueReports, registry)
  const queueBytes = createGauge(D.queueBytes, registry)
  const spool = createSpoolMetrics(registry)
  const database = createDatabaseMetrics(registry, options.statements)
  const { version, runtime, runtimeVersion } = options
  createGauge(D.buildInfo, registry).set(1, version, runtime, runtimeVersion)
  if (options.process) measureProcess(registry)
  let lastWebhookSeconds = 0
  lastWebhook.follow(() => lastWebhookSeconds)

  return {
    registry,
    ...database,
    ...spool,
    ...createLinkMetrics(registry),
    /** A webhook was answered. */
    answered(result: WebhookResult, seconds: number) {
      webhooks.add(1, result)
      webhookSeconds.observe(seconds)
      lastWebhookSeconds = options.now() / 1000
    },
    /** A webhook was turned away. */
    turnedAway(reason: (typeof AUTH_FAILURES)[number]) {
      authFailures.add(1, reason)
    },
    /** Whether the webhook is unauthenticated. */
    unauthenticated(open: boolean) {
      webhookOpen.set(open ? 1 : 0)
    },
    /** A webhook's body was read. */
    received(parsed: ParsedBody) {
      for (const { kind, source, failure } of parsed.reports) {
        reports.add(1, kind, source)
        if (kind === 'failed') failures.add(1, failure?.code ?? 'other')
      }
      for (const { reason } of parsed.rejected) rejects.add(1, reason)
      if (parsed.dropped > 0) rejects.add(parsed.dropped, 'too-many')
      inbound.add(parsed.inbound.length)
      for (const { effect } of parsed.events) accountEvents.add(1, effect)
      ignored.add(parsed.ignored)
    },
    /** Inbound messages were matched. */
    repliesMatched(count: number) {
      repliesMatched.add(count)
    },
    /** A batch was committed. */
    committed(
      batch: readonly StatusReport[],
      outcome: BatchStats & { readonly refused: readonly unknown[] },
      seconds: number,
    ) {
      const nowMs = options.now()
      batches.add(1, 'committed')
      batchReports.observe(batch.length)
      commitSeconds.observe(seconds)
      lastCommit.set(nowMs / 1000)
      for (const { occurrence } of batch) {
        if (!occurrence.estimated) lag.observe(Math.max(0, nowMs - occurrence.atMs) / 1000)
      }
      duplicates.add(outcome.duplicates)
      inferred.add(outcome.inferred)
      contradictions.add(outcome.contradictions)
      rejects.add(outcome.refused.length, 'refused-by-database')
    },
    /** How many reports are set apart. */
    stuck(reports: number) {
      stuck.set(reports)
    },
    /** How many rows of others could not be joined in. */
    unjoined(changes: number) {
      unjoined.set(changes)
    },
    /** Rejects were not kept. */
    rejectsDropped(rejects: number) {
      rejectsDropped.add(rejects)
    },
    /** A batch could not be committed. */
    notCommitted() {
      batches.add(1, 'failed')
    },
    /** Reads at each scrape what waits for its commit. */
    followQueue(queued: () => { readonly items: number; readonly bytes: number }) {
      queueReports.follow(() => queued().items)
      queueBytes.follow(() => queued().bytes)
    },
  }
}

function createLinkMetrics(registry: Registry) {
  const lag = createGauge(D.linkLag, registry)
  const waiting = createGauge(D.linkWaiting, registry)
  const failures = createGauge(D.linkFailures, registry)
  const refused = createCounter(D.linkRefused, registry)
  return {
    /** How the link to others' tables stands; nothing is linked: all zero. */
    linked(state: Pick<LinkState, 'lagSeconds' | 'outbox' | 'failures'> | undefined) {
      lag.set(state?.lagSeconds ?? 0)
      waiting.set(state?.outbox ?? 0)
      failures.set(state?.failures ?? 0)
    },
    /** Linked tables refused rows. */
    linkRefused(rows: number) {
      refused.add(rows)
    },
  }
}

function createSpoolMetrics(registry: Registry) {
  const spooling = createGauge(D.spooling, registry)
  const entries = createGauge(D.spoolEntries, registry)
  const bytes = createGauge(D.spoolBytes, registry)
  const max = createGauge(D.spoolBytesMax, registry)
  const lost = createGauge(D.spoolLost, registry)
  const spooled = createCounter(D.spooled, registry)
  const drained = createCounter(D.drained, registry)
  return {
    /** Webhooks went to the spool. */
    spooled(webhooks: number) {
      spooled.add(webhooks)
    },
    /** Webhooks came from the spool into the database. */
    drained(webhooks: number) {
      drained.add(webhooks)
    },
    /** Reads at each scrape whether webhooks go to the spool, and what waits there. */
    followSpool(
      isSpooling: () => boolean,
      size: () => { readonly entries: number; readonly bytes: number },
      maxBytes: number,
      damage: () => Promise<SpoolDamage | undefined>,
    ) {
      max.set(maxBytes)
      spooling.follow(() => (isSpooling() ? 1 : 0))
      entries.follow(() => size().entries)
      bytes.follow(() => size().bytes)
      lost.follow(async () => webhooksLost(await damage()))
    },
  }
}

/** Where the number is not certain it is 1 at least: an alert must fire. */
function webhooksLost(damage: SpoolDamage | undefined): number {
  if (damage === undefined) return 0
  return Math.max(damage.lostWebhooks, damage.countIsCertain ? 0 : 1)
}

function createDatabaseMetrics(registry: Registry, names: readonly string[]) {
  const up = createGauge(D.databaseUp, registry)
  const connections = createGauge(D.databaseConnections, registry)
  const max = createGauge(D.databaseConnectionsMax, registry)
  const waiting = createGauge(D.databaseWaiting, registry)
  const clockSkew = createGauge(D.clockSkew, registry)
  const broken = createCounter(D.brokenConnections, registry)
  const statements = createCounter(D.statements, registry)
  const errors = createCounter(D.statementErrors, registry)
  const secondsByName = createCounter(D.statementSecondsByName, registry)
  const duration = createHistogram(D.statementSeconds, registry)
  for (const name of [...names, 'other']) {
    for (const counter of [statements, errors, secondsByName]) counter.begin(name)
  }
  return {
    /** A statement, or another step on the database, came to its end. */
    statement(name: string, seconds: number, failed: boolean) {
      statements.add(1, name)
      secondsByName.add(seconds, name)
      duration.observe(seconds)
      if (failed) errors.add(1, name)
    },
    /** The database answered, or it could not be reached. */
    databaseReachable(reachable: boolean) {
      up.set(reachable ? 1 : 0)
    },
    connectionBroke() {
      broken.add(1)
    },
    /** Reads at each scrape how far the clocks are apart. */
    followClock(skewMs: () => number) {
      clockSkew.follow(() => skewMs() / 1000)
    },
    /** Reads at each scrape how full the pool is. */
    followPool(pool: PoolCounts, size: number) {
      max.set(size)
      connections.follow(() => pool.totalCount - pool.idleCount, 'in-use')
      connections.follow(() => pool.idleCount, 'idle')
      waiting.follow(() => pool.waitingCount)
    },
  }
}
