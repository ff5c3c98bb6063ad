import { StoreUnavailableError } from '../../domain/messages/ports.ts'

/**
 * Time limit for a store call. The call is not cancelled: it may still commit.
 *
 * @throws StoreUnavailableError when `patienceMs` have passed
 */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StoreUnavailableError(`The database did not answer within ${timeoutMs} ms.`)),
      timeoutMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
