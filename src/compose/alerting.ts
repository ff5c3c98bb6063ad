import { randomBytes } from 'node:crypto'
import type { Router } from 'express'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { readRunbook } from '../adapters/alert-rules/runbooks.ts'
import { pingUrl } from '../adapters/heartbeat/ping-url.ts'
import { createAlertPages } from '../adapters/http/alert-pages.ts'
import { alertHistoryEndpoint } from '../adapters/http/api/alert-history.ts'
import { alertEndpoints } from '../adapters/http/api/alerts.ts'
import type { Endpoint } from '../adapters/http/api/endpoint.ts'
import type { Logger } from '../adapters/log/logger.ts'
import { createAlertMetrics } from '../adapters/metrics/alert-metrics.ts'
import { createOutageFile } from '../adapters/outage-file/outage-file.ts'
import { createAlertActions } from '../adapters/postgres/alerts/alert-actions.ts'
import { createAlertStore } from '../adapters/postgres/alerts/alert-store.ts'
import { createOutbox } from '../adapters/postgres/alerts/outbox.ts'
import { createRuleRunner } from '../adapters/postgres/alerts/rule-runner.ts'
import { createAnalyticsStore } from '../adapters/postgres/analytics/analytics-store.ts'
import { createPool, type PoolOptions } from '../adapters/postgres/connection/pool.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import { verifyLink } from '../app/alerts/ack-link.ts'
import { mailDomain, originOf, summaryRecipients } from '../app/alerts/audience.ts'
import { runCycle } from '../app/alerts/cycle.ts'
import { deliver } from '../app/alerts/deliver.ts'
import { createAlertEngine } from '../app/alerts/engine.ts'
import { type LogLine, loggedMailer, loggedStore } from '../app/alerts/logged.ts'
import { createMailWriter } from '../app/alerts/mail-writer.ts'
import { bareNotification, createNotificationWriter } from '../app/alerts/notification-writer.ts'
import { createOutageAlert } from '../app/alerts/outage-alert.ts'
import { refreshChannels } from '../app/alerts/refresh-channels.ts'
import { createRuleBook } from '../app/alerts/rule-book.ts'
import type { ServiceStats } from '../app/alerts/service-stats.ts'
import { type AlertTrace, tracedMailer, tracedRunner } from '../app/alerts/traced.ts'
import { once } from '../app/async/once.ts'
import type { Ticker } from '../app/async/ticker.ts'
import { withTimeout } from '../app/async/time-limit.ts'
import type { AlertActions, AlertStore, RuleRunner } from '../domain/alerts/ports.ts'
import type { Rule } from '../domain/alerts/rule.ts'
import { routingOf, unusedChannels } from './alert-routing.ts'
import { loadRules } from './alert-rules.ts'
import { createMailer, mailFolder } from './channels.ts'
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
  readonly statements: Statements
  /** How to reach the database, for a pool of the rules' own. */
  readonly poolOptions: PoolOptions
  /** Resolves to what is wrong with the database, or to nothing. */
  readonly look: (pool: Pool) => Promise<string | undefined>
  readonly registry: Registry
  readonly serviceStats: ServiceStats
  readonly trace: AlertTrace
  readonly onTick: Ticker
}

/** The alerting as the rest of the service sees it. */
export interface Alerting {
  /** What it adds to the API. */
  readonly endpoints: readonly Endpoint[]
  /** The pages that its mails link to. */
  readonly pages: Router
  readonly store: AlertStore
  readonly actions: AlertActions
  readonly runner: RuleRunner
  readonly rules: () => readonly Rule[]
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
  const { config, log, pool, registry, serviceStats, onTick } = parts
  const book = createRuleBook(
    await loadRules(config),
    () => loadRules(config),
    (problem, err) => log.error({ err }, problem),
  )
  const logLine: LogLine = (line, fields) => log.info(fields, line)
  const store = loggedStore(createAlertStore(pool, parts.statements), logLine)
  const outbox = createOutbox(pool, parts.statements)
  const actions = createAlertActions(pool, parts.statements)
  // Small and apart, so that rules cannot starve webhooks.
  const rulesPool = createPool({
    ...parts.poolOptions,
    size: RULES_POOL_SIZE,
    statementTimeoutMs: RULES_TIMEOUT_MS,
  })
  const runner = tracedRunner(createRuleRunner(rulesPool, parts.statements), parts.trace)
  const analytics = createAnalyticsStore(rulesPool, parts.statements)
  const folder = mailFolder(config)
  const where = folder === undefined ? 'sent' : `written to ${folder}`
  const mailer = loggedMailer(tracedMailer(createMailer(config), parts.trace), where, logLine)
  if (folder !== undefined) log.info({ folder }, 'SMTP_URL is not set: mails are written to files')
  const meter = createAlertMetrics(registry, book.rules, Date.now)
  const domain = mailDomain(config.ALERT_FROM)
  const { routes, audience, channels, second, escalation, quiet } = routingOf(config)
  const dashboard = config.DASHBOARD_URL === undefined ? {} : { dashboard: config.DASHBOARD_URL }
  const addresses = {
    ...dashboard,
    ...(config.PUBLIC_URL !== undefined && { publicUrl: config.PUBLIC_URL }),
  }
  const onProblem = (problem: string, err?: unknown) => log.warn({ err }, problem)
  for (const name of unusedChannels(config, book.rules()))
    log.warn(`no setting and no rule names the channel ${name} of ALERT_CHANNELS: nothing is sent to it`)

  const linkKey = once(() => actions.sharedKey('links', randomBytes(32).toString('hex')))
  const origin = originOf(config)
  const writeNotification = createNotificationWriter({ rule: book.rule, ...addresses, linkKey, origin })
  const writer = createMailWriter({
    runner,
    rule: book.rule,
    ...addresses,
    linkKey,
    runbook: readRunbook,
    origin,
    onProblem,
  })
  const flushServiceStats = () => serviceStats.flush(store.addServiceMinutes)
  // What this process has notified of rules that fail.
  const notified = new Map<string, string>()
  const engine = createAlertEngine({
    onTick,
    outage: createOutageAlert({
      look: () => withTimeout(parts.look(rulesPool), LOOK_TIMEOUT_MS).catch(messageOf),
      memory: createOutageFile(`${config.DATA_DIR}/alerts/outage.json`),
      mailer,
      ...second,
      channels,
      recipients: routes.bySeverity('critical'),
      ...(escalation !== undefined && { escalation }),
      write: writer.outage,
      writeNotification: (key, signal) => bareNotification(key, signal, origin),
      domain,
      store,
      meter,
      now: Date.now,
      onProblem,
    }),
    deliver: () =>
      deliver({
        outbox,
        mailer,
        ...second,
        channels,
        audience,
        ...quiet,
        write: writer.alert,
        writeNotification,
        domain,
        now: store.now,
        meter,
        onProblem,
      }),
    cycle: async (deliverMails) => {
      await book.refresh()
      await runCycle({
        evaluation: {
          store,
          runner,
          rules: book.rules(),
          broken: book.broken(),
          meter,
          notified,
          onProblem,
        },
        summaries: {
          sources: { runner, analytics },
          outbox,
          recipients: summaryRecipients(config),
          zone: config.REPORT_TIMEZONE,
          installation: config.INSTALLATION_NAME,
          domain,
          ...dashboard,
        },
        flushServiceStats,
        ...(escalation !== undefined && {
          escalation: { afterMs: escalation.afterMs, lists: escalation.lists.length },
        }),
        refreshChannels: (alerts, nowMs) => refreshChannels(channels, routes, alerts, nowMs, onProblem),
        deliver: deliverMails,
        outbox,
        snapshot: meter.snapshot,
        ...(config.HEARTBEAT_URL !== undefined && { heartbeat: () => pingUrl(config.HEARTBEAT_URL ?? '') }),
        onProblem,
      })
    },
    flushServiceStats,
    onProblem,
  })

  return {
    endpoints: [
      ...alertEndpoints({
        store,
        actions,
        rules: () => book.rules().map(({ name }) => name),
        now: Date.now,
      }),
      alertHistoryEndpoint(store, Date.now),
    ],
    pages: createAlertPages({
      actions,
      verify: async (query) => verifyLink(await linkKey(), query, Date.now()),
      now: Date.now,
    }),
    start: engine.start,
    store,
    actions,
    runner,
    rules: book.rules,
    async close() {
      await engine.finish()
      mailer.close()
      await rulesPool.end()
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
