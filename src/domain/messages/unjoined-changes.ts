import type { ExternalChange } from './ports.ts'

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
  /** How many there are; those of which nothing waits any longer (a row that is gone) are forgotten. */
  count(): Promise<number>
  /** Has all of them tried again at the next joining. @returns how many */
  makeDue(): Promise<number>
}
