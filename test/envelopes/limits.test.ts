import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { MAX_COMMAS, MAX_CONTAINERS, MAX_NAMES } from '../../src/adapters/envelopes/intricacy.ts'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { MAX_REJECTS_OF_BODY } from '../../src/domain/messages/report.ts'
import { NOON_MS } from '../support/reports.ts'
import { onlyReject, parseText } from './helpers.ts'

const LARGEST_BODY_BYTES = 4 * 1024 * 1024
const GOOD = '{"id":"wamid.GOOD","status":"sent","timestamp":"1702207800"}'

test('of a body full of junk a bounded number is kept, the rest is counted, and good items are all read', () => {
  const good = { id: 'wamid.GOOD', status: 'sent', timestamp: '1702207800' }
  const junk = Array.from({ length: 5_000 }, () => 1)
  const parsed = parseBody(Buffer.from(JSON.stringify({ statuses: [...junk, good] })), NOON_MS)
  expect(parsed).toMatchObject({ processed: 1, dropped: 5_000 - MAX_REJECTS_OF_BODY })
  expect(parsed.rejected).toHaveLength(MAX_REJECTS_OF_BODY)
})

describe('a body of more pieces than any sender writes is refused before it costs time:', () => {
  const beyondContainers = '[]'.repeat(MAX_CONTAINERS).replaceAll('][', '],[')
  test.each([
    ['empty lists', `{"statuses":[${GOOD},${beyondContainers}]}`],
    ['empty objects', `{"statuses":[${GOOD},${beyondContainers.replaceAll('[]', '{}')}]}`],
    ['lists in lists', '['.repeat(MAX_CONTAINERS + 1) + ']'.repeat(MAX_CONTAINERS + 1)],
    ['lists that nobody closes', '['.repeat(LARGEST_BODY_BYTES)],
    ['bare numbers', `{"statuses":[${GOOD}${',1'.repeat(MAX_COMMAS + 1)}]}`],
    ['names never seen before', `{"statuses":[${GOOD},{${distinctNames(2 * MAX_NAMES).join(',')}}]}`],
    ['objects of a new name each', `{"statuses":[${GOOD},{${distinctNames(2 * MAX_NAMES).join('},{')}}]}`],
  ])('%s', (_, text) => {
    const parsed = parseText(text.padEnd(100_000))
    expect(parsed).toMatchObject({ source: 'unknown', processed: 0, unparsable: false })
    expect(onlyReject(parsed)).toMatchObject({
      reason: 'body-too-intricate',
      explanation: expect.stringContaining(`${MAX_CONTAINERS} objects and lists`),
      raw: text.padEnd(100_000).slice(0, 16_384),
    })
  })
})

describe('what senders may write is read whole, however large:', () => {
  test('the smallest legal statuses, 4 MiB of them', () => {
    const item = '{"id":1,"status":"sent","timestamp":1}'
    const count = Math.floor((LARGEST_BODY_BYTES - '{"statuses":[]}'.length + 1) / (item.length + 1))
    expect(parseText(`{"statuses":[${Array(count).fill(item).join(',')}]}`).processed).toBe(count)
  })

  test('texts full of commas, brackets, colons and quotes, 4 MiB of them', () => {
    const details = '{[,:"\\'.repeat(100_000)
    const errors = [{ code: 131_026, error_data: { details } }]
    const item = { id: 'wamid.GOOD', status: 'failed', timestamp: '1702207800', errors }
    expect(parseText(JSON.stringify({ statuses: [item, item, item] })).processed).toBe(3)
  })

  test('half as many names as the limit, in every status, whatever blanks stand around them', () => {
    const names = distinctNames(MAX_NAMES / 2).map((field) => field.replace(':', ' \n: '))
    const item = GOOD.replace('}', `,${names.join(', ')}}`)
    expect(parseText(`{"statuses":[${Array(50).fill(item).join(',')}]}`).processed).toBe(50)
  })

  test('many names in a body that is small', () => {
    const parsed = parseText(`{"statuses":[{${distinctNames(2 * MAX_NAMES).join(',')}},${GOOD}]}`)
    expect(parsed).toMatchObject({ processed: 1, rejected: [{ reason: 'missing-id' }] })
  })
})

test('a text that never ends, and colons that follow one, cost no more than their bytes', () => {
  const endless = `{"statuses":["${'x'.repeat(LARGEST_BODY_BYTES / 2)}`
  expect(onlyReject(parseText(endless)).reason).toBe('body-not-json')
  expect(onlyReject(parseText(`${endless}\\`)).reason).toBe('body-not-json')
  const colons = `${endless}"${':'.repeat(LARGEST_BODY_BYTES / 2)}`
  expect(onlyReject(parseText(colons)).reason).toBe('body-not-json')
})

function distinctNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `"name${i}":1`)
}
