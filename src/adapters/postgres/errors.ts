import { StoreUnavailableError } from '../../domain/ports.ts'

/**
 * SQLSTATE classes that speak of the data a statement was given. Everything else (connections, resources,
 * shutdown, deadlock, a schema that does not fit) speaks of the server, and the data can wait for it.
 * PostgreSQL manual, appendix A.
 */
const DATA_CLASSES: ReadonlySet<string> = new Set([
  '21', // cardinality violation
  '22', // data exception
  '23', // integrity constraint violation
  '54', // program limit exceeded, such as an index row that is too long
  'P0', // raised by somebody's own trigger
])

/** The five-character SQLSTATE of a server error; undefined for errors that no server sent. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Rethrows an error of the database as the port has it: `StoreUnavailableError`, or as it is where data is at fault. */
export function rethrow(error: unknown): never {
  const state = sqlStateOf(error)
  if (state !== undefined && DATA_CLASSES.has(state.slice(0, 2))) throw error
  throw new StoreUnavailableError(`The database cannot be used (${state ?? String(error)}).`, {
    cause: error,
  })
}
