import type { Logger } from '../adapters/log/logger.ts'
import type { Metrics } from '../adapters/metrics/metrics.ts'
import type { Tick, Ticker } from '../app/async/ticker.ts'
import { reconcile } from '../app/campaigns/reconcile.ts'
import { expire } from '../app/ingest/retention.ts'
import { retryStuck } from '../app/ingest/retry-stuck.ts'
import type { ServiceClock } from '../app/ingest/service-clock.ts'
import type { CampaignStore } from '../domain/campaigns/ports.ts'
import type { Archive, StateStore, StuckReports } from '../domain/messages/ports.ts'
import type { UnjoinedChanges } from '../domain/messages/unjoined-changes.ts'
import type { Config } from './config/config.ts'
import { startJoining } from './joining.ts'

export interface UpkeepParts {
  readonly config: Config
  readonly log: Logger
  readonly store: StateStore
  readonly stuck: StuckReports
  readonly unjoined: Pick<UnjoinedChanges, 'count'>
  readonly campaignStore: CampaignStore
  readonly archive: Archive
  readonly clock: ServiceClock
  readonly metrics: Pick<Metrics, 'stuck' | 'unjoined'>
  /** Begins to match inbound messages that wait, such as those that another replica left. */
  readonly matchReplies: () => void
  /** The upkeep of analytics. */
  readonly analytics: () => Promise<void>
  /** False while the database is away: then a minute's jobs are left out. */
  readonly reachable: () => boolean
  readonly onTick: Ticker
  readonly signal: AbortSignal
}

/** Starts what is done by the clock: joining in what others wrote, retries, deleting what is old, the upkeep of analytics. */
export function startUpkeep(parts: UpkeepParts): void {
  const { config, log, store, stuck, unjoined, campaignStore, archive, metrics, signal } = parts
  startJoining({ ...parts, rule: config.STATUS_TIMESTAMP })
  const every = (tick: Tick, failed: string, job: () => Promise<void>) =>
    parts.onTick(
      tick,
      async () => {
        if (parts.reachable()) await job()
      },
      (err) => log.error({ err }, `${failed}; tried again at the next tick`),
      signal,
    )
  const everyMinute = (failed: string, job: () => Promise<void>) => every('everyMinute', failed, job)
  // Once its cause is gone, a report should not wait for long.
  every('everyTenSeconds', 'reports that were set apart could not be retried', async () => {
    const { joined, stillRefused } = await retryStuck(store, stuck, config.STATUS_TIMESTAMP, signal)
    metrics.stuck(await stuck.count())
    if (joined + stillRefused > 0) log.info({ joined, stillRefused }, 'retried reports that were set apart')
  })
  every('everyTenSeconds', 'rows that could not be joined could not be counted', async () =>
    metrics.unjoined(await unjoined.count()),
  )
  everyMinute('rows written by other services could not be joined', async () => {
    const reconciled = await reconcile(store, campaignStore, config.STATUS_TIMESTAMP, signal)
    if (reconciled.recipients + reconciled.campaigns > 0)
      log.info(reconciled, 'reconciled rows written by other services')
    await campaignStore.forgetEmptyRanges(signal)
  })
  everyMinute('the clocks could not be compared', parts.clock.measure)
  everyMinute('could not match replies', async () => parts.matchReplies())
  const days = {
    bodies: config.RAW_RETENTION_DAYS,
    rejects: config.REJECT_RETENTION_DAYS,
    messages: config.MESSAGE_RETENTION_DAYS,
  }
  everyMinute('expired data could not be deleted', async () => {
    const expired = await expire(archive, days, Date.now(), signal)
    if (expired.rejects + expired.messages > 0) log.info(expired, 'deleted expired data')
  })
  everyMinute('analytics maintenance failed', parts.analytics)
}
