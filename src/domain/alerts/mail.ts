import type { Notification } from './notification.ts'

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

/** What a channel is to be sent: a row of the outbox beside the mails. */
export interface NewNotification {
  /** The name of the channel. */
  readonly recipient: string
  readonly signalIds: readonly string[]
  readonly content: Notification
}

export interface LeasedNotification {
  readonly id: string
  readonly content: Notification
  /** How many times it was tried, this one included. */
  readonly attempts: number
  readonly createdAtMs: number
  /** It may have arrived: nobody knows how the last attempt ended. */
  readonly maybeSent: boolean
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

/** How a mail or a notification fared that did not certainly leave. */
export interface MailFailure {
  readonly nextAttemptMs: number
  /** The server does not take this very mail: the recipient's others no longer wait for it. */
  readonly refused: boolean
  /** The server may have taken it. */
  readonly maybeSent: boolean
  /** It has certainly not left: its signals may be notified together with what comes until the server is back. */
  readonly takeApart: boolean
  /** When it was given up: it is not tried again. */
  readonly givenUpAtMs?: number
  readonly error: string
}

/** How the sending of one mail went. `unknown`: the server may have taken it. */
export type SendResult =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'deferred' | 'refused' | 'unknown'
      readonly error: string
      readonly wholeServer: boolean
      /** The server asked to be left alone for this time. */
      readonly retryAfterMs?: number
    }

/** What is to be sent, and what stays as it is: until quiet hours end, or for the next pass. */
export interface Composed<T> {
  readonly made: readonly T[]
  /** Ids of signals that nobody is notified of before `untilMs`. */
  readonly hold?: { readonly ids: readonly string[]; readonly untilMs: number }
}
