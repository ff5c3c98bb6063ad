import { Buffer } from 'node:buffer'
import type { Source } from '../../domain/messages/report.ts'
import { isTooIntricate } from './intricacy.ts'
import type { ParsedItems } from './parsed-items.ts'
import { field, isList, isObject } from './read.ts'
import { type Problem, refuseItem } from './reject.ts'

/** How deep a body may lie in others: a queue's record holds a notification, that its message, that the body. */
const MAX_DEPTH = 8

/**
 * Where relays put the body that they pass on: n8n (`body`, `json`), Amazon SNS (`Message`), SQS and Lambda (`Records`, `Sns`),
 * EventBridge (`detail`), Event Grid, CloudEvents and Pub/Sub (`data`), Make, Zapier and others.
 */
const WRAPPER_FIELDS = [
  'body',
  'Body',
  'data',
  'detail',
  'Message',
  'message',
  'payload',
  'content',
  'event',
  'value',
  'json',
  'Records',
  'Sns',
  'raw',
  'rawBody',
] as const

const UNKNOWN_BODY: Problem = {
  reason: 'unknown-envelope',
  explanation:
    'One of the bodies in the list is none that is known: expected "statuses", "entry" or "topic".',
}

/**
 * Reads a body that a relay has wrapped: in an object, as text within JSON, or several in a list. Takes only what is
 * plainly one of the envelopes; in a list, what is none is refused by itself.
 *
 * @param collect reads one body, where it is an envelope
 * @returns the envelope found first, or 'unknown', and then nothing was taken
 */
export function collectWrapped(
  root: unknown,
  receivedAtMs: number,
  parsedItems: ParsedItems,
  collect: (body: unknown) => Source | 'unknown',
): Source | 'unknown' {
  const read = (value: unknown, depth: number): Source | 'unknown' => {
    if (depth === 0) return 'unknown'
    if (typeof value === 'string') return read(parseText(value), depth - 1)
    if (isList(value)) return readList(value, depth - 1)
    const source = collect(value)
    return source === 'unknown' && isObject(value) ? readFields(value, depth - 1) : source
  }
  const readFields = (value: Readonly<Record<string, unknown>>, depth: number): Source | 'unknown' => {
    for (const name of WRAPPER_FIELDS) {
      const inner = field(value, name)
      const source = inner === undefined ? 'unknown' : read(inner, depth)
      if (source !== 'unknown') return source
    }
    return 'unknown'
  }
  const readList = (bodies: readonly unknown[], depth: number): Source | 'unknown' => {
    const sources = bodies.map((body) => read(body, depth))
    const found = sources.find((source) => source !== 'unknown')
    if (found === undefined) return 'unknown'
    for (const [index, source] of sources.entries()) {
      if (source === 'unknown') refuseItem(parsedItems, found, UNKNOWN_BODY, bodies[index], receivedAtMs)
    }
    return found
  }
  return read(root, MAX_DEPTH)
}

/** JSON that begins with "{" or "[", in base64: Google's Pub/Sub and Amazon's API Gateway pass bodies on so. */
const BASE64_JSON = /^(?:e[wy]|W[wyz3])[A-Za-z0-9+/]+={0,2}$/

function parseText(written: string): unknown {
  const text = BASE64_JSON.test(written) ? Buffer.from(written, 'base64').toString() : written
  if (!/^\s*["[{]/.test(text) || isTooIntricate(Buffer.from(text))) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
