import type { TracePoint } from '../../../domain/messages/trace-point.ts'
import { sqlStateOf } from './errors.ts'

/**
 * Called around every step on the database: `connect`, `begin`, `commit`, and each statement by its name. Runs the
 * step once and gives back, or throws, what it does. `trace` is what the step belongs to, where that is known.
 */
export type Instrument = <T>(step: string, run: () => Promise<T>, trace?: TracePoint) => Promise<T>

/** Steps that are not statements of `sql`. */
export const OTHER_STEPS = ['connect', 'begin', 'commit'] as const

/** Metrics of timed statements. */
export interface DatabaseMeter {
  statement(name: string, seconds: number, failed: boolean): void
  databaseReachable(reachable: boolean): void
}

/** Instruments nothing. */
export const uninstrumented: Instrument = (_step, run) => run()

/** The same instrument, where all steps belong to one point of a trace. */
export function instrumentUnder(instrument: Instrument, trace: TracePoint | undefined): Instrument {
  return trace === undefined ? instrument : (step, run) => instrument(step, run, trace)
}

/** Under which name a step is timed: the steps of a webhook's way under their own, all others under one. */
export function createSeriesNames(names: readonly string[]): (step: string) => string {
  const known = new Set(names)
  return (step) => (known.has(step) ? step : 'other')
}

/** An instrument that times every step. A server that answers with an error, but for one that shuts down, was reached. */
export function createTimingInstrument(meter: DatabaseMeter): Instrument {
  return async (step, run) => {
    const startedMs = performance.now()
    const secondsTaken = () => (performance.now() - startedMs) / 1000
    try {
      const result = await run()
      meter.statement(step, secondsTaken(), false)
      meter.databaseReachable(true)
      return result
    } catch (error) {
      meter.statement(step, secondsTaken(), true)
      meter.databaseReachable(wasReached(sqlStateOf(error)))
      throw error
    }
  }
}

/** Class 08 is about connections, 57P of a server that is not open. PostgreSQL manual, appendix A. */
function wasReached(state: string | undefined): boolean {
  return state !== undefined && !state.startsWith('08') && !state.startsWith('57P')
}
