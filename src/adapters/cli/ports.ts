import type { StuckReport } from '../../domain/messages/ports.ts'

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
