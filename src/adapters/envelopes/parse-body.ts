import type { IsStopWord } from '../../domain/account/stop-words.ts'
import type { ParseBody, ParsedBody } from '../../domain/messages/parsed-body.ts'
import type { Source } from '../../domain/messages/report.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { collectAisensy } from './aisensy.ts'
import { withoutContents } from './contents.ts'
import { collectFlat, collectFlatPiece } from './flat.ts'
import { isTooIntricate, MAX_COMMAS, MAX_CONTAINERS, MAX_NAMES } from './intricacy.ts'
import { collectMeta, collectMetaPiece } from './meta.ts'
import { noItems, type ParsedItems } from './parsed-items.ts'
import { isObject, type JsonObject } from './read.ts'
import { decodeBody, type Problem, rejectBody, toJson } from './reject.ts'
import { collectWrapped } from './wrapped.ts'

const NOT_JSON: Problem = {
  reason: 'body-not-json',
  explanation: 'The body is not JSON: expected one JSON object in UTF-8.',
}
const TOO_INTRICATE: Problem = {
  reason: 'body-too-intricate',
  explanation:
    `The body is of more pieces than any sender's: expected at most ${MAX_CONTAINERS} objects and lists, ` +
    `${MAX_COMMAS} commas and ${MAX_NAMES} names of fields.`,
}
const UNKNOWN_ENVELOPE: Problem = {
  reason: 'unknown-envelope',
  explanation: 'The body is none that is known: expected an object with "statuses", "entry" or "topic".',
}

/** `parseBody` for senders whose numbers without a country code are from one country. */
export function createBodyParser(country: Country | undefined, isStop: IsStopWord = nothing): ParseBody {
  return (body, receivedAtMs) => parseBody(body, receivedAtMs, country, isStop)
}

const nothing: IsStopWord = () => false

/**
 * Reads the body of a webhook, whichever of the known envelopes it is, or a mixture of them, also where a relay wrapped it.
 *
 * Total: whatever the bytes, it returns and never throws, and an item it cannot understand costs only itself.
 *
 * @param receivedAtMs the time of receipt in milliseconds since the epoch
 * @param country where phone numbers are from that a sender writes without a country code
 * @param isStop whether what a person wrote says no more than that they want no messages
 */
export function parseBody(
  body: Uint8Array,
  receivedAtMs: number,
  country?: Country,
  isStop: IsStopWord = nothing,
): ParsedBody {
  const parsedItems = noItems()
  if (isTooIntricate(body)) {
    parsedItems.rejected.push(rejectBody(TOO_INTRICATE, body, receivedAtMs))
    return found('unknown', parsedItems, false)
  }
  let root: unknown
  try {
    root = JSON.parse(decodeBody(body))
  } catch {
    parsedItems.rejected.push(rejectBody(NOT_JSON, body, receivedAtMs))
    return found('unknown', parsedItems, true)
  }
  const reading: Reading = { receivedAtMs, parsedItems, country, isStop, hidesContents: false }
  let source = collectFrom(root, reading, collect)
  if (source === 'unknown') source = collectFromWrapped(root, reading)
  if (source === 'unknown') parsedItems.rejected.push(rejectBody(UNKNOWN_ENVELOPE, body, receivedAtMs))
  return found(
    source,
    parsedItems,
    false,
    reading.hidesContents ? keptBodyOf(reading.bodies ?? []) : undefined,
  )
}

/** A body that is being read. */
interface Reading {
  readonly receivedAtMs: number
  readonly parsedItems: ParsedItems
  readonly country: Country | undefined
  readonly isStop: IsStopWord
  /** The envelopes found so far, without what people wrote. */
  bodies?: JsonObject[]
  hidesContents: boolean
}

function collectFrom(body: unknown, reading: Reading, collectKnown: typeof collect): Source | 'unknown' {
  if (!isObject(body)) return 'unknown'
  const known = withoutContents(body, reading.isStop)
  const source = collectKnown(known, reading.receivedAtMs, reading.parsedItems, reading.country)
  if (source === 'unknown') return source
  if (reading.bodies === undefined) reading.bodies = [known]
  else reading.bodies.push(known)
  if (known !== body) reading.hidesContents = true
  return source
}

/** Field by field: spreading them took a quarter of the time that a body with one status takes. */
function found(
  source: Source | 'unknown',
  items: ParsedItems,
  unparsable: boolean,
  keptBody?: Uint8Array,
): ParsedBody {
  const { reports, rejected, inbound, events, dropped, processed, ignored } = items
  const parsed = { source, reports, rejected, inbound, events, dropped, processed, ignored, unparsable }
  return keptBody === undefined ? parsed : { ...parsed, keptBody }
}

/** Lets every envelope take what it knows, for one body may hold several; names the first that did. */
function collect(
  root: JsonObject,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country: Country | undefined,
): Source | 'unknown' {
  const isMeta = collectMeta(root, receivedAtMs, parsedItems)
  const isAisensy = collectAisensy(root, receivedAtMs, parsedItems, country)
  const isFlat = collectFlat(root, receivedAtMs, parsedItems, country)
  if (isMeta) return 'meta'
  if (isAisensy) return 'aisensy'
  return isFlat ? 'flat' : 'unknown'
}

function collectFromWrapped(root: unknown, reading: Reading): Source | 'unknown' {
  return collectWrapped(root, reading.receivedAtMs, reading.parsedItems, (inner) => {
    const whole = collectFrom(inner, reading, collect)
    return whole === 'unknown' ? collectFrom(inner, reading, collectPiece) : whole
  })
}

/** A piece of an envelope, passed on without the rest. */
function collectPiece(
  body: JsonObject,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  country: Country | undefined,
): Source | 'unknown' {
  if (collectMetaPiece(body, receivedAtMs, parsedItems)) return 'meta'
  return collectFlatPiece(body, receivedAtMs, parsedItems, country) ? 'flat' : 'unknown'
}

/** Of a wrapped body only what was read is kept: a list of bodies is read as well. */
function keptBodyOf(bodies: readonly JsonObject[]): Uint8Array {
  return new TextEncoder().encode(toJson(bodies.length === 1 ? bodies[0] : bodies))
}
