import { isVagueFailure } from '../../domain/messages/failure-codes.ts'
import { type FailureReason, UNKNOWN_CODE } from '../../domain/messages/report.ts'
import type { Writable } from '../../domain/messages/writable.ts'
import { MAX_DETAILS_CHARACTERS, MAX_LABEL_CHARACTERS, MAX_TITLE_CHARACTERS } from '../../domain/text/clip.ts'
import { field, firstField, firstText, isList, isObject, type JsonObject, textField } from './read.ts'

/** How many reasons of one report are read; real ones carry one or two. */
const MAX_REASONS = 8
/** How deep a reason may lie in others: `{"error": {"error": {…}}}`. */
const MAX_DEPTH = 4

/** Where senders write why a message failed; the first that is there counts. */
const REASON_FIELDS = [
  'errors',
  'error',
  'failureResponse',
  'failure_response',
  'failureReason',
  'failure_reason',
  'reason',
] as const
/** What reasons lie in, within a reason. */
const NESTED_FIELDS = ['error', 'errors', 'response', 'data'] as const
const CODE_FIELDS = ['code', 'error_code', 'errorCode'] as const
const DETAILS_FIELDS = [
  'details',
  'reason',
  'message',
  'description',
  'error_message',
  'errorMessage',
] as const

/** "(#131026) Message undeliverable", "131026: Message undeliverable": how Meta's codes stand in texts. */
const CODE_IN_TEXT = /\(#(\d{1,7})\)|\b(?:code|error)[ :#=]+(\d{3,7})\b|^\s*#?(\d{3,7})(?=\s*$|\s*[:–—-]\s)/i

/**
 * Every reason of a failure, the specific one first: Meta puts 131000, "something went wrong", beside it. A reason comes as
 * Meta's object (rely on the code and on `error_data.details`: webhooks reference, `errors` of a status), within another, as
 * text, or as a list of any of these. Empty where nothing is said.
 */
export function readFailures(item: JsonObject): readonly FailureReason[] {
  const written = firstField(item, REASON_FIELDS)
  if (written === undefined) return NONE
  const only = isList(written) && written.length === 1 ? written[0] : written
  if (isObject(only) && isPlain(only)) {
    const reason = reasonOfObject(only)
    return reason === undefined ? NONE : [reason]
  }
  const found: FailureReason[] = []
  collectReasons(written, found, MAX_DEPTH)
  if (found.length < 2) return found
  return found.sort((a, b) => Number(isVagueFailure(a.code)) - Number(isVagueFailure(b.code)))
}

const NONE: readonly FailureReason[] = []

/** The quick way, for how nearly all come: no other reason lies in it. */
function isPlain(reason: JsonObject): boolean {
  for (const name in reason) if (typeof reason[name] === 'object' && name !== 'error_data') return false
  return true
}

function collectReasons(written: unknown, found: FailureReason[], depth: number): void {
  if (depth === 0 || found.length >= MAX_REASONS) return
  if (isList(written)) {
    const { length } = written
    for (let at = 0; at < length && at < MAX_REASONS; at += 1) collectReasons(written[at], found, depth - 1)
  } else if (isObject(written)) {
    const reason = reasonOfObject(written)
    if (reason !== undefined) keep(reason, found)
    const nested = firstField(written, NESTED_FIELDS)
    if (typeof nested === 'object') collectReasons(nested, found, depth - 1)
  } else if (typeof written === 'string' || typeof written === 'number') {
    collectText(String(written), found, depth)
  }
}

/** The first words of one code stay: the specific object stands before its summary. */
function keep(reason: FailureReason, found: FailureReason[]): void {
  for (const { code } of found) if (code === reason.code) return
  found.push(reason)
}

function collectText(text: string, found: FailureReason[], depth: number): void {
  const inner = jsonIn(text)
  if (inner !== undefined) {
    collectReasons(inner, found, depth - 1)
    return
  }
  const details = textField({ text }, 'text', MAX_DETAILS_CHARACTERS)
  const reason = reasonOf(codeIn(text), undefined, details)
  if (reason !== undefined) keep(reason, found)
}

function reasonOfObject(error: JsonObject): FailureReason | undefined {
  const data = field(error, 'error_data')
  const title = textField(error, 'title', MAX_TITLE_CHARACTERS)
  const details =
    (isObject(data) ? textField(data, 'details', MAX_DETAILS_CHARACTERS) : undefined) ??
    firstText(error, DETAILS_FIELDS, MAX_DETAILS_CHARACTERS) ??
    textField(error, 'error_data', MAX_DETAILS_CHARACTERS)
  const code = firstText(error, CODE_FIELDS, MAX_LABEL_CHARACTERS)
  return reasonOf(code ?? codeIn(details ?? title ?? ''), title, details)
}

function reasonOf(code?: string, title?: string, details?: string): FailureReason | undefined {
  if (code === undefined && title === undefined && details === undefined) return undefined
  const failure: Writable<FailureReason> = { code: code === undefined ? UNKNOWN_CODE : code.trim() }
  if (title !== undefined) failure.title = title
  if (details !== undefined) failure.details = details
  return failure
}

function codeIn(text: string): string | undefined {
  const found = CODE_IN_TEXT.exec(text.slice(0, MAX_DETAILS_CHARACTERS))
  return found?.[1] ?? found?.[2] ?? found?.[3]
}

function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || text.length > 4 * MAX_DETAILS_CHARACTERS) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
