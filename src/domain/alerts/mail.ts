/** A mail ready to leave, but for its sender and recipient. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Message-IDs of the threads it belongs to. */
  readonly references: readonly string[]
  readonly atMs: number
}

export const MAIL_KINDS = ['alert', 'report', 'test'] as const

export interface NewMail {
  readonly kind: (typeof MAIL_KINDS)[number]
  readonly messageId: string
  readonly recipient: string
  readonly signalIds: readonly string[]
  readonly content: MailContent
}

export interface LeasedMail {
  readonly id: string
  readonly kind: NewMail['kind']
  readonly messageId: string
  readonly recipient: string
  readonly content: MailContent
  /** How many times it was tried, this one included. */
  readonly attempts: number
}

/** How a mail fared that did not certainly leave. */
export interface MailFailure {
  readonly nextAttemptMs: number
  /** The server does not take this very mail: the recipient's others no longer wait for it. */
  readonly refused: boolean
  /** The server may have taken it. */
  readonly maybeSent: boolean
  /** It has certainly not left: its signals may be told together with what comes until the server is back. */
  readonly takeApart: boolean
  readonly error: string
}

/** How the sending of one mail went. `unknown`: the server may have taken it. */
export type SendResult =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'deferred' | 'refused' | 'unknown'
      readonly error: string
      readonly wholeServer: boolean
    }
