import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import { createCampaignStore } from '../adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../adapters/postgres/campaigns/recipient-store.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import { type CampaignUseCases, createCampaignUseCases } from '../app/campaigns/use-cases.ts'
import { ListError } from '../domain/campaigns/recipient-line.ts'
import type { Config } from './config/config.ts'

/** What can be done with campaigns, on the database; a line in the log for each list and each deletion. */
export function createCampaigns(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  config: Config,
  log: Logger,
): CampaignUseCases {
  const useCases = createCampaignUseCases(
    createCampaignStore(pool, statements, instrument),
    createRecipientStore(pool, statements, instrument, config.DEFAULT_COUNTRY),
    config.STATUS_TIMESTAMP,
    config.DEFAULT_COUNTRY,
  )
  return {
    ...useCases,
    async importList(campaign, ...list) {
      try {
        const summary = await useCases.importList(campaign, ...list)
        const { lines, inserted, amended, unchanged, refused } = summary
        log.info({ campaign, lines, inserted, amended, unchanged, refused }, 'list of recipients imported')
        return summary
      } catch (error) {
        // The reason may repeat a line of the list, and so a number.
        const why = error instanceof ListError ? 'it cannot be read' : 'the request or the database broke off'
        log.warn({ campaign }, `recipient import failed: ${why}; the client got the details`)
        throw error
      }
    },
    async deleteCampaign(campaign, ...options) {
      const removal = await useCases.deleteCampaign(campaign, ...options)
      log.info({ campaign, ...removal }, 'campaign deleted by request')
      return removal
    },
    async removeRecipient(campaign, key) {
      const isGone = await useCases.removeRecipient(campaign, key)
      if (isGone) log.info({ campaign }, 'recipient removed by request')
      return isGone
    },
  }
}
