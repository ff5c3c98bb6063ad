import { type CampaignUseCases, createCampaignUseCases } from '../../../app/campaigns/use-cases.ts'
import { createCampaignStore } from '../../postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../../postgres/campaigns/recipient-store.ts'
import type { CliContext, CliDatabase } from '../context.ts'

/** Everything that can be done with campaigns, on a command's database. */
export function campaignsOf({ pool, statements }: CliDatabase, context: CliContext): CampaignUseCases {
  return createCampaignUseCases(
    createCampaignStore(pool, statements),
    createRecipientStore(pool, statements),
    context.config().STATUS_TIMESTAMP,
  )
}
