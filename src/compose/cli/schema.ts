import type { SchemaCommands } from '../../adapters/cli/ports.ts'
import { migrate } from '../../adapters/postgres/schema/migrate.ts'
import type { CliParts } from './parts.ts'

export function createSchemaCommands({ pool, config }: CliParts): SchemaCommands {
  const schema = config.DATABASE_SCHEMA
  return {
    migrate: (grantTo) =>
      migrate(pool, {
        ...(schema !== undefined && { schema }),
        ...(grantTo !== undefined && { grantTo }),
      }),
  }
}
