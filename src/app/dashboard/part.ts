import type { Part } from '../../domain/dashboard/part.ts'
import { TooSlowError } from '../../domain/dashboard/ports.ts'

/** Runs what one part of a page needs. Whatever goes wrong is that part's alone, and is reported. */
export async function partOf<T>(work: Promise<T>, onProblem: (error: unknown) => void): Promise<Part<T>> {
  try {
    return { ok: true, value: await work }
  } catch (error) {
    if (error instanceof TooSlowError) return { ok: false, why: 'slow' }
    onProblem(error)
    return { ok: false, why: 'failed' }
  }
}
