export type LocalPostgresErrorCode =
  /** The optional npm package with the server is not there, or knows nothing of this platform. */
  | 'BINARIES_MISSING'
  /** The server's programs are there but do not run here. */
  | 'BINARIES_BROKEN'
  /** Started as root, and there is no other user that PostgreSQL could run as. */
  | 'NO_UNPRIVILEGED_USER'
  /** The folder cannot be written or entered, or holds something that is not our database. */
  | 'FOLDER_UNUSABLE'
  /** Another process works with the folder now. */
  | 'DATA_DIR_IN_USE'
  /** The data were made by another major version of PostgreSQL. */
  | 'WRONG_VERSION'
  /** The first start could not make the database. */
  | 'INITDB_FAILED'
  /** The server ended, or was not ready in time; the message quotes its last lines. */
  | 'START_FAILED'

/** Why the service's own PostgreSQL did not start. The message says what to do; none of them is worth a retry. */
export class LocalPostgresError extends Error {
  readonly code: LocalPostgresErrorCode

  constructor(code: LocalPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LocalPostgresError'
    this.code = code
  }
}

/** The `code` of a system error ("ENOENT"), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
