import { ProblemError } from './problem.ts'

/** Where the next page begins, as callers get it: opaque, fit for a URL. */
export function writeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/**
 * Reads a cursor with the given number of parts.
 *
 * @throws ProblemError where it is not one that we gave
 */
export function readCursor(cursor: string | undefined, parts: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const fits = Array.isArray(position) && position.length === parts
    if (fits && position.every((part): part is string => typeof part === 'string')) return position
  } catch {
    // Not one of ours: refused below.
  }
  throw new ProblemError('invalid-request', 'The cursor is not one of this list.', [
    { field: 'query.cursor', problem: 'must be "next_cursor" of the page before, as it was given' },
  ])
}
