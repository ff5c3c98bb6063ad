import type { StuckCommands } from '../../adapters/cli/ports.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { createStuckReports } from '../../adapters/postgres/messages/stuck-reports.ts'
import { createUnjoinedChanges } from '../../adapters/postgres/messages/unjoined-changes.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../app/campaigns/join-external-rows.ts'
import { retryStuck } from '../../app/ingest/retry-stuck.ts'
import type { CliParts } from './parts.ts'

export function createStuckCommands({ pool, names, config, signal }: CliParts): StuckCommands {
  const stuck = createStuckReports(pool, loadStatements(names))
  const store = createStateStore(pool, loadStatements(names), undefined, { country: config.DEFAULT_COUNTRY })
  const unjoined = createUnjoinedChanges(pool, loadStatements(names))
  return {
    list: stuck.list,
    async retry(ids) {
      const made = await stuck.makeDue(ids)
      return made === 0
        ? { joined: 0, stillRefused: 0 }
        : retryStuck(store, stuck, config.STATUS_TIMESTAMP, signal)
    },
    drop: stuck.drop,
    changes: unjoined.list,
    hidingTables: unjoined.hidingTables,
    async retryChanges() {
      await unjoined.makeDue()
      await joinExternalRows(store, config.STATUS_TIMESTAMP, signal)
      // Forgets those of which nothing waits any longer.
      await unjoined.count()
    },
  }
}
