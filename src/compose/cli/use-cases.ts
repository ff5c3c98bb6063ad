import type { CliDatabase } from '../../adapters/cli/context.ts'
import { createAccountCommands } from './account.ts'
import { createAlertCommands } from './alerts.ts'
import { createAnalyticsCommands } from './analytics.ts'
import { createCampaignCommands } from './campaigns.ts'
import { createLinkCommands } from './link.ts'
import type { CliParts } from './parts.ts'
import { createReplayCommands } from './replay.ts'
import { createSchemaCommands } from './schema.ts'
import { createSendingCommands } from './sending.ts'
import { createStuckCommands } from './stuck.ts'

/** Everything that commands do with a database, on the pool given. */
export function createCliDatabase(parts: CliParts): CliDatabase {
  return {
    account: createAccountCommands(parts),
    alerts: createAlertCommands(parts),
    analytics: createAnalyticsCommands(parts),
    campaigns: createCampaignCommands(parts),
    links: createLinkCommands(parts),
    replay: createReplayCommands(parts),
    schema: createSchemaCommands(parts),
    sending: createSendingCommands(parts),
    stuck: createStuckCommands(parts),
  }
}
