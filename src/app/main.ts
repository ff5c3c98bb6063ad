import process from 'node:process'
import { ConfigError, parseConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { serve } from './serve.ts'

/** The process of the service: environment in, signals to a bounded stop. */
async function main(): Promise<void> {
  await serve(parseConfig(readEnvironment()))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
  process.exit(1)
})
