import type { Pool } from 'pg'
import { createCampaignStore } from '../adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../adapters/postgres/campaigns/recipient-store.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import { type CampaignUseCases, createCampaignUseCases } from '../app/campaigns/use-cases.ts'
import type { Config } from './config/config.ts'

/** What can be done with campaigns, on the database. */
export function createCampaigns(
  pool: Pool,
  statements: Statements,
  instrument: Instrument,
  config: Config,
): CampaignUseCases {
  return createCampaignUseCases(
    createCampaignStore(pool, statements, instrument),
    createRecipientStore(pool, statements, instrument),
    config.STATUS_TIMESTAMP,
    config.DEFAULT_COUNTRY,
  )
}
