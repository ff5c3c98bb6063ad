import type { SchemaCommands } from '../../adapters/cli/ports.ts'
import { migrate } from '../../adapters/postgres/schema/migrate.ts'
import type { CliParts } from './parts.ts'

export function createSchemaCommands({ pool }: CliParts): SchemaCommands {
  return { migrate: () => migrate(pool) }
}
