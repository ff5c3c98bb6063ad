import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { ReplyStore } from '../../domain/replies/ports.ts'

/** How many inbound messages are matched in one transaction: few enough that webhooks do not wait for it. */
const MATCH_BATCH = 500
/** Matchings follow one another at least this far apart, so that under load one takes many inbound messages together. */
const MATCH_PAUSE_MS = 200

export interface MatchRules {
  readonly rule: TimeRule
  /** `REPLY_WINDOW_HOURS`, in milliseconds. */
  readonly windowMs: number
}

/**
 * Matches the inbound messages that wait with the messages they answer. Harmless to repeat, and to run on several
 * replicas at once.
 *
 * @returns how many were matched, or found to answer nothing that is known yet
 */
export async function matchReplies(
  store: Pick<ReplyStore, 'matchReplies'>,
  { rule, windowMs }: MatchRules,
  signal: AbortSignal,
): Promise<number> {
  let matched = 0
  while (!signal.aborted) {
    const waited = await store.matchReplies(MATCH_BATCH, windowMs, (loaded, replies) =>
      planChange(loaded, [], rule, [], replies),
    )
    matched += waited
    if (waited < MATCH_BATCH) break
  }
  return matched
}

export interface ReplyMatcher {
  /** Something was written: match soon. */
  wake(): void
  /** Resolves when no matching is under way, and none will begin. */
  stop(): Promise<void>
}

/** Runs `match` after each wake-up, one at a time, with `MATCH_PAUSE_MS` between two. What it throws goes to `onError`. */
export function createReplyMatcher(
  match: () => Promise<unknown>,
  onError: (error: unknown) => void,
): ReplyMatcher {
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let again = false
  let stopped = false

  function start(): void {
    again = false
    running = match()
      .catch(onError)
      .then(() => {
        running = undefined
        if (!stopped) timer = setTimeout(rested, MATCH_PAUSE_MS)
      })
  }
  function rested(): void {
    timer = undefined
    if (again && !stopped) start()
  }

  return {
    wake() {
      again = true
      if (!stopped && running === undefined && timer === undefined) start()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
