import { describe, expect, test } from 'vitest'
import { readRefusal } from '../../src/domain/sending/refusals.ts'

const adviceOf = (status: number, text: string, code?: string) => {
  const answer = readRefusal({ status, text, ...(code !== undefined && { code }) })
  return answer.kind === 'refused' ? answer.advice : answer.kind
}

describe('an answer', () => {
  test.each([
    [402, 'Insufficient WhatsApp Conversation Credits (WCC)!', 'stop'],
    [400, 'No Plan active on assistant!', 'stop'],
    [401, 'Unauthorized', 'stop'],
    [403, '', 'stop'],
    [400, 'WABA is unverified', 'stop'],
    [400, 'Invalid Token!', 'stop'],
    [400, 'Illegal arguments: string, undefined', 'stop'],
    [400, 'Invalid Number', 'skip'],
    [400, 'The user has opted out', 'skip'],
    [400, 'Number is not on WhatsApp', 'skip'],
    [400, 'Campaign does not exist.', 'fix'],
    [400, 'Campaign is not live', 'fix'],
    [400, 'Template params does not match the campaign', 'fix'],
    [400, 'something nobody ever saw', 'fix'],
    [429, 'Too Many Requests', 'later'],
    [500, 'Internal Server Error', 'uncertain'],
    [502, 'Bad Gateway', 'uncertain'],
    [408, 'Request Timeout', 'uncertain'],
    [200, 'not JSON', 'uncertain'],
  ])('%i "%s" means %s', (status, text, advice) => {
    expect(adviceOf(status, text)).toBe(advice)
  })

  test.each([
    ['131056', 'later'],
    ['130429', 'later'],
    ['131049', 'skip'],
    ['131050', 'skip'],
    ['132001', 'fix'],
    ['190', 'stop'],
    ['131042', 'stop'],
  ])("Meta's code %s means %s", (code, advice) => {
    expect(adviceOf(400, '(#…) some words', code)).toBe(advice)
  })

  test('takes nobody for opted out but those of whom it says so', () => {
    const suppressed = ['Invalid Number', 'Service unavailable', 'unknown', 'Number is not on WhatsApp'].map(
      (text) => readRefusal({ status: 400, text }),
    )
    expect(suppressed.every((answer) => !('suppress' in answer))).toBe(true)
    expect(readRefusal({ status: 400, text: 'User opted out' })).toMatchObject({ suppress: 'opt-out' })
    // A fault of the server is never a person's wish.
    expect(readRefusal({ status: 503, text: 'User opted out' }).kind).toBe('uncertain')
  })
})
