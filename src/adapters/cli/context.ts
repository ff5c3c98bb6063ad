import type { Readable } from 'node:stream'
import type { AccountCommands } from './account/ports.ts'
import type { AlertCommands, RuleCommands } from './alerts/ports.ts'
import type { AnalyticsCommands } from './analytics/ports.ts'
import type { CampaignCommands } from './campaigns/ports.ts'
import type { LinkCommands } from './link/ports.ts'
import type { BackupCommands, Doctor, ReplayCommands, SchemaCommands, StuckCommands } from './ports.ts'
import type { SendingCommands } from './sending/ports.ts'
import type { DemoCommands, SimulationCommands } from './simulation/ports.ts'

/** Where a command writes; `process.stdout` and `process.stderr` fit. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What commands do with a database: by capability, each declared beside the commands that drive it. */
export interface CliDatabase {
  readonly account: AccountCommands
  readonly alerts: AlertCommands
  readonly analytics: AnalyticsCommands
  readonly campaigns: CampaignCommands
  readonly links: LinkCommands
  readonly replay: ReplayCommands
  readonly schema: SchemaCommands
  readonly sending: SendingCommands
  readonly stuck: StuckCommands
}

/**
 * What every command is given. Results go to `out`, progress and remarks to `err`, so that `--json` and pipes get
 * results only.
 */
export interface CliContext {
  /** What `-` as a file's name reads: `process.stdin`. */
  readonly input: Readable
  readonly out: Output & {
    /** Resolves when there is room for more, so that a slow reader costs no memory. */
    print(text: string): Promise<void>
  }
  readonly err: Output
  /** Aborted by Ctrl-C and SIGTERM: stop at the next safe point. */
  readonly signal: AbortSignal
  /** Bluetick's version. */
  readonly version: string
  /** Runs the service until it is stopped; ends the process. */
  serve(): Promise<void>
  readonly doctor: Doctor
  readonly backups: BackupCommands
  /** What needs no database. */
  readonly rules: RuleCommands
  readonly simulation: SimulationCommands
  readonly demo: DemoCommands
  /**
   * Runs `work` with the database, reachable and of this version's schema: the one at `DATABASE_URL`; else that of the
   * service that runs on `DATA_DIR`; else the one in `DATA_DIR`, started for as long as the command runs. Only a command
   * that `makesSchema` makes a database where there is none, and is let in whatever the schema is.
   *
   * @throws CliError where there is no database, or it cannot be used
   */
  withDatabase<T>(
    work: (database: CliDatabase) => Promise<T>,
    options?: { readonly makesSchema?: boolean },
  ): Promise<T>
  /** What the process is to end with; see `EXIT`. */
  exitWith(code: ExitCode): void
}

/** The exit codes, the same for every command. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** Done, and the answer is no: counters differ, lines were refused, nothing was found. */
  found: 1,
  /** The command line or the environment cannot be used. */
  usage: 2,
  /** It could not be done: no database, a wrong schema, an unexpected error. */
  failed: 3,
  /** Stopped by Ctrl-C or SIGTERM at a safe point; run it again to go on. */
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** An error whose message says all there is to say: printed without stack, and ends the process with `exitCode`. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.failed, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
