import { describe, expect, test } from 'vitest'
import { readAnswer, readRetryAfter } from '../../src/domain/sending/http-answer.ts'

const NOW = Date.parse('2026-11-27T10:00:00Z')
const read = (status: number, body: unknown) =>
  readAnswer({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }, NOW)

describe('an answer is accepted only with an id', () => {
  test.each([
    [{ submitted_message_id: 'a1' }],
    [{ success: true, submitted_message_id: 'a1' }],
    [{ messages: [{ id: 'a1' }] }],
    [{ messages: [{ id: 'a1', message_status: 'held_for_quality_assessment' }] }],
    [{ messages: [{ messageId: 'a1' }] }],
    [{ messageId: 'a1' }],
    [{ message_id: 'a1' }],
    [{ data: { messages: [{ id: 'a1' }] } }],
  ])('%j', (body) => {
    expect(read(200, body)).toEqual({ kind: 'accepted', ids: ['a1'] })
  })

  test.each([
    [{}],
    [{ success: true }],
    [{ success: 'true' }],
    [{ messages: [{}] }],
    [{ messages: [] }],
    [{ messages: [{ id: '' }] }],
    [{ id: 'a1' }],
    [null],
    ['OK'],
    [''],
  ])('%j is uncertain', (body) => {
    expect(read(200, body).kind).toBe('uncertain')
  })
})

describe('refusals', () => {
  test.each([
    [402, { name: 'ERR402', errorCode: 402, errorMessage: 'Insufficient Credits (WCC)!' }, 'stop'],
    [400, { errorCode: 402, errorMessage: 'Something that is new' }, 'stop'],
    [400, { message: 'No Plan active on assistant!', name: 'ERR400', errorCode: 400 }, 'stop'],
    [400, { message: 'WABA is unverified' }, 'stop'],
    [401, { message: 'Invalid Token!' }, 'stop'],
    [403, {}, 'stop'],
    [400, { message: 'Illegal arguments: string, undefined' }, 'stop'],
    [400, { message: 'Invalid Number' }, 'skip'],
    [400, { message: 'User has opted out' }, 'skip'],
    [400, { errorMessage: 'Contact unsubscribed' }, 'skip'],
    [400, { message: 'This number is not on WhatsApp' }, 'skip'],
    [400, { message: 'Campaign does not exist.' }, 'fix'],
    [400, { message: 'Campaign is paused' }, 'fix'],
    [400, { message: 'Template params does not match the campaign' }, 'fix'],
    [404, 'Not Found', 'fix'],
    [429, {}, 'later'],
    [400, { error: { code: 130429, message: 'Rate limit hit' } }, 'later'],
    [400, { error: { code: 131056, message: 'Pair rate limit hit' } }, 'later'],
    [400, { error: { code: 131050, message: 'User stopped marketing' } }, 'skip'],
    [400, { error: { code: '132001', message: 'Template does not exist' } }, 'fix'],
    [401, { error: { code: 190, message: 'Access token has expired' } }, 'stop'],
  ])('%i %j: %s', (status, body, advice) => {
    expect(read(status, body)).toMatchObject({ kind: 'refused', advice })
  })

  test('an opt-out is told apart from a block, and an outage is neither', () => {
    expect(read(400, { message: 'User has opted out' })).toMatchObject({ suppress: 'opt-out' })
    expect(read(400, { error: { code: 130403 } })).toMatchObject({ suppress: 'block' })
    expect(read(500, { message: 'opted out service unavailable' })).toMatchObject({ kind: 'uncertain' })
    expect(read(400, { message: 'Your account is blocked' })).not.toHaveProperty('suppress')
  })

  test.each([
    [500, { message: 'Internal error' }],
    [502, '<html>'],
    [504, ''],
    [408, {}],
    [400, { error: { code: 131000, message: 'Something went wrong' } }],
    [400, { error: { code: 131016, message: 'Service unavailable' } }],
  ])('%i %j may have been sent', (status, body) => {
    expect(read(status, body).kind).toBe('uncertain')
  })
})

test.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['30', 30_000],
  ['Fri, 27 Nov 2026 10:01:00 GMT', 60_000],
  ['Fri, 27 Nov 2026 09:00:00 GMT', 0],
  ['99999999', 86_400_000],
])('Retry-After: %s', (value, ms) => {
  expect(readRetryAfter(value, NOW)).toBe(ms)
})
