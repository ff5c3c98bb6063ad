import { once } from 'node:events'
import process from 'node:process'
import { EXIT } from '../adapters/cli/context.ts'
import { runCommand } from './cli/run.ts'
import { readEnvironment } from './config/environment.ts'

/** The process of the command line: environment and arguments in, exit code out. */
async function main(): Promise<void> {
  const args = process.argv.slice(2)
  const interrupted = new AbortController()
  const onSignal = () => {
    if (interrupted.signal.aborted) process.exit(EXIT.interrupted)
    interrupted.abort()
  }
  // `serve` has its own bounded way to stop.
  if (args[0] !== 'serve') {
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  }
  // A reader that has seen enough (`| head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed)
  })
  process.exitCode = await runCommand({
    args,
    environment: readEnvironment(),
    input: process.stdin,
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
  })
}

await main()
