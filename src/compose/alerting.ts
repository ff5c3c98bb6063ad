import { randomBytes } from 'node:crypto'
import type { Router } from 'express'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { onTick } from '../adapters/cron/ticker.ts'
import { pingUrl } from '../adapters/heartbeat/ping-url.ts'
import { createAlertPages } from '../adapters/http/alert-pages.ts'
import { alertEndpoints } from '../adapters/http/api/alerts.ts'
import type { Endpoint } from '../adapters/http/api/endpoint.ts'
import type { Logger } from '../adapters/log/logger.ts'
import { createAlertMetrics } from '../adapters/metrics/alert-metrics.ts'
import { createOutageFile } from '../adapters/outage-file/outage-file.ts'
import { createAlertActions } from '../adapters/postgres/alerts/alert-actions.ts'
import { createAlertStore } from '../adapters/postgres/alerts/alert-store.ts'
import { createOutbox } from '../adapters/postgres/alerts/outbox.ts'
import { createRuleRunner } from '../adapters/postgres/alerts/rule-runner.ts'
import { type AlertStatements, loadAlertStatements } from '../adapters/postgres/alerts/statements.ts'
import { createPool, type PoolOptions } from '../adapters/postgres/connection/pool.ts'
import { verifyLink } from '../app/alerts/ack-link.ts'
import { audienceOf, mailDomain, summaryRecipients } from '../app/alerts/audience.ts'
import { runCycle } from '../app/alerts/cycle.ts'
import { deliver } from '../app/alerts/deliver.ts'
import { gatherMailContexts, linksOf } from '../app/alerts/mail-context.ts'
import { writeAlertMail } from '../app/alerts/mails/alert-mail.ts'
import { createOutageAlert, outagePlan } from '../app/alerts/outage-alert.ts'
import type { ServiceStats } from '../app/alerts/service-stats.ts'
import { type AlertTrace, tracedMailer, tracedRunner } from '../app/alerts/traced.ts'
import { withTimeout } from '../app/async/time-limit.ts'
import { loadRules } from './alert-rules.ts'
import { createMailer, createSecondChannel, mailFolder } from './channels.ts'
import type { Config } from './config/config.ts'

/** Two rules, a report, and a look at whether the database is there. */
const RULES_POOL_SIZE = 4
/** Above the statement timeouts that the questions set for themselves. */
const RULES_TIMEOUT_MS = 70_000
/** A look at whether the database is there takes no longer. */
const LOOK_TIMEOUT_MS = 5_000

export interface AlertingParts {
  readonly config: Config
  readonly log: Logger
  /** For states and the outbox. */
  readonly pool: Pool
  /** How to reach the database, for a pool of the rules' own. */
  readonly poolOptions: PoolOptions
  /** Resolves to what is wrong with the database, or to nothing. */
  readonly look: (pool: Pool) => Promise<string | undefined>
  readonly registry: Registry
  readonly serviceStats: ServiceStats
  readonly trace: AlertTrace
}

/** The alerting as the rest of the service sees it. */
export interface Alerting {
  /** What it adds to the API. */
  readonly endpoints: readonly Endpoint[]
  /** The pages that its mails link to. */
  readonly pages: Router
  readonly statements: AlertStatements
  /** Begins to evaluate, look and deliver. */
  start(signal: AbortSignal): void
  /** Waits for what is under way. */
  close(): Promise<void>
}

/**
 * Puts the alerting together. Nothing of it needs the database to be there.
 *
 * @throws Error where ALERTS_DIR cannot be read
 */
export async function createAlerting(parts: AlertingParts): Promise<Alerting> {
  const { config, log, pool, registry, serviceStats } = parts
  const { rules, problems } = await loadRules(config)
  for (const problem of problems) log.error({ problem }, 'invalid alert rule, skipped')
  const byName = new Map(rules.map((rule) => [rule.name, rule]))
  const statements = loadAlertStatements()
  const store = createAlertStore(pool, statements)
  const outbox = createOutbox(pool, statements)
  const actions = createAlertActions(pool, statements)
  // Small and apart, so that rules cannot starve webhooks.
  const rulesPool = createPool({
    ...parts.poolOptions,
    size: RULES_POOL_SIZE,
    statementTimeoutMs: RULES_TIMEOUT_MS,
  })
  const runner = tracedRunner(createRuleRunner(rulesPool), parts.trace)
  const mailer = tracedMailer(createMailer(config), parts.trace)
  const folder = mailFolder(config)
  if (folder !== undefined) log.info({ folder }, 'SMTP_URL is not set: mails are written to files')
  const meter = createAlertMetrics(registry, rules, Date.now)
  const domain = mailDomain(config.ALERT_FROM)
  const audience = audienceOf(config)
  const dashboard = config.DASHBOARD_URL === undefined ? {} : { dashboard: config.DASHBOARD_URL }
  const addresses = {
    ...dashboard,
    ...(config.PUBLIC_URL !== undefined && { publicUrl: config.PUBLIC_URL }),
  }
  const onProblem = (problem: string, err?: unknown) => log.warn({ err }, problem)
  const channel = createSecondChannel(config)

  let knownKey: string | undefined
  const linkKey = async () => {
    knownKey ??= await actions.sharedKey('links', randomBytes(32).toString('hex'))
    return knownKey
  }

  const outageAlert = createOutageAlert({
    look: () => withTimeout(parts.look(rulesPool), LOOK_TIMEOUT_MS).catch(messageOf),
    memory: createOutageFile(`${config.DATA_DIR}/alerts/outage.json`),
    mailer,
    ...channel,
    recipients: audience('critical'),
    write: (signal) => {
      // The page to acknowledge on needs the database too.
      const { acknowledge: _, ...links } = linksOf(
        signal,
        { rules: byName, ...addresses, linkKey: '' },
        signal.atMs,
      )
      return writeAlertMail(outagePlan(signal), () => ({ tables: [], ...links }), domain, signal.atMs)
    },
    domain,
    store,
    meter,
    now: Date.now,
    onProblem,
  })

  let delivering: Promise<void> | undefined
  const deliverOnce = () => {
    delivering ??= deliver({
      outbox,
      mailer,
      ...channel,
      audience,
      async write(plan, nowMs) {
        const contexts = await gatherMailContexts(
          plan,
          { runner, rules: byName, ...addresses, linkKey: await linkKey(), onProblem },
          nowMs,
        )
        return writeAlertMail(plan, (signal) => contexts.get(signal.episode), domain, nowMs)
      },
      domain,
      now: store.now,
      meter,
      onProblem,
    }).finally(() => {
      delivering = undefined
    })
    return delivering
  }

  const notified = new Map<string, string>()
  const flushServiceStats = () => serviceStats.flush(store.addServiceMinutes)
  const cycle = () =>
    runCycle({
      evaluation: { store, runner, rules, meter, notified, onProblem },
      reports: {
        runner,
        outbox,
        recipients: summaryRecipients(config),
        zone: config.REPORT_TIMEZONE,
        domain,
        ...dashboard,
      },
      flushServiceStats,
      async deliver() {
        // A pass that began before this evaluation has not seen what it found.
        await delivering?.catch(() => undefined)
        await deliverOnce()
      },
      age: outbox.age,
      snapshot: meter.snapshot,
      ...(config.HEARTBEAT_URL !== undefined && { heartbeat: () => pingUrl(config.HEARTBEAT_URL ?? '') }),
      onProblem,
    })

  const running = new Set<Promise<void>>()
  const track = (job: () => Promise<void>) => async () => {
    const run = job()
    running.add(run)
    await run.finally(() => running.delete(run))
  }
  const whileReachable = (job: () => Promise<void>) =>
    track(async () => (outageAlert.away() ? undefined : job()))

  return {
    endpoints: alertEndpoints({ store, actions, rules: [...byName.keys()], now: Date.now }),
    pages: createAlertPages({
      actions,
      verify: async (query) => verifyLink(await linkKey(), query, Date.now()),
      now: Date.now,
    }),
    statements,
    start(signal) {
      const failed = (what: string) => (err: unknown) => log.warn({ err }, `${what}; retried soon`)
      onTick('everyTenSeconds', track(outageAlert.look), failed('the database cannot be watched'), signal)
      onTick('everyTenSeconds', whileReachable(deliverOnce), failed('mails cannot be delivered'), signal)
      onTick(
        'everyFiveSeconds',
        whileReachable(flushServiceStats),
        failed('minutes cannot be written'),
        signal,
      )
      onTick('everyMinute', whileReachable(cycle), failed('alert rules cannot be evaluated'), signal)
    },
    async close() {
      await Promise.allSettled(running)
      if (!outageAlert.away())
        await flushServiceStats().catch(onProblem.bind(undefined, 'the last minutes are lost'))
      mailer.close()
      await rulesPool.end()
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
