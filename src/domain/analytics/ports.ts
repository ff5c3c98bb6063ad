import type { Question, Values } from './question.ts'

/** Where questions are put. */
export interface AnalyticsStore {
  readonly questions: readonly Question[]
  /** Rows by column name, raw. */
  ask(question: Question, values: Values): Promise<readonly Readonly<Record<string, unknown>>[]>
  hasCampaign(id: string): Promise<boolean>
  /** The window that a refreshed answer is of; nothing where it was never made. */
  refreshed(days: number): Promise<{ readonly fromMs: number; readonly toMs: number } | undefined>
}

/** How long the reports of one quarter-hour took to be committed; `lag_rollup` in SQL. */
export interface LagRow {
  readonly bucketMs: number
  reports: number
  receiptMs: number
  /** Histogram by `timeBin` of hundredths: bin b counts receipt lags of a hundredth of b's time. */
  readonly receiptTimes: number[]
  timedReports: number
  providerMs: number
  readonly providerTimes: number[]
}

/** What is kept for analytics beside the messages' own transactions. */
export interface AnalyticsUpkeep {
  /**
   * Makes the lists of the most engaged recipients, by reads and by score, anew where it is due; on one replica only, whichever comes first.
   *
   * @returns whether it was this one
   */
  refreshEngaged(refresh: EngagedRefresh): Promise<boolean>
  /** Adds to the lag series. Not idempotent: what is added twice counts twice. */
  addLag(rows: readonly LagRow[]): Promise<void>
}

export interface EngagedRefresh {
  readonly days: number
  readonly fromMs: number
  readonly toMs: number
  /** When it is due again. */
  readonly dueAtMs: number
  readonly limit: number
}
