import { describe, expect, test } from 'vitest'
import { MAX_CAMPAIGN_NAME_CHARACTERS } from '../../src/domain/text/clip.ts'
import { NOON_MS, onlyReject, onlyReport, parseAisensyMessage, parseJson, RECEIVED_AT_MS } from './helpers.ts'

describe('the ids of an AiSensy message', () => {
  test.each([
    ['are both kept', { messageId: 'AS-7', submitted_message_id: 'sub-7' }, ['AS-7', 'sub-7']],
    ['are kept once where they are equal', { messageId: 'x', submitted_message_id: 'x' }, ['x']],
    ['may lack the first', { messageId: null }, ['sub-1']],
    ['may lack the second', { submitted_message_id: '' }, ['AS-1']],
    ['lose a bad first one', { messageId: 'n'.repeat(600) }, ['sub-1']],
    ['lose a bad second one', { submitted_message_id: 'a\0b' }, ['AS-1']],
    ["do not include AiSensy's own object id", { id: '7f00c0de' }, ['AS-1', 'sub-1']],
  ])('%s', (_, fields, ids) => {
    expect(onlyReport(parseAisensyMessage(fields)).ids).toEqual(ids)
  })

  test.each([
    ['both are missing', { messageId: '', submitted_message_id: null }, 'missing-id'],
    ['one is missing, one too long', { messageId: '', submitted_message_id: 'n'.repeat(600) }, 'id-too-long'],
    [
      'one is not printable, one missing',
      { messageId: '\n', submitted_message_id: 7e99 },
      'id-not-printable',
    ],
  ])('make a reject where %s', (_, fields, reason) => {
    expect(onlyReject(parseAisensyMessage(fields)).reason).toBe(reason)
  })
})

describe('the times of an AiSensy message', () => {
  test.each([
    ['as a number', NOON_MS],
    ['as text', String(NOON_MS)],
    ['as ISO 8601', new Date(NOON_MS).toISOString()],
  ])('are read %s', (_, readAt) => {
    const parsed = parseAisensyMessage({ sent_at: NOON_MS - 5000, read_at: readAt })
    expect(parsed.reports.map(({ kind, occurrence }) => [kind, occurrence])).toEqual([
      ['sent', { atMs: NOON_MS - 5000, estimated: false }],
      ['read', { atMs: NOON_MS, estimated: false }],
    ])
    expect(parsed.processed).toBe(1)
  })

  test.each([
    ['zero', 0],
    ['zero as text', '0'],
    ['null', null],
    ['empty', ''],
    ['negative', -1],
    ['a word', 'never'],
    ['true', true],
    ['a small number', 5],
  ])('prove nothing where they are %s', (_, failedAt) => {
    const parsed = parseAisensyMessage({
      sent_at: NOON_MS,
      failed_at: failedAt,
      failureResponse: { code: 1 },
    })
    expect(onlyReport(parsed)).toMatchObject({ kind: 'sent' })
    expect(onlyReport(parsed)).not.toHaveProperty('failure')
  })

  test.each([
    ['a number', NOON_MS, { atMs: NOON_MS, estimated: false }],
    ['digits', String(NOON_MS), { atMs: NOON_MS, estimated: false }],
    ['ISO 8601', '2026-09-27T12:00:00.000Z', { atMs: NOON_MS, estimated: false }],
    ['missing', undefined, { atMs: RECEIVED_AT_MS, estimated: true }],
    ['unreadable', 'just now', { atMs: RECEIVED_AT_MS, estimated: true }],
  ])('are replaced by a created_at that is %s', (_, created_at, occurrence) => {
    const report = onlyReport(parseAisensyMessage({ status: 'READ', read_at: 0 }, { created_at }))
    expect(report).toMatchObject({ kind: 'read', occurrence })
  })

  test('of a played message are read', () => {
    expect(onlyReport(parseAisensyMessage({ status: 'PLAYED', played_at: NOON_MS }))).toMatchObject({
      kind: 'played',
      occurrence: { atMs: NOON_MS, estimated: false },
    })
  })

  test('are enough where the status is unknown', () => {
    expect(onlyReport(parseAisensyMessage({ status: 'ENQUEUED', sent_at: NOON_MS })).kind).toBe('sent')
  })
})

describe('the reason of an AiSensy failure', () => {
  test.each([
    ['with a number for a code', { code: 131026, reason: 'R' }, { code: '131026', details: 'R' }],
    ['with text for a code', { code: '131026' }, { code: '131026' }],
    ['without a code', { reason: 'R' }, { code: 'unknown', details: 'R' }],
    ['that says nothing', {}, undefined],
    ['that is text', 'R', { code: 'unknown', details: 'R' }],
  ])('%s is read', (_, failureResponse, failure) => {
    const report = onlyReport(parseAisensyMessage({ status: 'FAILED', failureResponse }))
    expect(report.kind).toBe('failed')
    expect(report.failure).toEqual(failure)
  })

  test('stands on the failed report only', () => {
    const failureResponse = { code: 1 }
    const { reports } = parseAisensyMessage({ sent_at: NOON_MS, failed_at: NOON_MS, failureResponse })
    expect(reports.map((each) => [each.kind, each.failure?.code])).toEqual([
      ['sent', undefined],
      ['failed', '1'],
    ])
  })
})

describe("an AiSensy recipient's number", () => {
  test.each([
    ['stands as it is without a country code', '919000000730', undefined, '+919000000730'],
    ['stands as it is where it holds its country code', '919000000730', '91', '+919000000730'],
    ['gets its country code where it lacks it', '9000000730', '91', '+919000000730'],
    ['gets a country code written with a plus', '9000000730', '+91', '+919000000730'],
    ['gets a country code written as a number', '2025550143', 1, '+12025550143'],
    ['of ten digits is national in India, though it starts with 91', '9100000730', '91', '+919100000730'],
    ['that starts with a short country code stands as it is', '6591234567', '65', '+6591234567'],
    ['that is long stands as it is, whatever the country code', '12025550143', '91', '+12025550143'],
    ['with a plus is complete', '+6591234567', '91', '+6591234567'],
    ['ignores a country that is no number', '919000000730', 'IN', '+919000000730'],
    ['is absent where it is nonsense', 'unknown', '91', undefined],
    ['is absent where it is missing', undefined, '91', undefined],
  ])('%s', (_, phone_number, countryCode, phone) => {
    expect(onlyReport(parseAisensyMessage({ phone_number, countryCode })).phone).toBe(phone)
  })
})

describe("an AiSensy campaign's name", () => {
  test.each([
    ['stands on the report', { name: 'navratri_offer' }, 'navratri_offer'],
    ['may be a number', { name: 2026 }, '2026'],
    ['is bounded', { name: 'c'.repeat(5000) }, 'c'.repeat(MAX_CAMPAIGN_NAME_CHARACTERS)],
    ['is storable', { name: 'a\0b\ud83d' }, 'ab\ufffd'],
    ['is absent where it is empty', { name: '' }, undefined],
    ['is absent where the campaign has none', {}, undefined],
    ['is absent where there is no campaign', null, undefined],
  ])('%s', (_, campaign, name) => {
    expect(onlyReport(parseAisensyMessage({ campaign })).campaignName).toBe(name)
  })

  test('stands on every report of a snapshot', () => {
    const campaign = { name: 'c' }
    const { reports } = parseAisensyMessage({ campaign, sent_at: NOON_MS, read_at: NOON_MS })
    expect(reports.map((each) => each.campaignName)).toEqual(['c', 'c'])
  })
})

describe('an AiSensy notification is refused whole where', () => {
  test.each([
    ['it has no data', { data: undefined }, 'item-not-object'],
    ['its data is text', { data: 'message' }, 'item-not-object'],
    ['it has no message', { data: {} }, 'item-not-object'],
    ['its message is a list', { data: { message: [] } }, 'item-not-object'],
    ['its message says nothing', { data: { message: {} } }, 'missing-id'],
    ['its message has no status', { data: { message: { messageId: 'x' } } }, 'missing-status'],
    ['its status is unknown', { data: { message: { messageId: 'x', status: 'HELD' } } }, 'unknown-status'],
  ])('%s', (_, fields, reason) => {
    const body = { topic: 'message.status.updated', created_at: NOON_MS, ...fields }
    const rejected = onlyReject(parseJson(body))
    expect(rejected).toMatchObject({ source: 'aisensy', reason })
    expect(JSON.parse(rejected.raw)).toEqual(JSON.parse(JSON.stringify(body)))
  })
})

test.each(['USER', 'user'])('the status of an AiSensy message sent by %j says nothing of ours', (sender) => {
  expect(parseAisensyMessage({ sender, sent_at: NOON_MS })).toMatchObject({
    reports: [],
    rejected: [],
    processed: 0,
    ignored: 1,
  })
})
