/** A recipient of a campaign as it stands at one moment: all that the choice looks at. Times in milliseconds since the epoch. */
export interface Candidate {
  readonly recipient: string
  readonly phone?: string
  readonly attributes: Readonly<Record<string, string>>
  /** The message that the recipient has; absent where nothing was sent. */
  readonly message?: SentMessage
  /** Why the person must not be written to. */
  readonly suppressed?: string
  /** When the person last wrote to us. */
  readonly wroteAtMs?: number
  /** An attempt to the number is under way, or nobody knows what became of it. */
  readonly inFlight: boolean
  /** Attempts for this recipient that were sent, or may have been. */
  readonly rounds: number
  /** Messages to the number within the last 24 hours that did not fail. */
  readonly messagesToday: number
  /** The newest attempt to the number. */
  readonly attemptedAtMs?: number
}

/** A message and what became of it. */
export interface SentMessage {
  /** Every id it is known by, or the one that the recipient gives. */
  readonly ids: readonly string[]
  /** When it was first heard of: sent at the latest. */
  readonly sinceMs: number
  readonly deliveredAtMs?: number
  readonly readAtMs?: number
  readonly repliedAtMs?: number
  readonly failed?: { readonly atMs: number; readonly code: string }
}
