import {
  createSeriesNames,
  createTimingInstrument,
  type Instrument,
} from '../adapters/postgres/connection/instrument.ts'
import type { Spans } from '../adapters/trace/spans.ts'

/** Every step of the stores as a span and as a duration; `steps` are the names that have a series of their own. */
export function createInstrument(
  steps: readonly string[],
  metrics: Parameters<typeof createTimingInstrument>[0],
  spans: Pick<Spans, 'statement'>,
): Instrument {
  const seriesOf = createSeriesNames(steps)
  const timing = createTimingInstrument(metrics)
  return (step, run, trace) => spans.statement(step, () => timing(seriesOf(step), run), trace)
}
