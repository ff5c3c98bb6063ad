import type { Pool } from 'pg'
import type { Config } from '../config/config.ts'

/** What the parts of the command line are made of. */
export interface CliParts {
  readonly pool: Pool
  readonly config: Config
  /** Aborted when the command is interrupted. */
  readonly signal: AbortSignal
}
