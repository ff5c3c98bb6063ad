/** How long callers share one answer where nobody says: a page may be open in many tabs. */
const SHARED_MS = 2_000
/** Answers kept at once; beyond it, callers get their own. */
const MAX_ANSWERS = 200

/** A reading whose answer, for the same input, is shared by those who ask within a time. What failed is not kept. */
export function remembered<Input extends readonly string[], Output>(
  read: (...input: Input) => Promise<Output>,
  now: () => number,
  sharedMs = SHARED_MS,
): (...input: Input) => Promise<Output> {
  const answers = new Map<string, { readonly atMs: number; readonly answer: Promise<Output> }>()
  return (...input) => {
    const key = JSON.stringify(input)
    const nowMs = now()
    const known = answers.get(key)
    if (known !== undefined && nowMs - known.atMs < sharedMs) return known.answer
    for (const [old, { atMs }] of answers) if (nowMs - atMs >= sharedMs) answers.delete(old)
    const answer = read(...input)
    if (answers.size < MAX_ANSWERS) {
      answers.set(key, { atMs: nowMs, answer })
      answer.catch(() => answers.delete(key))
    }
    return answer
  }
}
