/** How long callers share one answer where nobody says: what an open page shows is never older than this. */
const SHARED_MS = 1_500
/** Answers kept at once; beyond it, callers get their own. */
const MAX_ANSWERS = 200

/**
 * Those who ask under the same key within a time share one answer: that of the first. What failed is not kept.
 *
 * @param now milliseconds
 */
export function createSharing<Output>(
  now: () => number,
  sharedMs = SHARED_MS,
): (key: string, work: () => Promise<Output>) => Promise<Output> {
  const answers = new Map<string, { readonly atMs: number; readonly answer: Promise<Output> }>()
  return (key, work) => {
    const nowMs = now()
    const known = answers.get(key)
    if (known !== undefined && nowMs - known.atMs < sharedMs) return known.answer
    for (const [old, { atMs }] of answers) if (nowMs - atMs >= sharedMs) answers.delete(old)
    const answer = work()
    if (answers.size < MAX_ANSWERS) {
      answers.set(key, { atMs: nowMs, answer })
      answer.catch(() => answers.delete(key))
    }
    return answer
  }
}

/** A reading whose answer, for the same input, is shared by those who ask within a time. */
export function remembered<Input extends readonly string[], Output>(
  read: (...input: Input) => Promise<Output>,
  now: () => number,
  sharedMs: number,
): (...input: Input) => Promise<Output> {
  const share = createSharing<Output>(now, sharedMs)
  return (...input) => share(JSON.stringify(input), () => read(...input))
}
