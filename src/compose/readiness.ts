import type { Readiness } from '../adapters/http/create-app.ts'
import type { DatabaseStatus } from '../app/ingest/database-status.ts'
import type { Spool } from '../domain/messages/ports.ts'
import { spoolLossSentence } from './spool.ts'

export interface ReadinessParts {
  readonly spool: Spool
  readonly databaseStatus: DatabaseStatus
  /** Resolves to why the database does not answer, or to nothing. */
  readonly ping: () => Promise<string | undefined>
  readonly stopping: () => boolean
  /** What is to be said of linked tables, if anything. */
  readonly link: () => string | undefined
}

/** What `/readyz` says. */
export function createReadiness(parts: ReadinessParts): () => Promise<Readiness> {
  const { spool, databaseStatus } = parts
  return async () => {
    if (parts.stopping()) return { status: 'not ready', reason: 'stopping' }
    const reason = databaseStatus.reason() ?? (await parts.ping())
    const damage = await spool.damage()
    const link = parts.link()
    const notes = {
      ...(damage !== undefined && { lost: spoolLossSentence(damage) }),
      ...(link !== undefined && { link }),
    }
    if (reason === undefined) return { status: 'ready', ...notes }
    if (await spool.hasRoom()) return { status: 'spooling', reason, ...notes }
    return { status: 'not ready', reason: `${reason} The spool is full.`, ...notes }
  }
}
