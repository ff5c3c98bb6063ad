import process from 'node:process'
import { ConfigError, parseConfig } from './config.ts'
import { loadEnvFile } from './env-file.ts'
import { serve } from './serve.ts'

/** The process of the service: environment in, signals to a bounded stop. */
async function main(): Promise<void> {
  loadEnvFile()
  await serve(parseConfig(process.env))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`)
  process.exit(1)
})
