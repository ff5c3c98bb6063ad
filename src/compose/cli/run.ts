import type { Readable } from 'node:stream'
import { CommanderError } from 'commander'
import { type CliContext, CliError, EXIT, type ExitCode, type Output } from '../../adapters/cli/context.ts'
import { createProgram } from '../../adapters/cli/program.ts'
import { ConfigError, parseConfig } from '../config/config.ts'
import { createDemoCommands } from '../demo/demo.ts'
import { serve } from '../serve.ts'
import { readVersion } from '../version.ts'
import { createRuleCommands } from './alerts.ts'
import { createBackupCommands } from './backup.ts'
import { withDatabase } from './database.ts'
import { createDoctor } from './doctor.ts'
import { createSimulationCommands } from './simulation.ts'

/** What a command has of its process. */
export interface CommandRun {
  /** What stands behind "bluetick". */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `process.stdin`. */
  readonly input: Readable
  readonly out: CliContext['out']
  readonly err: Output
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal
}

/** Runs one command of the command line. Never rejects: what goes wrong is written to `err`, and gives the exit code. */
export async function runCommand(run: CommandRun): Promise<ExitCode> {
  const { args, environment, input, out, err, signal } = run
  const config = () => parseConfig(environment)
  let exitCode: ExitCode = EXIT.ok
  const context: CliContext = {
    input,
    out,
    err,
    signal,
    version: readVersion(),
    serve: async () => serve(config()),
    doctor: createDoctor(environment),
    backups: createBackupCommands(config, signal),
    rules: createRuleCommands(config),
    simulation: createSimulationCommands(signal),
    demo: createDemoCommands(signal),
    withDatabase: async (work, { makesSchema = false } = {}) =>
      withDatabase(config(), signal, work, makesSchema),
    exitWith(code) {
      exitCode = code
    },
  }
  try {
    await createProgram(context).parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!signal.aborted) return explain(error, err)
  }
  return signal.aborted ? EXIT.interrupted : exitCode
}

function explain(error: unknown, err: Output): ExitCode {
  // Commander has printed its own errors, and --help is none.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  err.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (error instanceof ConfigError) return EXIT.usage
  return error instanceof CliError ? error.exitCode : EXIT.failed
}
