import type { AdoptionCommands } from '../../adapters/cli/ports.ts'
import { inspectTables, relaxColumns } from '../../adapters/postgres/campaigns/adoption.ts'
import { createCampaignStore } from '../../adapters/postgres/campaigns/campaign-store.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { migrate, pendingMigrations } from '../../adapters/postgres/schema/migrate.ts'
import { checkStatements, loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { adoptTables } from '../../app/campaigns/adopt.ts'
import { reportOn } from '../../app/campaigns/adoption-report.ts'
import type { CliParts } from './parts.ts'

export function createAdoptionCommands({ pool, config, signal }: CliParts): AdoptionCommands {
  const statements = loadStatements()
  return {
    async inspect() {
      const isFirst = (await pendingMigrations(pool)).length > 0
      return isFirst ? reportOn(await inspectTables(pool)) : { remarks: [], blockers: [] }
    },
    adopt: (onStart, onProgress) =>
      adoptTables({
        state: createStateStore(pool, statements),
        campaigns: createCampaignStore(pool, statements),
        rule: config.STATUS_TIMESTAMP,
        signal,
        async prepare() {
          const migrations = await migrate(pool)
          await relaxColumns(pool)
          await checkStatements(pool, statements)
          return migrations
        },
        onStart,
        onProgress,
      }),
  }
}
