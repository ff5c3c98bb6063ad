import { type DestinationStream, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import { scrub } from './scrub.ts'

export type { Logger } from 'pino'

export interface LoggerOptions {
  readonly level: string
  /** `pretty` for people, `json` for machines. */
  readonly format: 'pretty' | 'json'
  /** What every line carries of where it was written, such as the ids of the trace it belongs to. */
  readonly context?: () => object
  /** Where lines of JSON go instead of standard output. */
  readonly destination?: DestinationStream
}

/** The process's log. Errors are written without what they may quote of people's data. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error, options.level) },
    ...(options.context !== undefined && { mixin: options.context }),
  }
  if (options.format === 'json') return pino(settings, options.destination)
  return pino(
    settings,
    pretty({ colorize: process.stdout.isTTY === true, sync: true, translateTime: 'HH:MM:ss' }),
  )
}

/** Errors of the code itself: where they came from is what matters of them. */
const BUGS: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError', 'AssertionError'])
const WITH_STACKS: ReadonlySet<string> = new Set(['debug', 'trace'])

/**
 * An error as the log shows it: its name, code and scrubbed words, and those of its causes. No `detail`, which quotes rows; where
 * in the code it came from only for bugs, and for those who look closely.
 */
function describeError(error: unknown, level: string): unknown {
  if (!(error instanceof Error)) return scrub(String(error))
  return {
    type: error.name,
    message: scrub(error.message),
    ...('code' in error && { code: error.code }),
    ...(error.stack !== undefined &&
      (BUGS.has(error.name) || WITH_STACKS.has(level)) && { stack: scrub(error.stack) }),
    ...(error.cause !== undefined && { cause: describeError(error.cause, level) }),
  }
}
