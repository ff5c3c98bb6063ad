import type { ApiResult } from './answer.ts'
import { type HttpResponse, readRefusal } from './refusals.ts'

/** What HTTP brought: header names in small letters, the body as text. */
export interface RawResponse {
  readonly status: number
  readonly retryAfter?: string
  readonly body: string
}

const MAX_REASON_CHARACTERS = 200
/** Phone numbers, ids of accounts and traces. */
const LONG_NUMBERS = /\d{6,}/g
/** What AiSensy's answers call the id of the message; Meta's are the `id` of `messages`. */
const ID_NAMES = ['submitted_message_id', 'messageId', 'message_id'] as const

/**
 * What became of a message, from the answer to its request: accepted only with an id, refused only where the API clearly says so. A
 * success without an id, or one that is not JSON, may have been sent: uncertain. Never throws.
 *
 * @param secrets what must not stand in a reason, such as the key of the request
 */
export function readAnswer(raw: RawResponse, nowMs: number, secrets: readonly string[] = []): ApiResult {
  const body = parse(raw.body)
  if (raw.status >= 200 && raw.status < 300) {
    const ids = idsOf(body)
    if (ids.length > 0) return { kind: 'accepted', ids }
    return {
      kind: 'uncertain',
      reason:
        body === undefined
          ? `HTTP ${raw.status} with a body that is not JSON`
          : `HTTP ${raw.status} without an id`,
    }
  }
  return readRefusal({ ...errorOf(raw, body, nowMs), text: plain(textOf(body), secrets) })
}

/** The ids of the message that an answer names. */
function idsOf(body: unknown): string[] {
  const data = at(body, 'data')
  const messages = [...list(at(body, 'messages')), ...list(at(data, 'messages'))]
  const found = [
    ...[body, data].flatMap((place) => ID_NAMES.map((name) => at(place, name))),
    ...messages.flatMap((message) => ['id', ...ID_NAMES].map((name) => at(message, name))),
  ]
  return [...new Set(found.filter((id) => typeof id === 'string' && id.trim() !== '').map(String))]
}

function errorOf(raw: RawResponse, body: unknown, nowMs: number): Omit<HttpResponse, 'text'> {
  const named = at(at(body, 'error'), 'code') ?? at(body, 'errorCode')
  const code = typeof named === 'number' || typeof named === 'string' ? String(named) : undefined
  // AiSensy's errorCode is a status; it says more than the status of its gateway (a 400 that is a 402).
  const own = Number(code)
  const status = raw.status < 500 && own >= 400 && own < 500 ? own : raw.status
  const retryAfterMs = readRetryAfter(raw.retryAfter, nowMs)
  return {
    status,
    ...(code !== undefined && { code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

const MAX_RETRY_AFTER_MS = 24 * 3_600_000

/** Retry-After is seconds or a date (RFC 9110, 10.2.3); what is neither is as good as none. */
export function readRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS)
}

/** What the API says in words: the details where there are any, since they are the most specific. */
function textOf(body: unknown): string {
  const error = at(body, 'error')
  const texts = [
    at(at(error, 'error_data'), 'details'),
    at(error, 'message'),
    error,
    at(body, 'errorMessage'),
    at(body, 'message'),
  ]
  const words = texts.filter((text) => typeof text === 'string' && text !== '').map(String)
  return [...new Set(words)].slice(0, 2).join(': ')
}

function plain(text: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text)
  return hidden.replace(LONG_NUMBERS, '…').replace(/\s+/g, ' ').trim().slice(0, MAX_REASON_CHARACTERS)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function at(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
