import { Buffer } from 'node:buffer'
import {
  MAX_REJECT_CHARACTERS,
  MAX_REJECTS_OF_BODY,
  type Rejected,
  type RejectReason,
  type Source,
} from '../../domain/messages/report.ts'
import { storableText } from '../../domain/text/clip.ts'
import type { ParsedItems } from './parsed-items.ts'
import { isList, isObject } from './read.ts'

/**
 * Why something cannot be understood: what was wrong and what would be right, without ids or phone numbers.
 */
export interface Problem {
  readonly reason: RejectReason
  readonly explanation: string
}

/** No character takes more than three bytes of UTF-8 for each UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3

/** The deepest item whose raw text is kept whole; Meta's statuses are four deep. */
const MAX_RAW_DEPTH = 100

/**
 * Keeps one item that could not be understood. Beyond `MAX_REJECTS_OF_BODY` it is only counted: a body of nothing but
 * junk must not cost more than one that makes sense.
 */
export function refuseItem(
  parsedItems: ParsedItems,
  source: Source,
  { reason, explanation }: Problem,
  item: unknown,
  receivedAtMs: number,
): void {
  if (parsedItems.rejected.length >= MAX_REJECTS_OF_BODY) parsedItems.dropped += 1
  else parsedItems.rejected.push({ source, reason, explanation, raw: rawItem(item), receivedAtMs })
}

/** Keeps a whole body that could not be understood. */
export function rejectBody(problem: Problem, body: Uint8Array, receivedAtMs: number): Rejected {
  const { reason, explanation } = problem
  return { source: 'unknown', reason, explanation, raw: rawBody(body), receivedAtMs }
}

/** The body as text. A byte order mark is dropped, bytes that are not UTF-8 become U+FFFD. */
export function decodeBody(body: Uint8Array): string {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const text = bytes.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** Decodes no more of the body than is kept, so that a reject never holds on to megabytes. */
function rawBody(body: Uint8Array): string {
  const kept = body.subarray(0, (MAX_REJECT_CHARACTERS + 1) * MAX_BYTES_PER_UNIT)
  return storableText(decodeBody(kept), MAX_REJECT_CHARACTERS) ?? ''
}

function rawItem(item: unknown): string {
  const json = toJson(item)
  // JSON.stringify escapes NUL and lone surrogates: only the length is left to see to.
  if (json.length <= MAX_REJECT_CHARACTERS) return json
  const kept = storableText(json, MAX_REJECT_CHARACTERS) ?? ''
  // A copy: V8 makes slices that keep the whole text alive.
  return Buffer.from(kept).toString()
}

/** JSON.stringify recurses and would overflow the stack, so what is too deep is shown in outline. */
export function toJson(item: unknown): string {
  if (!isDeeperThan(MAX_RAW_DEPTH, item)) return JSON.stringify(item)
  return JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'object' && value !== null && value !== item ? '(cut: nested too deeply)' : value,
  )
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (isList(value)) return depth === 0 || value.some((child) => isDeeperThan(depth - 1, child))
  if (!isObject(value)) return false
  if (depth === 0) return true
  // `for in` makes no list of the names: this runs for every reject of a body of megabytes.
  for (const name in value) {
    if (isDeeperThan(depth - 1, value[name])) return true
  }
  return false
}
