/** A report that the database refused: it is kept, and tried again. */
export interface StuckLine {
  readonly id: string
  readonly setApartAtMs: number
  /** The server's SQLSTATE and message of the last refusal. */
  readonly code: string
  readonly message: string
  readonly attempts: number
  /** Absent where only a person has it tried again. */
  readonly nextAttemptAtMs?: number
}

/** A process of the service, by its own word. */
export interface Replica {
  readonly host: string
  readonly version: string
  /** "node 20.20.2". */
  readonly runtime: string
  readonly startedAtMs: number
  /** Seconds since it last said that it is there, by the database's clock: it does so every minute. */
  readonly silentSeconds: number
  /** Entries in its spool. */
  readonly spooled: number
}

/** A mail about alerts, or a summary. */
export interface MailLine {
  readonly id: string
  readonly recipient: string
  readonly subject: string
  readonly madeAtMs: number
  /** Absent while it is on its way. */
  readonly sentAtMs?: number
  readonly attempts: number
  readonly lastError?: string
}

/** The same, with what it says. */
export interface MailText extends MailLine {
  readonly text: string
}

/** What a replica says of itself. */
export interface Beat extends Omit<Replica, 'silentSeconds'> {
  readonly id: string
}
