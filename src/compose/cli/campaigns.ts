import type { CampaignCommands } from '../../adapters/cli/campaigns/ports.ts'
import { createCampaignStore } from '../../adapters/postgres/campaigns/campaign-store.ts'
import { createLookupStore } from '../../adapters/postgres/campaigns/lookup-store.ts'
import { createRecipientStore } from '../../adapters/postgres/campaigns/recipient-store.ts'
import { createRowStore } from '../../adapters/postgres/campaigns/row-store.ts'
import { createReplyStore } from '../../adapters/postgres/messages/reply-store.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { checkLookups, mendLookups } from '../../app/campaigns/check-lookups.ts'
import { fixPhone } from '../../app/campaigns/check-phones.ts'
import { checkRows, repairRows } from '../../app/campaigns/check-rows.ts'
import { joinExternalRows } from '../../app/campaigns/join-external-rows.ts'
import { reconcile } from '../../app/campaigns/reconcile.ts'
import { foundNothing } from '../../app/campaigns/recount.ts'
import { createCampaignUseCases } from '../../app/campaigns/use-cases.ts'
import { matchReplies } from '../../app/ingest/match-replies.ts'
import type { CliParts } from './parts.ts'

const HOUR_MS = 60 * 60_000

export function createCampaignCommands({ pool, names, config, signal }: CliParts): CampaignCommands {
  const statements = loadStatements(names)
  const store = createCampaignStore(pool, statements)
  const recipients = createRecipientStore(pool, statements, undefined, config.DEFAULT_COUNTRY)
  const useCases = createCampaignUseCases(store, recipients, config.STATUS_TIMESTAMP, config.DEFAULT_COUNTRY)
  const rows = createRowStore(pool, statements, config.DEFAULT_COUNTRY)
  const lookups = createLookupStore(pool, statements)
  const state = createStateStore(pool, statements, undefined, { country: config.DEFAULT_COUNTRY })
  const replies = createReplyStore(pool, statements)
  const rules = { rule: config.STATUS_TIMESTAMP, windowMs: config.REPLY_WINDOW_HOURS * HOUR_MS }
  const rejoin = async () => {
    await joinExternalRows(state, config.STATUS_TIMESTAMP, signal)
    await matchReplies(replies, rules, signal)
  }
  return {
    ...useCases,
    fixPhone: (fault) => fixPhone(useCases.amend, fault),
    foundNothing,
    checkRows: (campaignId) => checkRows(rows, config.STATUS_TIMESTAMP, campaignId, signal),
    repairRows: (campaignId) => repairRows(rows, rejoin, config.STATUS_TIMESTAMP, campaignId, signal),
    checkLookups: (campaignId) => checkLookups(lookups, campaignId, signal),
    mendLookups: (campaignId) => mendLookups(lookups, rejoin, campaignId, signal),
    reconcile: () => reconcile(state, store, config.STATUS_TIMESTAMP, signal),
  }
}
