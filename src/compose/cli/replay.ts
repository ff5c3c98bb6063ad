import type { ReplayCommands } from '../../adapters/cli/ports.ts'
import { createAccountStore } from '../../adapters/postgres/account/account-store.ts'
import { createArchive } from '../../adapters/postgres/messages/archive.ts'
import { createReplyStore } from '../../adapters/postgres/messages/reply-store.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { createBatchWriter, UNMETERED } from '../../app/ingest/batch-writer.ts'
import { type ReplayParts, replayBodies, replayRejects } from '../../app/ingest/replay.ts'
import { bodyParserOf } from '../body-parser.ts'
import type { CliParts } from './parts.ts'

export function createReplayCommands({ pool, names, config, signal }: CliParts): ReplayCommands {
  const statements = loadStatements(names)
  const archive = createArchive(pool, statements)
  return {
    count: archive.countReplayable,
    replay({ fromMs, toMs, dryRun }, onProgress) {
      const parts: ReplayParts = {
        archive,
        parse: bodyParserOf(config),
        writeBatch: createBatchWriter({
          store: createStateStore(pool, statements, undefined, { country: config.DEFAULT_COUNTRY }),
          replies: createReplyStore(pool, statements),
          account: createAccountStore(pool, statements),
          rule: config.STATUS_TIMESTAMP,
          meter: UNMETERED,
        }),
        dryRun,
        onProgress: ({ read }) => onProgress(read),
        signal,
      }
      return fromMs === undefined ? replayRejects(parts) : replayBodies(parts, fromMs, toMs)
    },
  }
}
