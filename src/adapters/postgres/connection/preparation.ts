import { createHash } from 'node:crypto'
import { sqlStateOf } from './errors.ts'

/** What a transaction pooler that does not follow prepared statements makes the server say. Appendix A, 26000 and 42P05. */
const UNFOLLOWED: ReadonlySet<string> = new Set([
  '26000', // invalid SQL statement name: prepared on another connection
  '42P05', // duplicate prepared statement: the pooler's connection served another client before
])

/** Whether statements are prepared under a name, which spares the server planning them for every batch. */
export interface Preparation {
  /** The name to prepare a text under; undefined where nothing is prepared any more. */
  nameOf(name: string, text: string): string | undefined
  /** True for errors of a pooler that does not follow prepared statements: from then on none is prepared. */
  refused(error: unknown): boolean
}

/**
 * Statements are prepared until a pooler shows that it does not follow them (PgBouncer before 1.21). A name holds its
 * text's digest, so that whatever a shared connection has under that name is the same text.
 */
export function createPreparation(): Preparation {
  const names = new Map<string, string>()
  let prepares = true
  return {
    nameOf(name, text) {
      if (!prepares) return undefined
      let unique = names.get(name)
      if (unique === undefined) {
        unique = `bluetick_${name}_${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
        names.set(name, unique)
      }
      return unique
    },
    refused(error) {
      const state = sqlStateOf(error)
      if (state === undefined || !UNFOLLOWED.has(state)) return false
      prepares = false
      return true
    },
  }
}
