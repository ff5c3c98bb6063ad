import { MAX_ID_CHARACTERS } from '../../domain/messages/report.ts'
import { isPrintable } from '../../domain/text/printable.ts'
import type { Problem } from './reject.ts'

const MISSING: Problem = {
  reason: 'missing-id',
  explanation: "There is no message id: expected the sender's id as text.",
}
const NOT_TEXT: Problem = {
  reason: 'missing-id',
  explanation: 'The message id is neither text nor a number: expected text.',
}
const TOO_LONG: Problem = {
  reason: 'id-too-long',
  explanation: `The message id is too long: expected at most ${MAX_ID_CHARACTERS} characters.`,
}
const NOT_PRINTABLE: Problem = {
  reason: 'id-not-printable',
  explanation: 'The message id holds control characters or broken Unicode: expected printable text.',
}
const NOT_EXACT: Problem = {
  reason: 'id-not-printable',
  explanation: 'The message id is a number too large for its digits to be exact: expected text.',
}

/**
 * Reads a message id: opaque and case-sensitive, so it is taken as it stands, not trimmed. A number becomes
 * its text; one beyond 2^53 has already lost digits in JSON.parse and could be another message's, so it is
 * refused.
 */
export function parseId(value: unknown): string | Problem {
  if (value === undefined || value === null || value === '') return MISSING
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : NOT_EXACT
  if (typeof value !== 'string') return NOT_TEXT
  if (value.length > MAX_ID_CHARACTERS) return TOO_LONG
  if (value.trim() === '') return MISSING
  return isPrintable(value) ? value : NOT_PRINTABLE
}
