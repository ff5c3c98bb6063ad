import { randomUUID } from 'node:crypto'
import type { LinkCommands } from '../../adapters/cli/link/ports.ts'
import { createLinkStore } from '../../adapters/postgres/link/link-store.ts'
import { createPutNewRecipients } from '../../adapters/postgres/link/new-recipients.ts'
import { createTheirTables } from '../../adapters/postgres/link/their-tables.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { checkLink, linkProblems } from '../../app/link/check.ts'
import { createLinkWorker } from '../../app/link/worker.ts'
import type { CliParts } from './parts.ts'

export function createLinkCommands(parts: CliParts): LinkCommands {
  const { pool, names, config, signal, theirSchema } = parts
  const statements = loadStatements(names)
  const links = createLinkStore(pool, statements)
  const tables = createTheirTables(pool, statements)
  const check = async () =>
    theirSchema === undefined
      ? { shapes: [], findings: [] }
      : checkLink(links, tables, theirSchema, Date.now(), randomUUID)
  return {
    schema: theirSchema ?? 'public',
    state: links.state,
    problems: (state) => linkProblems(links, tables, state),
    failures: links.failures,
    retry: links.retryFailures,
    check: async () => (await check()).findings,
    async link(onProgress, onFailing) {
      const without = await links.link((await check()).shapes)
      const worker = createLinkWorker({
        links,
        tables,
        store: createStateStore(pool, statements, undefined, { country: config.DEFAULT_COUNTRY }),
        putNewRecipients: createPutNewRecipients(pool, statements),
        rule: config.STATUS_TIMESTAMP,
        ...(config.DEFAULT_COUNTRY !== undefined && { country: config.DEFAULT_COUNTRY }),
        now: Date.now,
        newId: randomUUID,
        holder: `cli ${randomUUID()}`,
        signal,
        onRefused: () => undefined,
        onFailing,
      })
      await worker.copyAll(onProgress)
      return without
    },
    async unlink() {
      return (await links.state()) === undefined ? undefined : links.unlink()
    },
  }
}
