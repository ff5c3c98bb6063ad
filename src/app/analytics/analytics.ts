import type { AnalyticsStore, AnalyticsUpkeep } from '../../domain/analytics/ports.ts'
import type { Question, QuestionInput, QuestionResult } from '../../domain/analytics/question.ts'
import type { BatchMeter } from '../ingest/batch-writer.ts'
import { answerQuestion } from './answer.ts'
import { createLagRecorder } from './lag.ts'
import { refreshEngaged } from './refresh-engaged.ts'

export interface Analytics {
  readonly questions: readonly Question[]
  answer(question: Question, input: QuestionInput): Promise<QuestionResult>
  /** The meter of the commits, which from now on also notes how long reports took. */
  meter<M extends BatchMeter>(meter: M): M
  /** What is done every minute, on every replica. */
  upkeep(): Promise<void>
  /** Writes down what was noted; the last thing before the database goes. */
  flush(): Promise<void>
}

/** Analytics as the service runs it. */
export function createAnalytics(
  store: AnalyticsStore,
  upkeep: AnalyticsUpkeep,
  now: () => number,
): Analytics {
  const lag = createLagRecorder(now)
  return {
    questions: store.questions,
    answer: (question, input) => answerQuestion(store, question, input, now()),
    meter: (meter) => ({
      ...meter,
      committed(batch, outcome, seconds) {
        meter.committed(batch, outcome, seconds)
        lag.committed(batch)
      },
    }),
    async upkeep() {
      await lag.flush(upkeep)
      await refreshEngaged(upkeep, now())
    },
    flush: () => lag.flush(upkeep),
  }
}
