import { setMaxListeners } from 'node:events'
import { onTick } from '../adapters/cron/ticker.ts'
import { isRecipientList } from '../adapters/http/api/campaigns/endpoints.ts'
import { listen } from '../adapters/http/listen.ts'
import type { Logger } from '../adapters/log/logger.ts'
import { createAnalyticsStore, loadQuestions } from '../adapters/postgres/analytics/analytics-store.ts'
import { createAnalyticsUpkeep } from '../adapters/postgres/analytics/upkeep.ts'
import { isAway } from '../adapters/postgres/connection/errors.ts'
import { OTHER_STEPS } from '../adapters/postgres/connection/instrument.ts'
import { ping } from '../adapters/postgres/connection/ping.ts'
import { createArchive } from '../adapters/postgres/messages/archive.ts'
import { createReplyStore } from '../adapters/postgres/messages/reply-store.ts'
import { createStateStore } from '../adapters/postgres/messages/state-store.ts'
import { createStuckReports } from '../adapters/postgres/messages/stuck-reports.ts'
import { createUnjoinedChanges } from '../adapters/postgres/messages/unjoined-changes.ts'
import { createSchemaNames } from '../adapters/postgres/schema/schema-names.ts'
import { loadStatements, stepsOf, WEBHOOK_STEPS } from '../adapters/postgres/schema/statements.ts'
import { keepApiToken } from '../adapters/secrets/api-token.ts'
import { createInSpan } from '../adapters/trace/in-span.ts'
import { createSpans } from '../adapters/trace/spans.ts'
import { createServiceStats, withServiceStats } from '../app/alerts/service-stats.ts'
import { createAnalytics } from '../app/analytics/analytics.ts'
import type { Ticker } from '../app/async/ticker.ts'
import { createDatabaseStatus } from '../app/ingest/database-status.ts'
import type { Checkpoint } from '../domain/messages/checkpoint.ts'
import { createAccountApi } from './account.ts'
import { createAlerting } from './alerting.ts'
import { createCampaigns } from './campaigns.ts'
import { createClock } from './clock.ts'
import { type Closer, closeAll } from './close-all.ts'
import type { Config } from './config/config.ts'
import { unauthenticated, warnings } from './config/warnings.ts'
import { createDashboard } from './dashboard.ts'
import { makeDataDir } from './data-dir.ts'
import { openDatabase } from './database.ts'
import { createInstrument } from './instrument.ts'
import { startLinking } from './linking.ts'
import { createServiceMetrics } from './metrics.ts'
import { startPipeline } from './pipeline.ts'
import { openPools } from './pools.ts'
import { createReadiness } from './readiness.ts'
import { createPrepare } from './schema.ts'
import { startSending } from './sending.ts'
import { openServiceSpool } from './spool.ts'
import { startUpkeep } from './upkeep.ts'
import { createWeb } from './web.ts'

export interface Service {
  readonly port: number
  /** Not ready → stop accepting → finish what is in flight → flush → close. Idempotent. */
  stop(): Promise<void>
}

/**
 * The composition root: makes every part, in the order in which they need each other, and stops them in the
 * reverse order.
 *
 * @throws Error with one clear sentence where a part cannot be started, or `signal` ends the start; what was
 * started is stopped again
 */
export async function startService(
  config: Config,
  log: Logger,
  signal: AbortSignal,
  checkpoint?: Checkpoint,
  ticker: Ticker = onTick,
): Promise<Service> {
  const closers: Closer[] = []
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= closeAll(closers, (part, err) => log.error({ err, part }, `${part} did not stop cleanly`))
    return stopped
  }

  try {
    await makeDataDir(config.DATA_DIR)
    const serviceStats = createServiceStats(Date.now)
    const spool = await openServiceSpool(config, log, serviceStats)
    closers.push({ name: 'spool', close: spool.close })
    const database = await openDatabase(config, log, signal)
    closers.push({ name: 'database', close: database.close })
    const names = createSchemaNames()
    const statements = loadStatements(names)
    const questions = loadQuestions()
    const steps = [...OTHER_STEPS, ...WEBHOOK_STEPS, ...stepsOf('archive')]
    const metrics = withServiceStats(createServiceMetrics(config, steps), serviceStats)
    const spans = createSpans(createInSpan())
    const instrument = createInstrument(steps, metrics, spans)
    const { poolOptions, pool, probePool } = openPools(config, database.url, log, metrics.connectionBroke)
    closers.push({ name: 'probe connection', close: () => probePool.end() })
    closers.push({ name: 'connection pool', close: () => pool.end() })
    const alerting = await createAlerting({
      config,
      log,
      pool,
      statements,
      poolOptions,
      look: (rulesPool) => ping(rulesPool, statements),
      registry: metrics.registry,
      serviceStats,
      trace: spans,
      onTick: ticker,
    })
    closers.push({ name: 'alerting', close: alerting.close })

    const databaseStatus = createDatabaseStatus({
      began: (err) => log.error({ err }, 'database unavailable: webhooks go to the spool and are answered'),
      ended: (seconds) =>
        log.info({ seconds, ...spool.size() }, 'database available again: draining the spool'),
    })
    const prepare = createPrepare({
      pool: probePool,
      schema: config.DATABASE_SCHEMA,
      names,
      rule: config.STATUS_TIMESTAMP,
      log,
      upToDate: () => metrics.databaseReachable(true),
      ping: () => ping(pool, statements, instrument),
    })
    await prepare().catch((error: unknown) => {
      if (config.DATABASE_URL === undefined || !isAway(error)) throw error
      databaseStatus.begin(error)
    })

    const clock = createClock(pool, statements, log, metrics)
    // While the database is away, by the machine's alone.
    await clock.measure().catch(() => undefined)
    const store = createStateStore(pool, statements, instrument, {
      checkpoint,
      country: config.DEFAULT_COUNTRY,
    })
    const analytics = createAnalytics(
      createAnalyticsStore(pool, statements, questions, instrument),
      createAnalyticsUpkeep(pool, statements, instrument),
      Date.now,
    )
    const archive = createArchive(pool, statements, instrument)
    const replies = createReplyStore(pool, statements, instrument)
    const account = createAccountApi(pool, statements, instrument, config.DEFAULT_COUNTRY)
    const { ingest, stopWork, matchReplies } = startPipeline({
      config,
      log,
      store,
      replies,
      accountStore: account.store,
      archive,
      spool,
      databaseStatus,
      metrics,
      meter: analytics.meter(metrics),
      spans,
      ask: () => ping(probePool, statements),
      prepare,
      ...(checkpoint !== undefined && { checkpoint }),
    })
    metrics.followPool(pool, config.DATABASE_POOL_SIZE)
    closers.push({ name: 'drain and reply matching', close: stopWork })
    closers.push({
      name: 'ingest',
      async close() {
        await ingest.drained()
        if (databaseStatus.reason() === undefined) await analytics.flush()
      },
    })

    const campaigns = createCampaigns(pool, statements, instrument, config, log)
    const linking = startLinking({ config, log, pool, statements, instrument, store, metrics })
    closers.push({ name: 'link', close: linking.stop })
    const sending = startSending({
      config,
      campaigns: campaigns.store,
      log,
      pool,
      statements,
      instrument,
      registry: metrics.registry,
      reachable: () => databaseStatus.reason() === undefined,
      onTick: ticker,
      now: clock.now,
    })
    closers.push({ name: 'sending', close: sending.stop })
    const stopping = new AbortController()
    // Each job of the clock listens for the end.
    setMaxListeners(0, stopping.signal)
    startUpkeep({
      config,
      log,
      store,
      stuck: createStuckReports(pool, statements, instrument),
      unjoined: createUnjoinedChanges(pool, statements, instrument),
      campaignStore: campaigns.store,
      archive,
      clock,
      metrics,
      matchReplies,
      analytics: analytics.upkeep,
      reachable: () => databaseStatus.reason() === undefined,
      onTick: ticker,
      signal: stopping.signal,
    })
    alerting.start(stopping.signal)
    closers.push({ name: 'schedule', close: async () => stopping.abort() })

    const readiness = createReadiness({
      spool,
      databaseStatus,
      ping: () => ping(pool, statements, instrument),
      stopping: () => stopped !== undefined,
      link: linking.note,
    })
    const apiToken = config.API_TOKEN ?? (await keepApiToken(config.DATA_DIR, log))
    const dashboard =
      config.DASHBOARD === 'off'
        ? undefined
        : createDashboard({
            ...{ config, log, poolOptions, apiToken, instrument, statements, alerting, campaigns },
            ...{ sending: sending.api, account: account.store, analytics, pool, spool, readiness },
            onTick: ticker,
          })
    if (dashboard !== undefined) closers.push({ name: 'dashboard', close: dashboard.close })
    const listener = createWeb({
      now: clock.now,
      config,
      log,
      apiToken,
      metrics,
      spans,
      ingest: linking.through(ingest),
      campaigns,
      account,
      sending: sending.api,
      analytics,
      alerting,
      ...(dashboard !== undefined && { pages: dashboard.pages }),
      readiness,
    })
    metrics.unauthenticated(unauthenticated(config))
    const listening = await listen(listener, config.HOST, config.PORT, isRecipientList)
    closers.push({ name: 'HTTP listener', close: listening.close })
    for (const warning of warnings(config)) log.warn(warning)
    log.info(`listening on http://localhost:${listening.port}: point webhooks at POST /webhook`)
    return { port: listening.port, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
