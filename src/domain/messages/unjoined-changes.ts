/**
 * A recipient or a message that was inserted or changed; one that has left its place; a recipient whose key was changed; a
 * campaign whose counters were written over; a truncation of all recipients.
 */
export const EXTERNAL_CHANGES = [
  'recipient',
  'message',
  'left-recipient',
  'left-message',
  'moved-recipient',
  'campaign',
  'truncation',
] as const

/** Something that others wrote and that is not joined in yet. */
export interface ExternalChange {
  readonly kind: (typeof EXTERNAL_CHANGES)[number]
  readonly key: string
}

/** Something that others wrote and that could not be joined in. */
export interface UnjoinedChange extends ExternalChange {
  /** SQLSTATE. */
  readonly code: string
  /** The server's words. */
  readonly message: string
  readonly attempts: number
  readonly nextAttemptAtMs: number
}

/** What `StateStore.postponeExternal` set aside. Rejects with `StoreUnavailableError` where the database cannot work just now. */
export interface UnjoinedChanges {
  /** By kind and key, after one of them. */
  list(after: ExternalChange | undefined, limit: number): Promise<readonly UnjoinedChange[]>
  /** The documents' tables of which row level security may hide rows from the role: what others write there is neither joined in nor listed. */
  hidingTables(): Promise<readonly string[]>
  /** How many there are; those of which nothing waits any longer (a row that is gone) are forgotten. */
  count(): Promise<number>
  /** Has all of them tried again at the next joining. @returns how many */
  makeDue(): Promise<number>
}
