/**
 * Whether the database could make nothing of a value in the request: NUL in a text, a date that does not exist, a number out
 * of range. PostgreSQL manual, appendix A, class 22.
 */
export function isBadValue(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)
}
