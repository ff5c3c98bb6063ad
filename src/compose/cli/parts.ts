import type { Pool } from 'pg'
import type { SchemaNames } from '../../adapters/postgres/schema/schema-names.ts'
import type { Config } from '../config/config.ts'

/** What the parts of the command line are made of. */
export interface CliParts {
  readonly pool: Pool
  /** Where the installation lies in it. */
  readonly names: SchemaNames
  /** Where others' tables of the documents' names are, if there are any. */
  readonly theirSchema?: string
  readonly config: Config
  /** Aborted when the command is interrupted. */
  readonly signal: AbortSignal
}
