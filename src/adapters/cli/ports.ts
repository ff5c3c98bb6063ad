import type { StuckReport } from '../../domain/messages/ports.ts'
import type { ExternalChange, UnjoinedChange } from '../../domain/messages/unjoined-changes.ts'

/** What `migrate` drives. */
export interface SchemaCommands {
  /**
   * Brings the schema up to date, and gives the role `grantTo` what the service needs.
   *
   * @returns the migrations applied
   */
  migrate(grantTo?: string): Promise<readonly string[]>
}

/** What to replay: rejects where `fromMs` is absent, else the bodies received from then until before `toMs`. */
export interface ReplayRange {
  readonly fromMs?: number
  readonly toMs: number
  /** Only says what would be done. */
  readonly dryRun: boolean
}

/** What a replay came to. */
export interface Replayed {
  /** Bodies or rejects that were read again. */
  readonly read: number
  /** Reports in them; those that were known already change nothing. */
  readonly reports: number
  /** Items that still cannot be understood. */
  readonly rejected: number
}

/** What `replay` drives. */
export interface ReplayCommands {
  /** How many rejects there are, and how many kept bodies from a time on. */
  count(fromMs: number): Promise<{ readonly rejects: number; readonly bodies: number }>
  /** Harmless to repeat and to interrupt. */
  replay(range: ReplayRange, onProgress: (read: number) => void): Promise<Replayed>
}

/** A report that was set apart, as it is listed. */
export type StuckListed = StuckReport

/** What `stuck` drives; `undefined` ids: all. */
export interface StuckCommands {
  list(after: string, limit: number): Promise<readonly StuckListed[]>
  retry(
    ids: readonly string[] | undefined,
  ): Promise<{ readonly joined: number; readonly stillRefused: number }>
  /** Makes rejects of them. @returns how many */
  drop(ids: readonly string[] | undefined): Promise<number>
  /** What others wrote and could not be joined in, after one of them. */
  changes(after: ExternalChange | undefined, limit: number): Promise<readonly UnjoinedChange[]>
  /** Tables of which row level security may hide rows: what others write there is neither joined in nor listed. */
  hidingTables(): Promise<readonly string[]>
  /** Tries to join all of it in now. */
  retryChanges(): Promise<void>
}

/** What one look found. */
export interface Finding {
  /** What was looked at, in one word: configuration, data, database, schema, clock, service, webhook, mail. */
  readonly check: string
  /** `problem`: it does not work. `warning`: it works, and somebody should know. */
  readonly state: 'ok' | 'warning' | 'problem'
  /** What is so; no secrets. */
  readonly message: string
  /** What to do about it. */
  readonly advice?: string
}

/** What `doctor` drives: looks one by one, and never throws. */
export type Doctor = () => AsyncIterable<Finding>

/** What `backup` and `restore` drive. */
export interface BackupCommands {
  /**
   * Everything that was acknowledged before it begins is in the backup.
   *
   * @returns the number of files, and of webhooks that wait in the spool
   * @throws CliError where the folder is not empty, or there is no database to back up
   */
  backup(
    folder: string,
  ): Promise<{ readonly folder: string; readonly files: number; readonly waiting: number }>
  /**
   * @returns what was restored, and as of when
   * @throws CliError where DATA_DIR holds data already; an error that names the file where the backup is not whole
   */
  restore(folder: string): Promise<{
    readonly folder: string
    readonly begunAt: string
    readonly version: string
    /** Migrations that the service will apply at its start. */
    readonly pending: number
  }>
}
