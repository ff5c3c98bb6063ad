import { describe, expect, test } from 'vitest'
import { groupBy } from '../../../src/domain/link/group-by.ts'
import { holdsTimes, sameTime, timeFor, timeOf } from '../../../src/domain/link/times.ts'
import { statusOfWord, vocabularyOf } from '../../../src/domain/link/words.ts'
import { columnOf, JSONB, NAIVE, NUMBER, TIME } from './shapes.ts'

const NOON = '2026-11-27T12:00:00.000Z'
const NOON_MS = Date.parse(NOON)

describe('their words for a status', () => {
  test.each([
    ['pending queued created scheduled new', 'pending'],
    ['sent accepted dispatched submitted', 'sent'],
    ['delivered received', 'delivered'],
    ['read seen opened viewed', 'read'],
    ['failed failure error undelivered rejected', 'failed'],
  ])('%s mean %s', (words, status) => {
    for (const word of words.split(' ')) {
      expect(statusOfWord(word)).toBe(status)
      expect(statusOfWord(`  ${word.toUpperCase()} `)).toBe(status)
    }
  })

  test('what is not one of them means nothing', () => {
    expect(['bounced', '', 7, null, undefined].map(statusOfWord)).toEqual(Array(5).fill(undefined))
  })

  const wordsOf = (words: readonly string[], seen: readonly string[] = [], isClosed = false) =>
    Object.fromEntries(vocabularyOf(columnOf('status', { words, isClosed }), seen).wordOf)

  test('are ours where rows hold none', () => {
    expect(wordsOf([])).toEqual({
      pending: 'pending',
      sent: 'sent',
      delivered: 'delivered',
      read: 'read',
      failed: 'failed',
    })
  })

  test('are spelt as those that rows hold, and theirs where they have one', () => {
    expect(wordsOf([], ['strange', 'SEEN'])).toEqual({
      pending: 'PENDING',
      sent: 'SENT',
      delivered: 'DELIVERED',
      read: 'SEEN',
      failed: 'FAILED',
    })
    expect(wordsOf([], ['Accepted'])).toMatchObject({
      pending: 'Pending',
      sent: 'Accepted',
      failed: 'Failed',
    })
    expect(wordsOf(['error'], ['Sent'])).toMatchObject({ sent: 'Sent', failed: 'error', read: 'read' })
    expect(wordsOf([], [' queued '])).toMatchObject({ pending: ' queued ' })
  })

  test('of a closed list are the nearest that is still true, or none', () => {
    expect(wordsOf(['SENT', 'ERROR'], ['delivered'], true)).toEqual({
      sent: 'SENT',
      delivered: 'SENT',
      read: 'SENT',
      failed: 'ERROR',
    })
    expect(wordsOf(['new', 'sent', 'received'], [], true)).toEqual({
      pending: 'new',
      sent: 'sent',
      delivered: 'received',
      read: 'received',
    })
    expect(wordsOf(['read', 'failed'], [], true)).toEqual({ read: 'read', failed: 'failed' })
  })

  test('prefer ours where a row has both', () => {
    expect(wordsOf([], ['viewed', 'opened', 'read'])).toMatchObject({ read: 'read' })
  })
})

describe('their times', () => {
  test.each([
    [NOON, NOON_MS],
    ['2026-11-27T12:00:00', NOON_MS],
    ['2026-11-27', Date.UTC(2026, 10, 27)],
    ['2090-01-01', Date.UTC(2090, 0, 1)],
    [NOON_MS / 1000, NOON_MS],
    ['soon', undefined],
    ['x2026-11-27', undefined],
    ['', undefined],
    [null, undefined],
    [true, undefined],
    [{}, undefined],
  ])('%s is read', (value, ms) => {
    expect(timeOf(value)).toBe(ms)
  })

  test('are held by times and texts only', () => {
    expect(
      [columnOf('a', TIME), columnOf('a'), columnOf('a', NUMBER), columnOf('a', JSONB)].map(holdsTimes),
    ).toEqual([true, true, false, false])
  })

  test('are written with their zone where the column has one', () => {
    expect(timeFor(columnOf('a', TIME), NOON_MS)).toBe(NOON)
    expect(timeFor(columnOf('a'), NOON_MS)).toBe(NOON)
    expect(timeFor(columnOf('a', NAIVE), NOON_MS)).toBe('2026-11-27T12:00:00.000')
  })

  test('differ by what their type drops at most', () => {
    const time = columnOf('a', TIME)
    expect(sameTime(time, NOON_MS, NOON)).toBe(true)
    expect(sameTime(time, NOON_MS + 999, NOON)).toBe(true)
    expect(sameTime(time, NOON_MS - 999, NOON)).toBe(true)
    expect(sameTime(time, NOON_MS + 1000, NOON)).toBe(false)
    expect(sameTime(time, NOON_MS - 1000, NOON)).toBe(false)
    expect(sameTime(time, NOON_MS, null)).toBe(false)
    const date = columnOf('a', { type: 'date', category: 'D' })
    expect(sameTime(date, NOON_MS, '2026-11-27')).toBe(true)
    expect(sameTime(date, NOON_MS, '2026-11-26')).toBe(false)
  })
})

test('items of one key stand together, in their order', () => {
  expect([...groupBy([3, 1, 2, 5, 4], (n) => n % 2)]).toEqual([
    [1, [3, 1, 5]],
    [0, [2, 4]],
  ])
})
