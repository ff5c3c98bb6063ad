import { describe, expect, test } from 'vitest'
import { breakdownOf, percentileOf } from '../../src/domain/campaigns/breakdown.ts'
import { readRecipientLine, writtenLineOf } from '../../src/domain/campaigns/recipient-line.ts'
import { conclude } from '../../src/domain/messages/conclusion.ts'
import { type Facts, NO_FACTS } from '../../src/domain/messages/facts.ts'
import { KNOWN_FAILURE_CODES, meaningOfFailure } from '../../src/domain/messages/failure-codes.ts'
import { csvLine } from '../../src/domain/text/csv.ts'

const readLine = (value: unknown) => {
  const written = writtenLineOf(value)
  return typeof written === 'string' ? written : readRecipientLine(written)
}

describe('a line of a list', () => {
  test.each([
    [{ phone: '+91 98765-43210' }, { phone: '+919876543210', messageIds: [] }],
    [
      { phone_number: 919876543210, reference: 7 },
      { phone: '+919876543210', messageIds: [], reference: '7' },
    ],
    [
      { message_id: 'a', submitted_message_id: 'b', phone: '', colour: 'blue' },
      { messageIds: ['a', 'b'], attributes: { colour: 'blue' } },
    ],
    [{ message_id: 'a', submitted_message_id: 'a' }, { messageIds: ['a'] }],
  ])('%j is read as %j', (line, read) => {
    expect(readLine(line)).toEqual(read)
  })

  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ message_id: 'a\u0000' }],
    [{ reference: {} }],
    [{ message_id: 2 ** 60 }],
    [{ message_id: 'x'.repeat(513) }],
  ])('%j is refused with a sentence that says what would be right', (line) => {
    expect(readLine(line)).toMatch(/expected|write it like/)
  })
})

test('a CSV field that a spreadsheet would run is defused, and numbers stay numbers', () => {
  expect(csvLine(['=1+1', '+91987', '-3.5', '@x', '\tx', 'a,"b"\n', null, 5])).toBe(
    `'=1+1,+91987,-3.5,'@x,'\tx,"a,""b""\n",,5\r\n`,
  )
})

test('every known failure code has a meaning of its own, and an unknown one says so', () => {
  for (const code of KNOWN_FAILURE_CODES) expect(meaningOfFailure(code).resend).not.toBe('unknown')
  for (const code of ['999', '__proto__', 'constructor'])
    expect(meaningOfFailure(code).resend).toBe('unknown')
})

describe('a breakdown', () => {
  const at = (atMs: number, estimated = false) => ({ atMs, estimated })
  const keysOf = (facts: Facts) => breakdownOf(facts, conclude(facts), false)

  test('takes times between reported ones only', () => {
    expect(keysOf({ ...NO_FACTS, times: { sent: at(0), read: at(9_000) } })).toEqual([])
    expect(keysOf({ ...NO_FACTS, times: { sent: at(0), delivered: at(9_000, true) } })).toEqual([])
    const [delivery] = keysOf({ ...NO_FACTS, times: { sent: at(0), delivered: at(9_000) } })
    expect(delivery).toMatch(/^d\d+$/)
  })

  test('counts a failure only as long as nothing arrived, and then a contradiction', () => {
    const failures = { 131026: { occurrence: at(5) } }
    expect(keysOf({ ...NO_FACTS, times: { failed: at(5) }, failures })).toEqual(['f131026'])
    expect(keysOf({ ...NO_FACTS, times: { failed: at(5), read: at(6) }, failures })).toEqual(['c'])
  })

  test('gives percentiles within 14% of the exact ones', () => {
    const counts = new Map<number, number>()
    for (let seconds = 1; seconds <= 1_000; seconds++) {
      const [key] = keysOf({ ...NO_FACTS, times: { sent: at(0), delivered: at(seconds * 1_000) } })
      const bin = Number(key?.slice(1))
      counts.set(bin, (counts.get(bin) ?? 0) + 1)
    }
    for (const [share, exact] of [
      [0.5, 500],
      [0.9, 900],
      [0.99, 990],
    ] as const) {
      const found = percentileOf(counts, share) ?? Number.NaN
      expect(Math.abs(found / exact - 1)).toBeLessThan(0.14)
    }
    expect(percentileOf(new Map(), 0.5)).toBeUndefined()
  })
})
