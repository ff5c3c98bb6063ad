import { describe, expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { MAX_REJECT_CHARACTERS } from '../../src/domain/messages/report.ts'
import { onlyReject, onlyReport, parseFlatItem, parseJson, parseText, RECEIVED_AT_MS } from './helpers.ts'

const GOOD = { id: 'note_1', status: 'sent', timestamp: '1790510400' }

describe('a body that is not JSON is one reject:', () => {
  test.each([
    ['empty', ''],
    ['a word', 'hello'],
    ['cut off', '{"statuses":[{"id":"note_1"'],
    ['cut off within text', '{"statuses":[{"id":"not}'],
    ['two values', '{}{}'],
    ['a form', 'id=note_1&status=sent'],
    ['brackets only', '['.repeat(10_000)],
  ])('%s', (_, text) => {
    const parsed = parseText(text)
    expect(parsed).toMatchObject({ source: 'unknown', processed: 0, ignored: 0, unparsable: true })
    expect(onlyReject(parsed)).toMatchObject({
      source: 'unknown',
      reason: 'body-not-json',
      raw: text,
      receivedAtMs: RECEIVED_AT_MS,
    })
  })
})

describe('a body of no known envelope is one reject:', () => {
  test.each([
    ['null', null],
    ['a number', 7],
    ['text', 'statuses'],
    ['a list of nothing known', [{}, 7]],
    ['an empty object', {}],
    ['a status alone that is not known', { ...GOOD, status: 'archived' }],
    ['statuses that are text', { statuses: 'sent' }],
    ['an entry that is text', { entry: 'changes' }],
    ['messages that are no list', { messages: 'hello' }],
    ['a topic that is no text', { topic: 7 }],
    ['an event that is no test', { event: 'contact.created' }],
  ])('%s', (_, body) => {
    const parsed = parseJson(body)
    expect(parsed).toMatchObject({ source: 'unknown', processed: 0, ignored: 0, unparsable: false })
    expect(onlyReject(parsed)).toMatchObject({ reason: 'unknown-envelope', raw: JSON.stringify(body) })
  })
})

describe('a body is understood though it holds nothing:', () => {
  test.each([
    ['no statuses', { statuses: [] }, 'flat'],
    ['no entries', { entry: [] }, 'meta'],
    ['no changes', { entry: [{ changes: [] }] }, 'meta'],
    ['no statuses of a change', { entry: [{ changes: [{ value: { statuses: [] } }] }] }, 'meta'],
    ['no messages', { messages: [] }, 'flat'],
  ])('%s', (_, body, source) => {
    expect(parseJson(body)).toEqual({
      source,
      reports: [],
      rejected: [],
      inbound: [],
      events: [],
      dropped: 0,
      processed: 0,
      ignored: 0,
      unparsable: false,
    })
  })
})

test('the statuses beside inbound messages are read, and the messages counted', () => {
  const parsed = parseJson({ statuses: [GOOD], messages: [{}, {}] })
  expect(parsed).toMatchObject({ source: 'flat', processed: 1, ignored: 2 })
})

test("a change of Meta's without a field is read by what it holds", () => {
  const parsed = parseJson({ entry: [{ changes: [{ value: { statuses: [GOOD] } }] }] })
  expect(onlyReport(parsed)).toMatchObject({ source: 'meta', ids: ['note_1'] })
})

test("statuses under another field of Meta's are not ours", () => {
  const parsed = parseJson({ entry: [{ changes: [{ field: 'calls', value: { statuses: [GOOD] } }] }] })
  expect(parsed).toMatchObject({ source: 'meta', reports: [], processed: 0, ignored: 1 })
})

test('a byte order mark is tolerated', () => {
  expect(onlyReport(parseText(`\ufeff${JSON.stringify({ statuses: [GOOD] })}`)).ids).toEqual(['note_1'])
})

test('blanks around the body are tolerated', () => {
  expect(onlyReport(parseText(`\r\n ${JSON.stringify({ statuses: [GOOD] })}\r\n\t `)).ids).toEqual(['note_1'])
})

test('bytes that are not UTF-8 are replaced', () => {
  const text = JSON.stringify({ statuses: [{ ...GOOD, id: 'note_?' }] })
  const bytes = new TextEncoder().encode(text)
  bytes[text.indexOf('?')] = 0xff
  expect(onlyReport(parseBody(bytes, RECEIVED_AT_MS)).ids).toEqual(['note_\ufffd'])
})

test('only the given part of a shared buffer is read', () => {
  const bytes = new TextEncoder().encode(`{"x":${JSON.stringify({ statuses: [GOOD] })}}`)
  expect(onlyReport(parseBody(bytes.subarray(5, -1), RECEIVED_AT_MS)).ids).toEqual(['note_1'])
})

describe('hostile JSON is harmless:', () => {
  test('own properties named __proto__ neither count nor leak', () => {
    const inherited = '{"__proto__":{"id":"evil","status":"read","timestamp":1790510400}}'
    expect(onlyReject(parseText(`{"statuses":[${inherited}]}`)).reason).toBe('missing-id')
    expect(onlyReject(parseText(`{"__proto__":{"statuses":[]}}`)).reason).toBe('unknown-envelope')
    expect(Object.hasOwn(Object.prototype, 'status')).toBe(false)
  })

  test('properties that every object inherits never count', () => {
    Object.defineProperty(Object.prototype, 'recipient_id', { value: '919000000740', configurable: true })
    try {
      expect(onlyReport(parseFlatItem({}))).not.toHaveProperty('phone')
    } finally {
      Reflect.deleteProperty(Object.prototype, 'recipient_id')
    }
  })

  test('of duplicate keys the last counts', () => {
    const item = '{"id":"a","id":"b","status":"sent","timestamp":"1790510400"}'
    expect(onlyReport(parseText(`{"statuses":[${item}]}`)).ids).toEqual(['b'])
  })

  test('huge numbers are neither ids nor times', () => {
    const huge = '9'.repeat(400)
    const hugeId = `{"id":${huge},"status":"sent","timestamp":1790510400}`
    const hugeTime = `{"id":"a","status":"sent","timestamp":${huge}}`
    const parsed = parseText(`{"statuses":[${hugeId},${hugeTime}]}`)
    expect(parsed.rejected.map((each) => each.reason)).toEqual(['id-not-printable'])
    expect(parsed.reports.map((each) => each.occurrence.estimated)).toEqual([true])
  })

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('%s nested ten thousand deep cost only their item', (_, open, close) => {
    const deep = `${open.repeat(10_000)}1${close.repeat(10_000)}`
    const good = JSON.stringify(GOOD)
    const withDeepField = `{"id":"note_2","status":"read","timestamp":"1790510400","context":${deep}}`
    const badWithDeepField = `{"id":"note_3","status":"held","context":${deep}}`
    const parsed = parseText(`{"statuses":[${good},${deep},${withDeepField},${badWithDeepField}]}`)
    expect(parsed.reports.map((each) => each.ids)).toEqual([['note_1'], ['note_2']])
    expect(parsed.rejected).toHaveLength(2)
    expect(parsed.rejected[1]?.raw).toBe(
      '{"id":"note_3","status":"held","context":"(cut: nested too deeply)"}',
    )
  })
})

describe('the raw text of a reject', () => {
  test('is the item as JSON', () => {
    const item = { status: 'sent', text: 'a "quoted" word', list: [1, null] }
    expect(onlyReject(parseJson({ statuses: [item] })).raw).toBe(JSON.stringify(item))
  })

  test('is cut where an item is long, between two characters', () => {
    const raw = onlyReject(parseJson({ statuses: [`x${'😀'.repeat(MAX_REJECT_CHARACTERS)}`] })).raw
    expect(raw.length).toBe(MAX_REJECT_CHARACTERS)
    expect(raw.startsWith('"x😀')).toBe(true)
    expect(raw.isWellFormed()).toBe(true)
  })

  test('is cut where a body is long', () => {
    expect(onlyReject(parseText(`{"x":"${'y'.repeat(1_000_000)}"}`)).raw).toHaveLength(MAX_REJECT_CHARACTERS)
    expect(onlyReject(parseText('ए'.repeat(100_000))).raw).toBe('ए'.repeat(MAX_REJECT_CHARACTERS))
  })

  test('holds no NUL and no lone surrogate', () => {
    const item = onlyReject(parseText('{"statuses":["a\\u0000b\\ud83d"]}')).raw
    expect(item).toBe('"a\\u0000b\\ud83d"')
    expect(onlyReject(parseText('not\0json')).raw).toBe('notjson')
  })
})
