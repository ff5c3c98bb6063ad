import type { EngagementScore } from '../../domain/dashboard/person.ts'
import type { Analytics } from '../analytics/analytics.ts'

const QUESTION = 'engagement-of-phone'

/** A person's engagement score, as the question of analytics answers it. */
export function createScoreOf({ questions, answer }: Pick<Analytics, 'questions' | 'answer'>) {
  const question = questions.find(({ name }) => name === QUESTION)
  return async (phone: string): Promise<EngagementScore | undefined> => {
    if (question === undefined) return undefined
    const [row] = (await answer(question, { phone })).rows
    if (row === undefined || row.score === null) return undefined
    return {
      delivered: Number(row.delivered),
      score: Number(row.score),
      low: Number(row.score_low),
      high: Number(row.score_high),
    }
  }
}
