import { describe, expect, test } from 'vitest'
import { type ApiResult, NO_CONNECTION } from '../../../src/domain/sending/answer.ts'
import { choose } from '../../../src/domain/sending/choose.ts'
import { readAnswer, readRetryAfter } from '../../../src/domain/sending/http-answer.ts'
import { newNumber } from '../../../src/domain/sending/number.ts'
import { afterAnswer } from '../../../src/domain/sending/outcome.ts'
import { readRefusal } from '../../../src/domain/sending/refusals.ts'
import { candidate, RULES } from '../../support/sending/rules.ts'

const NOW_MS = Date.parse('2026-11-27T08:00:00Z')
const HOUR_MS = 3_600_000
const refused = (advice: 'skip' | 'stop' | 'fix' | 'later', more: object = {}): ApiResult => ({
  kind: 'refused',
  advice,
  code: '7',
  reason: 'no',
  ...more,
})
const uncertain: ApiResult = { kind: 'uncertain', reason: 'cut' }
const accepted: ApiResult = { kind: 'accepted', ids: ['m1'] }
const number = newNumber(60, NOW_MS)

describe('what follows from an answer', () => {
  const follows = (answer: ApiResult, tries = 1) => afterAnswer(answer, { id: '1', tries }, number, NOW_MS)
  const again = (waitMs: number, code = '7') => ({
    state: 'planned',
    notBeforeMs: NOW_MS + waitMs,
    code,
    reason: 'no',
  })

  test('is the state of its attempt', () => {
    expect(follows(accepted)).toStrictEqual({ attempt: { state: 'accepted', ids: ['m1'] }, number })
    expect(follows(uncertain).attempt).toStrictEqual({ state: 'uncertain', reason: 'cut' })
    expect(follows(refused('skip')).attempt).toStrictEqual({ state: 'refused', code: '7', reason: 'no' })
    expect(follows(refused('stop')).attempt).toStrictEqual(again(0))
    expect(follows(refused('fix'))).toMatchObject({ attempt: again(0), stopsPlan: 'no' })
    expect(follows(refused('skip'))).not.toHaveProperty('stopsPlan')
  })

  test('is a pause that grows, or as long as the API says, and an end after six tries', () => {
    const later = refused('later')
    expect([1, 2, 5].map((tries) => follows(later, tries).attempt)).toStrictEqual(
      [4_000, 16_000, 1_024_000].map((ms) => again(ms)),
    )
    expect(follows(refused('later', { retryAfterMs: 9 })).attempt).toStrictEqual(again(9))
    expect(follows(later, 6).attempt).toStrictEqual({ state: 'refused', code: '7', reason: 'no' })
    const away = refused('later', { code: NO_CONNECTION })
    expect(follows(away, 60).attempt).toStrictEqual(again(1_024_000, NO_CONNECTION))
  })

  test('is half the rate where the number was too fast', () => {
    for (const code of ['429', '130429', '80007', '4']) {
      expect(follows(refused('later', { code })).number).toMatchObject({
        rate: { perSecond: 30 },
        slowedAtMs: NOW_MS,
      })
    }
    expect(follows(refused('later')).number.rate.perSecond).toBe(60)
  })
})

describe('the answer to a request', () => {
  const read = (status: number, body: unknown, retryAfter?: string) =>
    readAnswer(
      {
        status,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(retryAfter !== undefined && { retryAfter }),
      },
      NOW_MS,
      ['s3cret'],
    )

  test('accepts where it names the message, anywhere it may stand, once', () => {
    for (const body of [
      { messages: [{ id: 'm1' }] },
      { data: { messages: [{ message_id: 'm1' }] } },
      { submitted_message_id: 'm1' },
      { data: { messageId: 'm1' }, message_id: 'm1', messages: [{ id: ' ' }, { id: 7 }] },
    ]) {
      expect(read(200, body)).toStrictEqual({ kind: 'accepted', ids: ['m1'] })
    }
    expect(read(200, {})).toStrictEqual({ kind: 'uncertain', reason: 'HTTP 200 without an id' })
    expect(read(299, '<html>')).toStrictEqual({
      kind: 'uncertain',
      reason: 'HTTP 299 with a body that is not JSON',
    })
    expect(read(300, { messages: [{ id: 'm1' }] }).kind).toBe('uncertain')
  })

  test('refuses in words without numbers and secrets, the most specific first', () => {
    const error = { code: 100, message: 'Bad  s3cret', error_data: { details: 'for 919812345678' } }
    expect(read(400, { error })).toMatchObject({
      kind: 'refused',
      advice: 'fix',
      code: '100',
      reason: 'for …: Bad …',
    })
    expect(read(400, { errorMessage: 'x', message: 'x', error: 'y' })).toMatchObject({ reason: 'y: x' })
    const long = read(400, { message: `a${' b'.repeat(300)}` })
    expect('reason' in long && long.reason).toHaveLength(200)
    expect(read(404, '')).toMatchObject({ reason: 'HTTP 404', code: '404' })
  })

  test("takes AiSensy's errorCode for the status where it is one", () => {
    expect(read(400, { errorCode: 402 })).toMatchObject({ advice: 'stop', needsPerson: true })
    expect(read(500, { errorCode: 402 })).toMatchObject({ kind: 'uncertain' })
    expect(read(400, { errorCode: 500 })).toMatchObject({ kind: 'refused', code: '500' })
    expect(read(400, { errorCode: { x: 1 } })).toMatchObject({ code: '400' })
  })

  test('says when to try again', () => {
    expect(read(429, {}, '7')).toStrictEqual({
      ...{ kind: 'refused', advice: 'later', code: '429', reason: 'HTTP 429' },
      retryAfterMs: 7_000,
    })
    expect(read(429, {})).not.toHaveProperty('retryAfterMs')
    const waits = (value: string | undefined) => readRetryAfter(value, NOW_MS)
    expect([
      waits(' 5 '),
      waits('Fri, 27 Nov 2026 08:00:09 GMT'),
      waits('Fri, 27 Nov 2026 07:00:00 GMT'),
    ]).toEqual([5_000, 9_000, 0])
    expect([waits('999999999'), waits('soon'), waits(' '), waits(undefined)]).toEqual([
      24 * HOUR_MS,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('is no refusal where the server may have sent', () => {
    const unsure = (status: number, code?: string) =>
      readRefusal({ status, text: '', ...(code !== undefined && { code }) }).kind
    expect([
      unsure(500),
      unsure(599),
      unsure(302),
      unsure(408),
      unsure(400, '131000'),
      unsure(400, '2'),
    ]).toEqual(Array(6).fill('uncertain'))
    expect([unsure(400), unsure(499), unsure(401), unsure(403)]).toEqual(Array(4).fill('refused'))
  })
})

describe('what is said of a person who is not written to', () => {
  const message = (more: object = {}) => ({ ids: ['m'], sinceMs: NOW_MS, ...more })
  const why = (action: 'send' | 'resend' | 'follow-up', more: object) =>
    choose(action, candidate({ rounds: 1, ...more }), RULES, NOW_MS)
  const left = (reason: string, details?: string) => ({
    kind: 'leave',
    reason,
    ...(details !== undefined && { details }),
  })

  test('is the reason, with what it is about', () => {
    expect(why('resend', { message: message({ failed: { atMs: NOW_MS, code: '131026' } }) })).toStrictEqual(
      left('never-resend', '131026'),
    )
    expect(why('resend', { message: message({ failed: { atMs: NOW_MS, code: '131042' } }) })).toStrictEqual(
      left('fix-first', '131042'),
    )
    expect(why('resend', { message: message({ failed: { atMs: NOW_MS, code: '131049' } }) })).toStrictEqual(
      left('too-early', '2026-11-28T08:00:00.000Z'),
    )
    expect(why('resend', { message: message() })).toStrictEqual(
      left('may-still-arrive', '2026-12-27T08:00:00.000Z'),
    )
    expect(why('resend', { message: message({ readAtMs: NOW_MS }) })).toStrictEqual(left('arrived'))
    expect(why('resend', { message: message({ deliveredAtMs: NOW_MS }) })).toStrictEqual(left('arrived'))
    expect(why('follow-up', { message: message({ deliveredAtMs: NOW_MS }) })).toStrictEqual(
      left('too-early', '2026-11-28T08:00:00.000Z'),
    )
    expect(why('follow-up', { message: message() })).toStrictEqual(left('not-delivered'))
    expect(why('follow-up', { message: message({ readAtMs: NOW_MS }) })).toStrictEqual(left('read'))
    expect(why('send', { message: message() })).toStrictEqual(left('written-to-already'))
    expect(why('resend', {})).toStrictEqual(left('another-message-since'))
    expect(why('resend', { message: message(), rounds: RULES.maxRounds })).toStrictEqual(
      left('rounds-used-up', '3'),
    )
    expect(why('resend', { message: message(), wroteAtMs: NOW_MS })).toStrictEqual(left('answered'))
    expect(why('send', { suppressed: 'opt-out' })).toStrictEqual(left('suppressed', 'opt-out'))
    expect(why('send', { attributes: { ' Opt-In ': ' No ' } })).toStrictEqual(left('no-consent', ' Opt-In '))
    expect(why('send', { inFlight: true })).toStrictEqual(left('in-flight'))
    expect(why('send', { messagesToday: RULES.maxPerDay })).toStrictEqual(left('enough-today', '3'))
    expect(why('send', { phone: undefined })).toStrictEqual(left('no-phone'))
  })

  test('is nothing where consent is given, or the column is about something else', () => {
    for (const attributes of [
      { opt_in: 'yes' },
      { opt_in: '' },
      { my_opt_in: 'no' },
      { consent_of: 'no' },
      { consent: 'nope' },
    ]) {
      expect(why('send', { attributes })).toStrictEqual({ kind: 'take' })
    }
  })
})
