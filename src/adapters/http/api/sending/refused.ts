import { PlanRefusedError } from '../../../../domain/sending/plan-request.ts'
import { ProblemError } from '../problem.ts'

/** What must not be done is a conflict, in the refusal's own words. */
export async function orConflict<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof PlanRefusedError) throw new ProblemError('conflict', error.message)
    throw error
  }
}
