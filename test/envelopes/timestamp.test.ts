import { describe, expect, test } from 'vitest'
import { EARLIEST_TIME_MS, MAX_AHEAD_MS, parseOccurrence } from '../../src/domain/messages/timestamp.ts'
import { RECEIVED_AT_MS } from './helpers.ts'

/** 10 December 2023, 11:30 UTC, the guide's example, and the thousandths of a second after it. */
const TIME_MS = 1_702_207_800_000

const readable: ReadonlyArray<readonly [string, unknown, number]> = [
  ['seconds as a number', 1_702_207_800, TIME_MS],
  ['seconds as text', '1702207800', TIME_MS],
  ['milliseconds as a number', 1_702_207_800_123, TIME_MS + 123],
  ['milliseconds as text', '1702207800123', TIME_MS + 123],
  ['seconds with a fraction', 1_702_207_800.5, TIME_MS + 500],
  ['seconds with a fraction as text', '1702207800.123', TIME_MS + 123],
  ['a float of Java', '1.7022078E9', TIME_MS],
  ['milliseconds with a fraction, rounded', 1_702_207_800_122.6, TIME_MS + 123],
  ['text with blanks around it', ' 1702207800\n', TIME_MS],
  ['text with a sign', '+1702207800', TIME_MS],
  ['ISO 8601 in UTC', '2023-12-10T11:30:00Z', TIME_MS],
  ['ISO 8601 with milliseconds', '2023-12-10T11:30:00.123Z', TIME_MS + 123],
  ['microseconds', 1_702_207_800_123_456, TIME_MS + 123],
  ['nanoseconds as text', '1702207800123456789', TIME_MS + 123],
  ['ISO 8601 with microseconds, cut', '2023-12-10T11:30:00.123987Z', TIME_MS + 123],
  ['ISO 8601 with tenths', '2023-12-10T11:30:00.5Z', TIME_MS + 500],
  ['ISO 8601 with a decimal comma', '2023-12-10T11:30:00,5Z', TIME_MS + 500],
  ['ISO 8601 without seconds', '2023-12-10T11:30Z', TIME_MS],
  ['ISO 8601 without a zone, which is UTC', '2023-12-10T11:30:00', TIME_MS],
  ['ISO 8601 with an offset to the east', '2023-12-10T17:00:00+05:30', TIME_MS],
  ['ISO 8601 with an offset to the west', '2023-12-10T03:30:00-0800', TIME_MS],
  ['ISO 8601 with an offset of hours', '2023-12-10T12:30:00+01', TIME_MS],
  ["PostgreSQL's own text", '2023-12-10 11:30:00+00', TIME_MS],
  ['ISO 8601 in lower case', '2023-12-10t11:30:00z', TIME_MS],
  ['a leap day', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['the earliest time', EARLIEST_TIME_MS, EARLIEST_TIME_MS],
  ['the earliest time in seconds', EARLIEST_TIME_MS / 1000, EARLIEST_TIME_MS],
  ['the latest time', RECEIVED_AT_MS + MAX_AHEAD_MS, RECEIVED_AT_MS + MAX_AHEAD_MS],
]

const missing: ReadonlyArray<readonly [string, unknown]> = [
  ['nothing', undefined],
  ['null', null],
  ['empty text', ''],
  ['blank text', ' \n'],
]

const unreadable: ReadonlyArray<readonly [string, unknown]> = [
  ['a word', 'abc'],
  ['a number with a unit', '1702207800s'],
  ['a hexadecimal number', '0x657596d8'],
  ['an object', { seconds: 1_702_207_800 }],
  ['a list', [1_702_207_800]],
  ['true', true],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['infinity as text', 'Infinity'],
  ['a huge number', '1e400'],
  ['a negative number', -1_702_207_800],
  ['a time before WhatsApp', EARLIEST_TIME_MS - 1],
  ['one second of 1970', 1],
  ['more than a year ahead', RECEIVED_AT_MS + MAX_AHEAD_MS + 1],
  ['zero', 0],
  ['minus zero', -0],
  ['zero as text', '0'],
  ['a date alone', '2023-12-10'],
  ['a day that does not exist', '2023-02-30T11:30:00Z'],
  ['a month that does not exist', '2023-13-10T11:30:00Z'],
  ['an hour that does not exist', '2023-12-10T24:00:00Z'],
  ['a minute that does not exist', '2023-12-10T11:60:00Z'],
  ['an offset that does not exist', '2023-12-10T11:30:00+23:00'],
  ['a date of HTTP', 'Sun, 10 Dec 2023 11:30:00 GMT'],
  ['endless digits', '1'.repeat(100_000)],
]

describe('a time can be read:', () => {
  test.each(readable)('%s', (_, value, atMs) => {
    expect(parseOccurrence(value, RECEIVED_AT_MS)).toEqual({ atMs, estimated: false })
  })
})

describe('a time is missing:', () => {
  test.each(missing)('%s', (_, value) => {
    expect(parseOccurrence(value, RECEIVED_AT_MS)).toBe('missing')
  })
})

describe('the receipt stands in for', () => {
  test.each(unreadable)('%s', (_, value) => {
    expect(parseOccurrence(value, RECEIVED_AT_MS)).toEqual({ atMs: RECEIVED_AT_MS, estimated: true })
  })
})
