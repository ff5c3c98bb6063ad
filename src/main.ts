import process from 'node:process'
import { ConfigError, parseConfig } from './compose/config/config.ts'
import { readEnvironment } from './compose/config/environment.ts'
import { serve } from './compose/serve.ts'

/** The process of the service: environment in, signals to a bounded stop. */
async function main(): Promise<void> {
  await serve(parseConfig(readEnvironment()))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
  process.exit(1)
})
