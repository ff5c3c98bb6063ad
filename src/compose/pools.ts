import type { Pool } from 'pg'
import type { Logger } from '../adapters/log/logger.ts'
import { createPool, type PoolOptions } from '../adapters/postgres/connection/pool.ts'
import type { Config } from './config/config.ts'

const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 30_000

export interface Pools {
  readonly poolOptions: PoolOptions
  readonly pool: Pool
  /** One connection that batches cannot take: what tells a slow database from one that is away. */
  readonly probePool: Pool
}

/** The service's connections to the database, none of them opened yet. */
export function openPools(config: Config, url: string, log: Logger, onBroken: () => void): Pools {
  const poolOptions: PoolOptions = {
    connectionString: url,
    ...(config.DATABASE_CA_FILE !== undefined && { caFile: config.DATABASE_CA_FILE }),
    size: config.DATABASE_POOL_SIZE,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: (err) => {
      onBroken()
      log.warn({ err }, 'idle database connection lost; the pool replaces it')
    },
  }
  const pool = createPool({ ...poolOptions, pipeline: true })
  return { poolOptions, pool, probePool: createPool({ ...poolOptions, size: 1 }) }
}
