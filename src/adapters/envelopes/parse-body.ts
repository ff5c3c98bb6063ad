import type { ParsedBody } from '../../domain/parsed-body.ts'
import type { Source } from '../../domain/report.ts'
import { collectAisensy } from './aisensy.ts'
import { type Findings, noFindings } from './findings.ts'
import { collectFlat } from './flat.ts'
import { collectMeta } from './meta.ts'
import { isObject } from './read.ts'
import { decodeBody, type Problem, rejectBody } from './reject.ts'

/** How a JSON object or list begins. */
const OPENING = ['{', '[']
/** How it ends: closed, with or without blanks behind it. */
const CLOSED = ['}', ']', ' ', '\n', '\r', '\t']

const NOT_JSON: Problem = {
  reason: 'body-not-json',
  explanation: 'The body is not JSON: expected one JSON object in UTF-8.',
}
const UNKNOWN_ENVELOPE: Problem = {
  reason: 'unknown-envelope',
  explanation: 'The body is none that is known: expected an object with "statuses", "entry" or "topic".',
}

/**
 * Reads the body of a webhook, whichever of the known envelopes it is, or a mixture of them.
 *
 * Total: whatever the bytes, it returns and never throws, and an item it cannot understand costs only itself.
 * `receivedAtMs` is the time of receipt in milliseconds since the epoch.
 */
export function parseBody(body: Uint8Array, receivedAtMs: number): ParsedBody {
  const findings = noFindings()
  let root: unknown
  try {
    root = parseJson(decodeBody(body))
  } catch {
    findings.rejected.push(rejectBody(NOT_JSON, body, receivedAtMs))
    return { source: 'unknown', ...findings, unparsable: true }
  }
  const source = collect(root, receivedAtMs, findings)
  if (source === 'unknown') findings.rejected.push(rejectBody(UNKNOWN_ENVELOPE, body, receivedAtMs))
  return { source, ...findings, unparsable: false }
}

/**
 * Throws on text that is not JSON; at once on text that is cut off, of which V8 tires late (megabytes of
 * "[").
 */
function parseJson(text: string): unknown {
  const isClosed = CLOSED.includes(text.charAt(text.length - 1))
  if (!isClosed && OPENING.includes(text.charAt(0))) throw new SyntaxError('The text is cut off.')
  return JSON.parse(text)
}

/** Lets every envelope take what it knows, for one body may hold several; names the first that did. */
function collect(root: unknown, receivedAtMs: number, findings: Findings): Source | 'unknown' {
  if (!isObject(root)) return 'unknown'
  const isMeta = collectMeta(root, receivedAtMs, findings)
  const isAisensy = collectAisensy(root, receivedAtMs, findings)
  const isFlat = collectFlat(root, receivedAtMs, findings)
  if (isMeta) return 'meta'
  if (isAisensy) return 'aisensy'
  return isFlat ? 'flat' : 'unknown'
}
