import { once } from 'node:events'
import process from 'node:process'
import { CommanderError } from 'commander'
import { type CliContext, CliError, EXIT, type ExitCode } from '../adapters/cli/context.ts'
import { createProgram } from '../adapters/cli/program.ts'
import { withDatabase } from './cli-database.ts'
import { ConfigError, parseConfig } from './config/config.ts'
import { readEnvironment } from './config/environment.ts'

/** The process of the command line: environment and arguments in, exit code out. */
async function main(): Promise<void> {
  const environment = readEnvironment()
  const interrupted = new AbortController()
  let exitCode: ExitCode = EXIT.ok
  const context: CliContext = {
    out: {
      write: (text) => process.stdout.write(text),
      isTTY: process.stdout.isTTY,
      columns: process.stdout.columns,
      async print(text) {
        if (!process.stdout.write(text)) await once(process.stdout, 'drain')
      },
    },
    err: process.stderr,
    signal: interrupted.signal,
    config: () => parseConfig(environment),
    withDatabase: (work, { anySchema = false } = {}) =>
      withDatabase(parseConfig(environment), interrupted.signal, work, anySchema),
    exitWith(code) {
      exitCode = code
    },
  }
  const onSignal = () => {
    if (interrupted.signal.aborted) process.exit(EXIT.interrupted)
    interrupted.abort()
  }
  // `serve` has its own bounded way to stop.
  if (process.argv[2] !== 'serve') {
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  }
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed)
  })
  try {
    await createProgram(context).parseAsync(process.argv)
    if (interrupted.signal.aborted) exitCode = EXIT.interrupted
  } catch (error) {
    exitCode = interrupted.signal.aborted ? EXIT.interrupted : explain(error)
  }
  process.exitCode = exitCode
}

function explain(error: unknown): ExitCode {
  // Commander has printed its own errors, and --help is none.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.usage
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return error instanceof CliError ? error.exitCode : EXIT.failed
}

await main()
