import { StoreUnavailableError } from '../../domain/messages/ports.ts'
import { within } from './within.ts'

/**
 * Time limit for a store call. The call is not cancelled: it may still commit.
 *
 * @throws StoreUnavailableError when `timeoutMs` have passed
 */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const answer = await within(
    work.then((value) => ({ value })),
    timeoutMs,
  )
  if (answer !== undefined) return answer.value
  throw new StoreUnavailableError(`The database did not answer within ${timeoutMs} ms.`)
}
