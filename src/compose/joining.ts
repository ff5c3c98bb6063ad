import type { Logger } from '../adapters/log/logger.ts'
import type { Ticker } from '../app/async/ticker.ts'
import { joinExternalRows } from '../app/campaigns/join-external-rows.ts'
import type { TimeRule } from '../domain/messages/facts.ts'
import type { StateStore } from '../domain/messages/ports.ts'

export interface JoiningParts {
  readonly store: StateStore
  readonly rule: TimeRule
  readonly log: Logger
  /** Begins to match the replies that what was joined may concern. */
  readonly matchReplies: () => void
  /** False while the database is away. */
  readonly reachable: () => boolean
  readonly onTick: Ticker
  readonly signal: AbortSignal
}

/** Starts joining in what others write into the documents' tables, within a second of their writing it. */
export function startJoining(parts: JoiningParts): void {
  const { store, rule, log, matchReplies, reachable, onTick, signal } = parts
  // Logged once, until it goes well again: it is tried four times a second.
  let isFailing = false
  onTick(
    'everyQuarterSecond',
    async () => {
      if (!reachable()) return
      const { recipients, messages, others } = await joinExternalRows(
        store,
        rule,
        signal,
        (change, refusal) =>
          log.warn(
            { kind: change.kind, code: refusal.code },
            'a row written by another service cannot be joined; it is tried again later',
          ),
      )
      isFailing = false
      if (recipients + messages + others === 0) return
      log.debug({ recipients, messages, others }, 'joined rows written by other services')
      matchReplies()
    },
    (err) => {
      if (!isFailing) log.error({ err }, 'rows written by other services cannot be joined; tried again')
      isFailing = true
    },
    signal,
  )
}
