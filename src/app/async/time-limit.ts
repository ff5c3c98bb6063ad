import { StoreUnavailableError } from '../../domain/messages/ports.ts'

/**
 * Waits for a store's work, but not for ever. What is given up goes on by itself and may still be written.
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
