import { StoreRefusedError, StoreUnavailableError } from '../../../domain/messages/ports.ts'

/**
 * SQLSTATE classes about the data a statement was given. Everything else (connections, resources,
 * shutdown, deadlock, a schema that does not fit) is about the server, and the data can wait for it.
 * PostgreSQL manual, appendix A.
 */
const DATA_CLASSES: ReadonlySet<string> = new Set([
  '21', // cardinality violation
  '22', // data exception
  '23', // integrity constraint violation
  '54', // program limit exceeded, such as an index row that is too long
  'P0', // raised by a trigger of another service
])

/** SQLSTATE of a transaction that the server gives up for another's sake. Appendix A. */
export const SERIALIZATION_FAILURE = '40001'

/** The five-character SQLSTATE of a server error; undefined for errors that no server sent. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Rethrows an error of the database as the port has it: `StoreUnavailableError`, or as it is where data is at fault. */
export function rethrow(error: unknown): never {
  if (error instanceof StoreUnavailableError) throw error
  const state = sqlStateOf(error)
  if (state !== undefined && DATA_CLASSES.has(state.slice(0, 2))) throw error
  throw new StoreUnavailableError(`The database cannot be used: ${connectionSentence(error)}.`, {
    cause: error,
  })
}

/** SQLSTATEs of what may go through at another moment. Appendix A. */
const TIMING = /^(08|40|57P|55P03$|23503$)/

/** SQLSTATEs of what ails the connection, the transaction or the server. Appendix A; triggers of others raise whatever they like beside these. */
const OF_THE_SERVER = /^(08|25|3B|40|53|57P|58)/

/** Whether an error is about the server, or the transaction as a whole, and not about what a statement would write. */
export function isOfTheServer(state: string): boolean {
  return OF_THE_SERVER.test(state)
}

/** Not the server, but we ourselves could not do with what is stored or asked: a row of somebody else's that holds what nobody thought of. */
const OUR_OWN = 'unreadable'

/** Rethrows as `StoreRefusedError` what the server refused, or what we could not read: whatever it is, it is to cost only itself. */
export function rethrowRefusal(error: unknown): never {
  if (error instanceof StoreRefusedError) throw error
  const cause = error instanceof StoreUnavailableError ? error.cause : error
  const code = sqlStateOf(cause)
  if (code === undefined && error instanceof StoreUnavailableError) throw error
  const isTiming = code !== undefined && TIMING.test(code)
  throw new StoreRefusedError(messageOf(cause), code ?? OUR_OWN, isTiming, { cause })
}

/** What a person must look at where the server does not let us in, or does not have what we ask for. Appendix A. */
const WRONG_ADDRESS: ReadonlySet<string> = new Set(['28P01', '28000', '3D000'])

/** Why the database cannot be used, in words that say what to look at; without the address, which may be nobody's business. */
export function connectionSentence(error: unknown): string {
  const state = sqlStateOf(error)
  if (state !== undefined && WRONG_ADDRESS.has(state)) return `${messageOf(error)}: see DATABASE_URL`
  if (state !== undefined) return `${messageOf(error)} (${state})`
  const code = codeOf(error)
  if (code === 'ECONNREFUSED')
    return 'nothing listens at the address (ECONNREFUSED): is it running? See DATABASE_URL'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host is not known (${code}): see DATABASE_URL`
  if (isAboutCertificate(error)) return `its certificate is not trusted (${code}): see DATABASE_CA_FILE`
  return code ?? messageOf(error)
}

function codeOf(error: unknown): string | undefined {
  return hasCode(error) ? String(error.code) : undefined
}

/** SQLSTATE classes of a server that is away for now. Appendix A; what they have in common is that waiting helps. */
const AWAY_CLASSES: ReadonlySet<string> = new Set([
  '08', // connection exception
  '25', // invalid transaction state, such as a server that is read-only
  '53', // insufficient resources, such as connections or disk
  '57', // operator intervention, such as a shutdown or a start-up
  '58', // system error, such as an I/O error
])

/** Whether an error says that the database is away for now, and not that it is the wrong one or ill made. */
export function isAway(error: unknown): boolean {
  const cause = error instanceof StoreUnavailableError ? error.cause : error
  const state = sqlStateOf(cause)
  if (state !== undefined) return AWAY_CLASSES.has(state.slice(0, 2))
  if (isAboutCertificate(cause)) return false
  return error instanceof StoreUnavailableError || hasCode(cause)
}

/** Node's codes for a certificate that is not trusted, out of date or made out to another name (tls, X509 errors). */
function isAboutCertificate(error: unknown): boolean {
  return hasCode(error) && /CERT|SIGNATURE|ISSUER/.test(String(error.code))
}

/** Sockets and name look-ups give their errors a code; a failed connection to several addresses is one without words. */
function hasCode(error: unknown): error is Error & { code: unknown } {
  return error instanceof Error && 'code' in error
}

/** The words of an error: the server's own, where it sent it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
