import type { ApiResult } from '../../domain/sending/answer.ts'
import type { AttemptStore, Claim, Claimed, MessageSender, Pause } from '../../domain/sending/ports.ts'

/** What sending a plan needs. */
export interface SendParts {
  readonly attempts: Pick<AttemptStore, 'claim' | 'release' | 'record'>
  readonly sender: MessageSender
  /** The configured rate of the number. */
  readonly perSecond: number
  /** Names this process. */
  readonly owner: string
  readonly now: () => number
  /** Resolves after a time, or at once when the signal is aborted. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** What came of each request, for metrics. */
  readonly onAnswer?: (answer: ApiResult) => void
  /** An answer could not be recorded yet; it is tried again. */
  readonly onUnrecorded?: (error: unknown) => void
}

/** Requests under way at most: at a hundred a second answers may take five seconds. */
const MAX_IN_FLIGHT = 500
/** A plan whose next message is due later than this is left, so that others can be sent. */
const MAX_PAUSE_MS = 2_000
/** An answer that cannot be recorded is tried again as often, later and later; then its claim becomes uncertain. */
const MAX_RECORD_ATTEMPTS = 8
const FIRST_RECORD_PAUSE_MS = 250

/**
 * Sends what is due of a plan, until nothing more may leave. It begins with one request at a time and allows one more with every
 * accepted one, so an account that is refused notices it with its first.
 */
export async function sendPlan(
  { attempts, sender, perSecond, owner, now, wait, onAnswer, onUnrecorded }: SendParts,
  planId: string,
  signal: AbortSignal,
): Promise<Pause> {
  const inFlight = new Set<Promise<void>>()
  let room = 1
  /** The account was refused: what has not left stays, though other processes may not know yet. */
  let isRefused = false
  const claim = () =>
    attempts.claim(planId, sender.name, { owner, wanted: room - inFlight.size, perSecond, nowMs: now() })

  async function leave({ attempt, message }: Claim): Promise<void> {
    if (signal.aborted || isRefused) return attempts.release([attempt], owner, now())
    const answer = await sender.send(message).catch(
      (error: unknown): ApiResult => ({
        kind: 'uncertain',
        reason: error instanceof Error ? error.message : String(error),
      }),
    )
    onAnswer?.(answer)
    isRefused ||= answer.kind === 'refused' && answer.advice === 'stop'
    if (answer.kind === 'accepted') room = Math.min(MAX_IN_FLIGHT, room + 1)
    else
      room = answer.kind === 'refused' && answer.advice === 'skip' ? room : Math.max(1, Math.floor(room / 2))
    await record(attempt, answer)
  }

  async function record(attempt: string, answer: ApiResult): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await attempts.record(attempt, owner, answer, now())
      } catch (error) {
        onUnrecorded?.(error)
        if (failures >= MAX_RECORD_ATTEMPTS) return
        await wait(FIRST_RECORD_PAUSE_MS * 2 ** failures, NEVER)
      }
    }
  }

  try {
    while (!signal.aborted && !isRefused) {
      if (inFlight.size >= room) {
        await Promise.race(inFlight)
        continue
      }
      const askedAtMs = now()
      const { claims, idle, nextMs = 0 } = await claim()
      // The question took time, too.
      const rest = (ms: number) => wait(Math.max(0, ms - (now() - askedAtMs)), signal)
      for (const one of claims) {
        const leaving: Promise<void> = leave(one).finally(() => inFlight.delete(leaving))
        // A release that failed leaves a claim, which becomes uncertain; nothing else rejects.
        leaving.catch((error: unknown) => onUnrecorded?.(error))
        inFlight.add(leaving)
      }
      if (idle === undefined) {
        if (nextMs > 0) await rest(nextMs)
        continue
      }
      const pause = pauseOf(idle)
      if (pause === undefined) await rest(idle.waitMs)
      else if (inFlight.size === 0) return pause
      else await Promise.race(inFlight)
    }
    return { because: signal.aborted ? 'aborted' : 'breaker', waitMs: 0 }
  } finally {
    await Promise.allSettled(inFlight)
  }
}

const NEVER = new AbortController().signal

/** Nothing where it is worth waiting here. */
function pauseOf({ because, waitMs }: NonNullable<Claimed['idle']>): Pause | undefined {
  if (because === 'rate' || (because === 'not-yet' && waitMs <= MAX_PAUSE_MS)) return undefined
  return { because, waitMs }
}
