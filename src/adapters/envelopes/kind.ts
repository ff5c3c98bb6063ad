import { KINDS, type Kind } from '../../domain/messages/report.ts'
import type { Problem } from './reject.ts'

const EXPECTED = `expected ${KINDS.slice(0, -1).join(', ')} or ${KINDS.at(-1)}`
const MISSING: Problem = { reason: 'missing-status', explanation: `There is no status: ${EXPECTED}.` }
const UNKNOWN: Problem = { reason: 'unknown-status', explanation: `The status is not known: ${EXPECTED}.` }

const KIND_BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind, kind]))

/** Words such as "deleted" or "ON_HOLD" are repeated to the reader; nothing that could hold a number is. */
const PLAIN_WORD = /^[A-Za-z_]{1,24}$/

/**
 * Reads a status, whatever its case and the blanks around it: Meta writes it in lower case, AiSensy in upper
 * case. Old installations also sent "deleted" and "warning", which say nothing of delivery: they are unknown.
 */
export function parseKind(value: unknown): Kind | Problem {
  if (value === undefined || value === null || value === '') return MISSING
  if (typeof value !== 'string') return UNKNOWN
  const kind = KIND_BY_NAME.get(value)
  if (kind !== undefined) return kind
  const name = value.trim()
  if (name === '') return MISSING
  return KIND_BY_NAME.get(name.toLowerCase()) ?? unknownStatus(name)
}

function unknownStatus(name: string): Problem {
  if (!PLAIN_WORD.test(name)) return UNKNOWN
  return { reason: 'unknown-status', explanation: `The status "${name}" is not known: ${EXPECTED}.` }
}
