import type { Pool } from 'pg'
import type { AnalyticsStore } from '../../../domain/analytics/ports.ts'
import { parseQuestion } from '../../../domain/analytics/question.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery } from '../connection/query.ts'
import { readSqlFolder } from '../schema/sql-files.ts'
import type { Statements } from '../schema/statements.ts'

/** The step under which the statements of all questions are timed: one series, not one for each. */
const ANALYTICS_STEP = 'analytics'

/** The SQL of every question, by name, as it is written. */
export function loadQuestions(): ReadonlyMap<string, string> {
  return new Map(readSqlFolder('analytics/questions').map(({ name, text }) => [name, text]))
}

/** The questions of `sql/analytics/questions` on a pool. Every file there is a question: one more file is one more question. */
export function createAnalyticsStore(
  pool: Pool,
  statements: Statements,
  texts: ReadonlyMap<string, string> = loadQuestions(),
  instrument: Instrument = uninstrumented,
): AnalyticsStore {
  const query = createQuery(pool, statements, instrument)
  return {
    questions: [...texts].map(([name, text]) => parseQuestion(name, text)),
    async ask(question, values) {
      const text = statements.qualify(texts.get(question.name) ?? '')
      const bound = question.parameters.map((parameter) => values[parameter])
      const { rows } = await instrument(ANALYTICS_STEP, () => pool.query(text, bound))
      return rows
    },
    async hasCampaign(id) {
      return (await query('analytics/upkeep/has-campaign', id)).rows.length > 0
    },
    async refreshed(days) {
      const { rows } = await query('analytics/upkeep/engaged-window', days)
      const [row] = rows
      return row && { fromMs: row.from_at.getTime(), toMs: row.to_at.getTime() }
    },
  }
}
