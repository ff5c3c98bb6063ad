import type { Logger } from '../adapters/log/logger.ts'
import { type OpenSpool, openSpool } from '../adapters/spool/spool.ts'
import type { ServiceStats } from '../app/alerts/service-stats.ts'
import type { SpoolDamage } from '../domain/messages/ports.ts'
import type { Config } from './config/config.ts'

/** Opens the spool in DATA_DIR. What was lost from it is logged and counted for the alert rule. */
export function openServiceSpool(
  config: Config,
  log: Logger,
  serviceStats: ServiceStats,
): Promise<OpenSpool> {
  return openSpool(`${config.DATA_DIR}/spool`, config.SPOOL_MAX_BYTES, {
    onLoss(loss) {
      log.error(loss, spoolLossSentence(loss))
      serviceStats.lost(Math.max(loss.lostWebhooks, loss.countIsCertain ? 0 : 1))
    },
    onFolderGone: () =>
      log.error(
        { folder: `${config.DATA_DIR}/spool` },
        'the folder of the spool was removed while the service runs: what waits is written to a new one',
      ),
  })
}

/** What a person must know of a loss, and what to do. */
export function spoolLossSentence({ lostWebhooks, countIsCertain, folder }: SpoolDamage): string {
  const count = countIsCertain ? `${lostWebhooks}` : `${lostWebhooks} or more`
  const webhooks = count === '1' ? '1 webhook that was' : `${count} webhooks that were`
  return (
    `${webhooks} answered with 200 and not yet written to the database were lost: files of the spool were damaged ` +
    `or removed. What is left of them is in ${folder}; delete it when you have looked at it.`
  )
}
