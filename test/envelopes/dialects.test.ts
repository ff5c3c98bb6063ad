import { describe, expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import {
  lines,
  NOON_MS,
  onlyReport,
  parseAisensyMessage,
  parseFlatItem,
  parseJson,
  RECEIVED_AT_MS,
} from './helpers.ts'

// How senders and the relays between them differ from the documentation.

const SECONDS = String(NOON_MS / 1000)
const STATUS = { id: 'wamid.1', status: 'delivered', timestamp: SECONDS, recipient_id: '919000000722' }
const META = { entry: [{ id: '1', changes: [{ field: 'messages', value: { statuses: [STATUS] } }] }] }
const AISENSY = {
  topic: 'message.status.updated',
  data: { message: { messageId: 'wamid.1', phone_number: '919000000722', delivered_at: NOON_MS } },
}
const base64 = (body: unknown) => Buffer.from(JSON.stringify(body)).toString('base64')
const LINE = ['wamid delivered +0s +919000000722']

describe('a status of something else than a message', () => {
  test('is left alone, whatever it says, and costs the message nothing', () => {
    const payment = { ...STATUS, type: 'payment' }
    const statuses = [
      { ...STATUS, type: 'message' },
      { ...payment, status: 'failed' },
      { ...payment, status: 'captured' },
      { type: 'order', id: {} },
    ]
    const parsed = parseJson({ statuses })
    expect(lines(parsed)).toEqual(LINE)
    expect(parsed).toMatchObject({ processed: 1, ignored: 3, rejected: [] })
  })

  test.each([undefined, null, '', 'message', ' Message '])('is not one whose type is %j', (type) => {
    expect(parseFlatItem({ type }).reports).toHaveLength(1)
  })
})

describe('the reasons of one failure', () => {
  test.each([
    [
      'as a list',
      [
        { code: 131000, title: 'Something went wrong' },
        { code: 131049, title: 'Held back' },
      ],
    ],
    [
      'nested',
      { code: 131000, title: 'Something went wrong', errors: [{ code: 131049, title: 'Held back' }] },
    ],
    [
      'as JSON in text',
      '[{"code":131000,"title":"Something went wrong"},{"code":131049,"title":"Held back"}]',
    ],
    [
      'in one another',
      { error: { code: 131049, title: 'Held back' }, code: 131000, title: 'Something went wrong' },
    ],
    [
      'the list of one that holds the other',
      [{ code: 131000, title: 'Something went wrong', data: [{ code: 131049, title: 'Held back' }] }],
    ],
  ])('are all kept, the specific one first: %s', (_, errors) => {
    const { failure, moreFailures } = onlyReport(parseFlatItem({ status: 'failed', errors }))
    expect(failure).toEqual({ code: '131049', title: 'Held back' })
    expect(moreFailures).toEqual([{ code: '131000', title: 'Something went wrong' }])
  })

  test.each([
    ["Meta's object", 'failureResponse', { code: 131026, error_data: { details: 'D' } }, 'D'],
    ['a list', 'failure_response', [{ code: '131026', message: 'D' }], 'D'],
    ['text', 'failureReason', '(#131026) Message undeliverable', '(#131026) Message undeliverable'],
    [
      'an object with text',
      'failureResponse',
      { reason: '(#131026) Undeliverable' },
      '(#131026) Undeliverable',
    ],
    [
      'a text that begins with the code',
      'failureResponse',
      { code: '', reason: '131026: Receiver incapable' },
      '131026: Receiver incapable',
    ],
    ['an object within', 'error', { error: { code: 131026, message: 'D' } }, 'D'],
  ])('AiSensy writes as %s', (_, name, reason, details) => {
    const report = onlyReport(parseAisensyMessage({ status: 'FAILED', [name]: reason }))
    expect(report.failure).toEqual({ code: '131026', details })
  })
})

describe("AiSensy's fields in other spellings", () => {
  test('in camel case', () => {
    const parsed = parseAisensyMessage({
      messageId: 'wamid.1',
      submitted_message_id: undefined,
      submittedMessageId: 'sub-1',
      phoneNumber: '9000000722',
      country_code: '91',
      deliveredAt: NOON_MS,
      status: 'DELIVERED',
      campaignName: 'Holi',
    })
    expect(lines(parsed)).toEqual(['wamid|sub-1 delivered +0s +919000000722'])
    expect(parsed.reports[0]?.campaignName).toBe('Holi')
  })

  test.each([
    [{ campaign: 'Holi' }],
    [{ campaign: { campaignName: 'Holi' } }],
    [{ campaign: { campaign_name: 'Holi' } }],
    [{ campaign_name: 'Holi' }],
  ])('the campaign as %j', (fields) => {
    expect(onlyReport(parseAisensyMessage(fields)).campaignName).toBe('Holi')
  })
})

describe('a time that cannot be believed is estimated, and costs nothing:', () => {
  test.each(['0', 0, -1, '-5', 'yesterday', '1e99', {}, [SECONDS]])('%j', (timestamp) => {
    expect(onlyReport(parseFlatItem({ timestamp })).occurrence).toEqual({
      atMs: RECEIVED_AT_MS,
      estimated: true,
    })
  })
})

describe('a body that a relay wrapped is read:', () => {
  test.each<[string, unknown]>([
    ['a list of bodies', [META, { statuses: [] }]],
    ['n8n', [{ headers: { host: 'x' }, params: {}, query: {}, body: META }]],
    [
      'Amazon SNS',
      { Type: 'Notification', MessageId: 'm', TopicArn: 'arn:aws:sns:x', Message: JSON.stringify(META) },
    ],
    [
      'SNS through SQS and Lambda',
      { Records: [{ body: JSON.stringify({ Message: JSON.stringify(META) }) }] },
    ],
    ['EventBridge', { 'detail-type': 'webhook', source: 'x', detail: META }],
    ['Event Grid', [{ id: 'e', topic: '/subscriptions/1', eventType: 'webhook', data: META }]],
    ['CloudEvents', { specversion: '1.0', id: 'e', source: 'x', type: 'webhook', data: META }],
    ['Make', { data: JSON.stringify(META) }],
    ["AiSensy's", { payload: AISENSY }],
    ['text within JSON', JSON.stringify(META)],
    ['text within text', JSON.stringify(JSON.stringify(META))],
    ["API Gateway's base64", { body: base64(META), isBase64Encoded: true }],
    ['Pub/Sub', { message: { data: base64(META), messageId: '1' }, subscription: 'x' }],
    ['one entry', META.entry[0]],
    ['an entry that is no list', { entry: META.entry[0] }],
    ['one change', META.entry[0]?.changes[0]],
    ["a change's value", META.entry[0]?.changes[0]?.value],
    ['one status', STATUS],
    ['a list of statuses', [STATUS]],
    ['statuses that are no list', { statuses: STATUS }],
  ])('%s', (_, body) => {
    const parsed = parseJson(body)
    expect(lines(parsed)).toEqual(LINE)
    expect(parsed).toMatchObject({ processed: 1, rejected: [] })
  })

  test('in a list, a body that is none is refused by itself', () => {
    const parsed = parseJson([META, { hello: 1 }])
    expect(lines(parsed)).toEqual(LINE)
    expect(parsed.rejected).toMatchObject([{ reason: 'unknown-envelope', raw: '{"hello":1}' }])
  })

  test('texts within texts cost no more than one, and end', () => {
    let text = JSON.stringify(META)
    for (let depth = 0; depth < 12; depth++) text = JSON.stringify({ body: text })
    const parsed = parseBody(new TextEncoder().encode(text), RECEIVED_AT_MS)
    expect(parsed.rejected).toMatchObject([{ reason: 'unknown-envelope' }])
  })
})
