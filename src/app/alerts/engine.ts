import { createSingleFlight } from '../../domain/async/single-flight.ts'
import { createRunningJobs } from '../async/running-jobs.ts'
import type { Ticker } from '../async/ticker.ts'
import type { OutageAlert } from './outage-alert.ts'

export interface AlertEngineParts {
  readonly onTick: Ticker
  readonly outage: OutageAlert
  /** One pass of mails. */
  readonly deliver: () => Promise<void>
  /** One evaluation of all that is due, which calls `deliver` for the mails. */
  readonly cycle: (deliver: () => Promise<void>) => Promise<void>
  readonly flushServiceStats: () => Promise<void>
  /** Called with what went wrong and is retried at the next tick. */
  readonly onProblem: (problem: string, error?: unknown) => void
}

/** The alerting at work. */
export interface AlertEngine {
  /** Begins to watch the database, evaluate, and deliver, until the signal is aborted. */
  start(signal: AbortSignal): void
  /** Resolves when nothing is under way and the figures of the last minutes are written. Never rejects. */
  finish(): Promise<void>
}

/**
 * When what happens: the database is watched and mails leave every ten seconds, rules are evaluated every minute.
 * While the database is away only the outage alert works, which needs none.
 */
export function createAlertEngine(parts: AlertEngineParts): AlertEngine {
  const { onTick, outage, flushServiceStats, onProblem } = parts
  const jobs = createRunningJobs()
  const mails = createSingleFlight(parts.deliver)
  const whileReachable = (job: () => Promise<void>) => async () => {
    if (!outage.away()) await job()
  }
  // A pass of mails that began before the evaluation has not seen what it found.
  const cycle = () => parts.cycle(mails.runAfresh)
  return {
    start(signal) {
      const failed = (what: string) => (error: unknown) => onProblem(`${what}; retried soon`, error)
      const every = (tick: Parameters<Ticker>[0], job: () => Promise<void>, problem: string) =>
        onTick(tick, jobs.track(job), failed(problem), signal)
      every('everyTenSeconds', outage.look, 'the database cannot be watched')
      every('everyTenSeconds', whileReachable(mails.run), 'mails cannot be delivered')
      every('everyFiveSeconds', whileReachable(flushServiceStats), 'stats cannot be written')
      every('everyMinute', whileReachable(cycle), 'alert rules cannot be evaluated')
    },
    async finish() {
      await jobs.finished()
      await whileReachable(flushServiceStats)().catch((error) => onProblem('the last stats were lost', error))
    },
  }
}
