import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Router } from 'express'
import type { Pool } from 'pg'
import type { Readiness } from '../adapters/http/create-app.ts'
import type { Logger } from '../adapters/log/logger.ts'
import { createPages } from '../adapters/pages/pages.ts'
import { createAccountStore } from '../adapters/postgres/account/account-store.ts'
import { createCampaignStore } from '../adapters/postgres/campaigns/campaign-store.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import { createPool, type PoolOptions } from '../adapters/postgres/connection/pool.ts'
import { createAccountNewsStore } from '../adapters/postgres/dashboard/account-news-store.ts'
import { createDashboardStore } from '../adapters/postgres/dashboard/dashboard-store.ts'
import { createOperationsStore } from '../adapters/postgres/dashboard/operations-store.ts'
import { createPlansOfMessage } from '../adapters/postgres/dashboard/plans-of-message.ts'
import { createDashboardRead } from '../adapters/postgres/dashboard/read.ts'
import { createLinkStore } from '../adapters/postgres/link/link-store.ts'
import { createArchive } from '../adapters/postgres/messages/archive.ts'
import { createReplyStore } from '../adapters/postgres/messages/reply-store.ts'
import { createStateStore } from '../adapters/postgres/messages/state-store.ts'
import { createStuckReports } from '../adapters/postgres/messages/stuck-reports.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import type { Analytics } from '../app/analytics/analytics.ts'
import type { Ticker } from '../app/async/ticker.ts'
import type { CampaignUseCases } from '../app/campaigns/use-cases.ts'
import { createAccountViews } from '../app/dashboard/account.ts'
import { createAlertViews } from '../app/dashboard/alerts.ts'
import { createBestTimes, createUsualHour } from '../app/dashboard/best-times.ts'
import { createCampaignViews } from '../app/dashboard/campaigns.ts'
import { createScoreOf } from '../app/dashboard/engagement-score.ts'
import { createHealthViews } from '../app/dashboard/health.ts'
import { createImportJobs } from '../app/dashboard/imports.ts'
import { createMessageList } from '../app/dashboard/message-list.ts'
import { createOverview } from '../app/dashboard/overview.ts'
import { createPersonViews } from '../app/dashboard/person.ts'
import { createBatchWriter, UNMETERED } from '../app/ingest/batch-writer.ts'
import { replayRejects } from '../app/ingest/replay.ts'
import type { AccountStore } from '../domain/account/ports.ts'
import type { ServiceStatus } from '../domain/dashboard/health-view.ts'
import type { SendingActions, SuppressionActions } from '../domain/dashboard/ports.ts'
import type { Spool } from '../domain/messages/ports.ts'
import type { Alerting } from './alerting.ts'
import { bodyParserOf } from './body-parser.ts'
import type { Config } from './config/config.ts'
import { runtimeName, runtimeVersion } from './runtime.ts'
import { readVersion } from './version.ts'

const RUNTIME = `${runtimeName} ${runtimeVersion}`
/** Small and apart, so that pages cannot starve webhooks. */
const PAGES_POOL_SIZE = 4
/** Longer than the server's own limit for a page's statement (sql/transactions/begin-page.sql), which ends first where there is an answer. */
const PAGE_STATEMENT_TIMEOUT_MS = 3_000

export interface DashboardParts {
  readonly config: Config
  readonly log: Logger
  /** How to reach the database, for a pool of the pages' own. */
  readonly poolOptions: PoolOptions
  readonly apiToken: string
  readonly instrument: Instrument
  readonly statements: Statements
  readonly alerting: Alerting
  /** For what people change; pages read on a pool of their own. */
  readonly campaigns: CampaignUseCases
  readonly sending: SendingActions
  readonly account: Pick<AccountStore, 'changeSuppressions' | 'endSuppressions'>
  readonly analytics: Pick<Analytics, 'questions' | 'answer'>
  /** For what is written: replays. */
  readonly pool: Pool
  readonly spool: Pick<Spool, 'size'>
  readonly readiness: () => Promise<Readiness>
  readonly onTick: Ticker
}

/** Puts the dashboard together. */
export function createDashboard(parts: DashboardParts): { readonly pages: Router; close(): Promise<void> } {
  const { config, log, instrument, alerting } = parts
  const startedAtMs = Date.now()
  const pool = createPool({
    ...parts.poolOptions,
    size: PAGES_POOL_SIZE,
    statementTimeoutMs: PAGE_STATEMENT_TIMEOUT_MS,
    pipeline: true,
  })
  const onError = (err: unknown) => log.error({ err }, 'a page, or a part of one, cannot be shown')
  const campaignStore = createCampaignStore(pool, parts.statements, instrument)
  const stopping = new AbortController()
  const read = createDashboardRead(pool, parts.statements, instrument)
  const store = createDashboardStore(read)
  const news = createAccountNewsStore(read)
  const operations = createOperationsStore(read)
  const self = { id: randomUUID(), host: hostname(), version: readVersion(), runtime: RUNTIME, startedAtMs }
  parts.onTick(
    'everyMinute',
    () => operations.beat({ ...self, spooled: parts.spool.size().entries }),
    (err) => log.debug({ err }, 'this replica could not say that it is there'),
    stopping.signal,
  )
  const pages = createPages({
    tokens: {
      act: parts.apiToken,
      ...(config.DASHBOARD_VIEW_TOKEN !== undefined && { view: config.DASHBOARD_VIEW_TOKEN }),
    },
    ...(config.PUBLIC_URL !== undefined && { publicUrl: config.PUBLIC_URL }),
    version: readVersion(),
    now: Date.now,
    overview: createOverview({
      store,
      account: news,
      alerts: alerting.store,
      now: Date.now,
      onProblem: onError,
    }),
    messages: createMessageList(store),
    campaigns: createCampaignViews({
      store,
      account: news,
      campaigns: campaignStore,
      now: Date.now,
      onProblem: onError,
    }),
    campaignActions: {
      async create(name) {
        const id = parts.campaigns.newId()
        return (await parts.campaigns.register(id, name, 'running')) === 'made' ? id : undefined
      },
      edit: parts.campaigns.edit,
      exportCsv: parts.campaigns.exportCsv,
    },
    sending: parts.sending,
    account: createAccountViews(news, onError),
    mayWrite: suppressionActions(parts.account),
    people: createPersonViews({
      campaigns: campaignStore,
      account: news,
      plansOfMessage: createPlansOfMessage(read),
      scoreOf: createScoreOf(parts.analytics),
      usualHour: createUsualHour(store, Date.now),
      onProblem: onError,
    }),
    alerts: createAlertViews({
      store,
      operations,
      alerts: alerting.store,
      actions: alerting.actions,
      runner: alerting.runner,
      rules: alerting.rules,
      now: Date.now,
      onProblem: onError,
    }),
    alertActions: alerting.actions,
    ruleNames: () => alerting.rules().map(({ name }) => name),
    health: createHealthViews({
      store,
      status: () => statusOf(parts, startedAtMs),
      operations,
      replay: () => replayAll(parts, stopping.signal),
      retryStuck: () => createStuckReports(parts.pool, parts.statements).makeDue(undefined),
      links: createLinkStore(pool, parts.statements, instrument),
      now: Date.now,
      onProblem: onError,
    }),
    bestTimes: createBestTimes(store, Date.now),
    recordNumberView: store.recordNumberView,
    ...(config.DEFAULT_COUNTRY !== undefined && { country: config.DEFAULT_COUNTRY }),
    imports: createImportJobs(parts.campaigns.importList, stopping.signal, onError),
    onError,
  })
  return {
    pages,
    async close() {
      stopping.abort()
      await pool.end()
    },
  }
}

function suppressionActions({
  changeSuppressions,
  endSuppressions,
}: DashboardParts['account']): SuppressionActions {
  return {
    async stop(phone, atMs) {
      await changeSuppressions([{ phone, reason: 'manual', source: 'dashboard', atMs, ends: false }])
    },
    async resume(phone, atMs) {
      await endSuppressions(phone, 'dashboard', atMs)
    },
  }
}

async function statusOf(
  { config, spool, readiness }: DashboardParts,
  startedAtMs: number,
): Promise<ServiceStatus> {
  const { entries, bytes } = spool.size()
  return {
    ...(await readiness()),
    spooled: { entries, bytes },
    spoolMaxBytes: config.SPOOL_MAX_BYTES,
    version: readVersion(),
    runtime: RUNTIME,
    startedAtMs,
  }
}

function replayAll({ config, pool, statements }: DashboardParts, signal: AbortSignal) {
  return replayRejects({
    archive: createArchive(pool, statements),
    parse: bodyParserOf(config),
    writeBatch: createBatchWriter({
      store: createStateStore(pool, statements, undefined, { country: config.DEFAULT_COUNTRY }),
      replies: createReplyStore(pool, statements),
      account: createAccountStore(pool, statements),
      rule: config.STATUS_TIMESTAMP,
      meter: UNMETERED,
    }),
    dryRun: false,
    onProgress: () => undefined,
    signal,
  })
}
