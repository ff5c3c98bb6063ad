import { expect, test } from 'vitest'
import { type ParsedBody, parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { RECEIVED_AT_MS } from './helpers.ts'

/** The largest body the service takes. */
const LARGEST_BODY_BYTES = 4 * 1024 * 1024

/** What is added to a multiple of JSON.parse's own time, for small times on a machine that others share. */
const SLACK_MS = 50

const GARBAGE =
  '{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==","status":"sent","recipient_id":"919000000760"}'

test.each([
  ['brackets', '['.repeat(LARGEST_BODY_BYTES)],
  ['braces', '{"a":'.repeat(LARGEST_BODY_BYTES / 5)],
])('4 MiB of opening %s are refused at once', (_, text) => {
  const { bestMs, parsed } = fastestOf(3, new TextEncoder().encode(text))
  expect(parsed.unparsable).toBe(true)
  expect(bestMs).toBeLessThan(SLACK_MS)
})

test.each([
  ['statuses without a timestamp', flatOf(GARBAGE), 44_000],
  ['lists of lists', flatOf(`${'['.repeat(500)}${']'.repeat(500)}`, 400_000), 390],
  ['one endless id', flatOf(`{"id":"${'9'.repeat(LARGEST_BODY_BYTES - 100)}"}`), 1],
  ['one endless status', flatOf(`{"id":"a","status":"${' '.repeat(4_000_000)}"}`), 1],
  ['one endless time', flatOf(`{"id":"a","status":"sent","timestamp":"${'9'.repeat(4_000_000)}"}`), 0],
])('a large body of %s costs a small multiple of JSON.parse', (_, text, rejects) => {
  const { bestMs, parseMs, parsed } = fastestOf(3, new TextEncoder().encode(text))
  expect(parsed.rejected.length).toBeGreaterThanOrEqual(rejects)
  expect(bestMs).toBeLessThan(8 * parseMs + SLACK_MS)
})

test('the cost grows with the body, not faster', () => {
  const quarter = fastestOf(5, new TextEncoder().encode(flatOf(GARBAGE, LARGEST_BODY_BYTES / 4)))
  const whole = fastestOf(5, new TextEncoder().encode(flatOf(GARBAGE)))
  // Four times the body; a quadratic parser would take sixteen times as long.
  expect(whole.bestMs / quarter.bestMs).toBeLessThan(12)
})

function flatOf(item: string, bytes: number = LARGEST_BODY_BYTES): string {
  const count = Math.max(1, Math.floor((bytes - 16) / (item.length + 1)))
  return `{"statuses":[${Array(count).fill(item).join(',')}]}`
}

interface Timing {
  readonly bestMs: number
  /** The best time of decoding and JSON.parse alone. */
  readonly parseMs: number
  readonly parsed: ParsedBody
}

function fastestOf(runs: number, body: Uint8Array): Timing {
  let parsed = parseBody(body, RECEIVED_AT_MS)
  let bestMs = Number.POSITIVE_INFINITY
  let parseMs = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run += 1) {
    bestMs = Math.min(
      bestMs,
      timeMs(() => {
        parsed = parseBody(body, RECEIVED_AT_MS)
      }),
    )
    if (!parsed.unparsable) {
      parseMs = Math.min(
        parseMs,
        timeMs(() => JSON.parse(new TextDecoder().decode(body))),
      )
    }
  }
  return { bestMs, parseMs, parsed }
}

function timeMs(work: () => void): number {
  const startMs = performance.now()
  work()
  return performance.now() - startMs
}
