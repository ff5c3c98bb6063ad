import type { StuckReport } from '../../domain/messages/ports.ts'

/** What `migrate` drives. */
export interface SchemaCommands {
  /** Brings the schema up to date. @returns the migrations applied */
  migrate(): Promise<readonly string[]>
}

/** What adopting another service's tables means, or has done. */
export interface AdoptionReport {
  /** What adopting will do, or leaves as it is: one sentence each. */
  readonly remarks: readonly string[]
  /** What must be mended first: one sentence each, with how. */
  readonly blockers: readonly string[]
}

export interface Adopted {
  readonly migrations: readonly string[]
  readonly recipients: number
  readonly messages: number
  readonly recounted: number
  readonly differing: number
}

/** What `adopt` drives. */
export interface AdoptionCommands {
  /** Looks at the tables; changes nothing. Empty where they were adopted before. */
  inspect(): Promise<AdoptionReport>
  /** Harmless to repeat. `onStart` is told how many recipients wait, `onProgress` how many were joined in so far. */
  adopt(onStart: (waiting: number) => void, onProgress: (joined: number) => void): Promise<Adopted>
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
