import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import type { ParsedBody } from '../../src/domain/messages/parsed-body.ts'
import { KINDS, UNKNOWN_CODE } from '../../src/domain/messages/report.ts'
import { oneLine } from '../../src/domain/text/one-line.ts'
import { untracedPhone } from '../support/traced.ts'
import { checkParsed } from './check-parsed.ts'
import { FIXTURE_NAMES, parseJson, parseText, RECEIVED_AT_MS, readFixture } from './helpers.ts'

/** The words of all envelopes, so that arbitrary JSON comes close to real bodies. */
const NAMES = [
  ...['entry', 'changes', 'field', 'value', 'statuses', 'messages', 'topic', 'event', 'data', 'message'],
  ...['id', 'messageId', 'submitted_message_id', 'status', 'timestamp', 'created_at', 'recipient_id'],
  ...[
    'sent_at',
    'read_at',
    'failed_at',
    'failureResponse',
    'code',
    'reason',
    'campaign',
    'name',
    'campaign_name',
    'sender',
  ],
  ...['phone_number', 'countryCode', 'errors', 'error_data', 'details', 'title', 'pricing', 'billable'],
  ...[
    'from',
    'type',
    'context',
    'reaction',
    'emoji',
    'interactive',
    'message_type',
    'group_id',
    'message_id',
  ],
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'length'],
]

const VALUES = [
  ...['message.status.updated', 'messages', 'test.webhook', 'USER', 'FAILED', ...KINDS],
  ...[
    'wamid.HBgMOTE5MDAwMDAwNzUwFQIA',
    '919000000750',
    '+91',
    '919000000750@s.whatsapp.net',
    '(#131049) Held',
    '1790510400',
    '2026-09-27T12:00:00Z',
  ],
  ...[1790510400, 1790510400123, 919000000750, 131026, 2 ** 60, 1e308, -1, 0, 0.5, true, false, null, ''],
]

/** Any UTF-16, lone surrogates and control characters included. */
const utf16 = fc.array(fc.nat(0xffff), { maxLength: 8 }).map((units) => String.fromCharCode(...units))

const scalar = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: utf16 },
  { weight: 1, arbitrary: fc.double() },
)

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 7, withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('json'), { maxKeys: 8 }),
  ),
}))

const envelope = fc.oneof(
  json,
  fc.record({ statuses: fc.array(json) }),
  fc.record({ entry: fc.array(json), statuses: json }, { requiredKeys: ['entry'] }),
  json.map((value) => ({ entry: [{ changes: [{ field: 'messages', value }] }] })),
  json.map((message) => ({ topic: 'message.status.updated', data: { message } })),
  json.map((message) => ({ topic: 'message.sender.user', data: { message } })),
  fc.record({ messages: fc.array(json) }),
)

test('arbitrary bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      checkParsed(parseBody(bytes, RECEIVED_AT_MS))
    }),
    { numRuns: 2000 },
  )
})

test('arbitrary JSON never throws, and is read the same every time', () => {
  fc.assert(
    fc.property(envelope, (body) => {
      const parsed = parseJson(body)
      checkParsed(parsed)
      expect(parseJson(body)).toEqual(parsed)
    }),
    { numRuns: 3000 },
  )
})

test('a body is read the same when it is so large that its pieces are counted first', () => {
  fc.assert(
    fc.property(envelope, (body) => {
      const { reports, processed, rejected } = parseText(JSON.stringify(body).padEnd(70_000))
      const small = parseJson(body)
      expect({ reports, processed }).toEqual({ reports: small.reports, processed: small.processed })
      expect(rejected.map(({ reason }) => reason)).toEqual(small.rejected.map(({ reason }) => reason))
    }),
    { numRuns: 300 },
  )
})

test('a fixture with damaged bytes never throws', () => {
  const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 })
  fc.assert(
    fc.property(fc.constantFrom(...FIXTURE_NAMES), damages, fc.nat(), (name, replacements, end) => {
      const bytes = Uint8Array.from(readFixture(name))
      for (const [at, byte] of replacements) bytes[at % bytes.length] = byte
      checkParsed(parseBody(bytes, RECEIVED_AT_MS))
      checkParsed(parseBody(bytes.subarray(0, end % bytes.length), RECEIVED_AT_MS))
    }),
    { numRuns: 1000 },
  )
})

test('a fixture with one of its values replaced never throws', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FIXTURE_NAMES), fc.nat(), json, (name, place, replacement) => {
      const text = new TextDecoder().decode(readFixture(name))
      const count = replaceValue(text, -1, replacement).count
      checkParsed(parseText(replaceValue(text, place % count, replacement).text))
    }),
    { numRuns: 1000 },
  )
})

/** The text with its value number `place`, in the order of the reviver, replaced; and how many it has. */
function replaceValue(text: string, place: number, replacement: unknown): { text: string; count: number } {
  let count = 0
  const body: unknown = JSON.parse(text, (_, value: unknown) => {
    count += 1
    return count - 1 === place ? replacement : value
  })
  return { text: JSON.stringify(body) ?? 'null', count }
}

interface Item {
  readonly good?: string
  readonly json: unknown
}

const goodItem: fc.Arbitrary<Item> = fc
  .record({
    id: fc.string({ minLength: 1 }).filter((id) => id.trim() !== ''),
    status: fc.constantFrom(...KINDS),
    timestamp: fc.constantFrom<unknown>('1790510400', 1790510400, 1790510400123, '2026-09-27T12:00:00Z'),
    recipient_id: json,
    errors: json,
    pricing: json,
  })
  .map((item) => ({ good: `${item.id} ${item.status}`, json: item }))

const badItem: fc.Arbitrary<Item> = fc
  .oneof(
    scalar,
    fc.array(json),
    fc.record({ status: fc.constant('sent'), timestamp: fc.constant('1790510400') }),
    fc.record({ id: fc.constant('x'), timestamp: fc.constant('1790510400'), status: fc.constant('held') }),
    fc.record({ id: fc.constant('x'), status: fc.constant('read'), timestamp: fc.constantFrom('', null) }),
    fc.record({ id: fc.constant('a\nb'), status: fc.constant('sent'), timestamp: fc.constant('1790510400') }),
  )
  .map((item) => ({ json: item }))

const items = fc.array(fc.oneof(goodItem, badItem), { maxLength: 12 })

test('among bad statuses every good one is reported, in its order, and every bad one kept', () => {
  fc.assert(
    fc.property(items, (list) => {
      const parsed = parseJson({ statuses: list.map((item) => item.json) })
      checkParsed(parsed)
      checkKept(parsed, list)
    }),
    { numRuns: 1000 },
  )
})

test('among bad entries and changes every good status is reported, and every bad piece kept', () => {
  const junk = fc.oneof(fc.constantFrom(null, 7, 'entry'), fc.array(json, { maxLength: 2 }))
  const change = fc.oneof(
    items.map((list) => ({
      list,
      piece: { field: 'messages', value: { statuses: list.map((i) => i.json) } },
    })),
    junk.map((piece) => ({ list: [{ json: piece }], piece })),
  )
  const entry = fc.oneof(
    fc.array(change, { maxLength: 3 }).map((changes) => ({
      list: changes.flatMap((each) => each.list),
      piece: { changes: changes.map((each) => each.piece) },
    })),
    junk.map((piece) => ({ list: [{ json: piece }], piece })),
  )
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), items, (entries, flat) => {
      const parsed = parseJson({
        entry: entries.map((each) => each.piece),
        statuses: flat.map((item) => item.json),
      })
      checkParsed(parsed)
      checkKept(parsed, [...entries.flatMap((each): readonly Item[] => each.list), ...flat])
    }),
    { numRuns: 500 },
  )
})

function checkKept(parsed: ParsedBody, list: readonly Item[]): void {
  const good = list.flatMap((item) => item.good ?? [])
  expect(parsed.reports.map(({ ids, kind }) => `${ids.join()} ${kind}`)).toEqual(good)
  expect(parsed.processed).toBe(good.length)
  expect(parsed.rejected).toHaveLength(list.length - good.length)
}

test('what is read stood in the body: ids, numbers, names, codes', () => {
  fc.assert(
    fc.property(envelope, (body) => {
      const parsed = parseJson(body)
      const written = leavesOf(body)
      const stood = (text: string) => written.some((leaf) => leaf.includes(text))
      for (const { ids, phone, campaignName, failure, moreFailures = [] } of parsed.reports) {
        for (const id of ids) expect(written.map((leaf) => leaf.trim())).toContain(id)
        if (phone !== undefined) expect(written.some((leaf) => isTraced(phone, leaf, written))).toBe(true)
        if (campaignName !== undefined) expect(written.map(oneLine)).toContain(campaignName)
        for (const { code } of failure === undefined ? [] : [failure, ...moreFailures])
          expect(code === UNKNOWN_CODE || stood(code)).toBe(true)
      }
      for (const { id, phone } of parsed.inbound) {
        expect(stood(id)).toBe(true)
        if (phone !== undefined) expect(written.some((leaf) => isTraced(phone, leaf, written))).toBe(true)
      }
    }),
    { numRuns: 3000 },
  )
})

/** A number may stand in one field and its country's code in another. */
function isTraced(phone: string, leaf: string, written: readonly string[]): boolean {
  return written.some((code) => untracedPhone(phone, `${leaf} ${code}`) === undefined)
}

/** Every text and number in a value, also in texts that hold JSON themselves. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(leavesOf)
}
