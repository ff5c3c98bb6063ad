import { readFileSync } from 'node:fs'
import pg from 'pg'
import { readSqlFile } from '../schema/sql-files.ts'
import { getTypeParser } from './types.ts'

const SESSION = readSqlFile('connection/session.sql')

export interface PoolOptions {
  readonly connectionString: string
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile?: string
  readonly size: number
  readonly connectTimeoutMs: number
  /** Bounds every statement, so that a hung server cannot hold a batch forever. */
  readonly statementTimeoutMs: number
  /** Whether statements of one connection may be sent before the answers to former ones are there. */
  readonly pipeline?: boolean
  /** Called for connections that break while idle; they are replaced by themselves. */
  readonly onError: (error: Error) => void
}

/**
 * A pool that works behind transaction poolers: no session state but how times and text are written, no named prepared statements. `sslmode` in the
 * connection string means what it means to psql.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...sslOptions(options.connectionString, options.caFile),
    max: options.size,
    connectionTimeoutMillis: options.connectTimeoutMs,
    query_timeout: options.statementTimeoutMs,
    keepAlive: true,
    pipeline: options.pipeline === true,
    application_name: 'bluetick',
    types: { getTypeParser },
    onConnect: (client) => client.query(SESSION).then(() => undefined),
  })
  pool.on('error', options.onError)
  // For good, and not only while it is used: one may break between its hand-over and the moment its taker sees it.
  // What is asked of it then fails, and it is replaced; without a handler the process would end here.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

function sslOptions(connectionString: string, caFile: string | undefined): pg.PoolConfig {
  const url = new URL(connectionString)
  if (!url.searchParams.has('uselibpqcompat')) url.searchParams.set('uselibpqcompat', 'true')
  if (caFile === undefined) return { connectionString: url.href }
  // An `ssl` given beside a connection string loses to the string's own `sslmode`: taken out of it.
  const verify = url.searchParams.get('sslmode') !== 'verify-ca'
  url.searchParams.delete('sslmode')
  const ssl = {
    ca: readCa(caFile),
    rejectUnauthorized: true,
    ...(!verify && { checkServerIdentity: () => undefined }),
  }
  return { connectionString: url.href, ssl }
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
    throw new Error(`DATABASE_CA_FILE ${file} cannot be read (${code}).`, { cause })
  }
}
