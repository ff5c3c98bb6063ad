import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAisensyCampaignSender } from '../../src/adapters/sending/aisensy-campaign.ts'
import { createAisensyDirectSender } from '../../src/adapters/sending/aisensy-direct.ts'
import { fixedToken, loginTokens } from '../../src/adapters/sending/aisensy-token.ts'
import { createMetaSender } from '../../src/adapters/sending/meta.ts'
import type { MessageSender, OutgoingMessage } from '../../src/domain/sending/ports.ts'
import { answers, type SimulatedApis, startSimulatedApis } from '../support/sending/simulated-apis.ts'

const now = () => Date.parse('2026-11-27T10:00:00Z')
const message: OutgoingMessage = {
  reference: 'bluetick:7',
  phone: '+919812345678',
  name: 'Asha',
  template: {
    name: 'diwali_offer',
    language: 'en',
    category: 'marketing',
    media: { kind: 'image', url: 'https://example.org/a.png' },
  },
  values: ['Asha', '20%'],
}

let apis: SimulatedApis
beforeEach(async () => {
  apis = await startSimulatedApis()
})
afterEach(() => apis.stop())

const senders: Record<string, (url: string) => MessageSender> = {
  'AiSensy, Direct': (baseUrl) =>
    createAisensyDirectSender({ baseUrl, account: 'p1', tokens: fixedToken('t-of-account'), now }),
  'AiSensy, campaigns': (baseUrl) => createAisensyCampaignSender({ baseUrl, apiKey: 'key-of-account', now }),
  'Meta, Cloud API': (baseUrl) =>
    createMetaSender({ baseUrl, accessToken: 't-of-account', phoneNumberId: '15550001', now }),
}

describe.each(Object.entries(senders))('%s', (_name, create) => {
  test('a message that was taken is accepted, with its id', async () => {
    expect(await create(apis.url).send(message)).toEqual({ kind: 'accepted', ids: ['wamid.1'] })
    expect(apis.ledger.entries).toMatchObject([
      { phone: '+919812345678', template: 'diwali_offer', values: ['Asha', '20%'] },
    ])
  })

  test.each([
    ['the connection is cut', { take: true, answer: 'cut' } as const],
    ['the gateway fails', answers(502, 'Bad Gateway', { take: true })],
    ['the answer has no id', answers(200, { success: 'true' }, { take: true })],
    ['the answer has an empty message', answers(200, { messages: [{}] }, { take: true })],
    ['the answer is no JSON', answers(200, '<html>', { take: true })],
    ['the answer sends elsewhere', answers(302, '', { take: true, headers: { location: '/' } })],
  ])('taken, but %s: uncertain, and asked once', async (_what, behaviour) => {
    apis.behave = () => behaviour
    expect((await create(apis.url).send(message)).kind).toBe('uncertain')
    expect(apis.requests).toHaveLength(1)
  })

  test('nobody listens: refused for now, since nothing was sent', async () => {
    const free = await freeUrl()
    expect(await create(free).send(message)).toMatchObject({
      kind: 'refused',
      advice: 'later',
      code: 'no-connection',
    })
  })

  test('a server that speaks no TLS: nothing was sent', async () => {
    const answer = await create(apis.url.replace('http:', 'https:')).send(message)
    expect(answer).toMatchObject({ kind: 'refused', advice: 'later', code: 'no-connection' })
    expect(apis.requests).toEqual([])
  })

  test('too many requests: later, at the time it says', async () => {
    apis.behave = () => answers(429, {}, { headers: { 'retry-after': '30' } })
    expect(await create(apis.url).send(message)).toMatchObject({ advice: 'later', retryAfterMs: 30_000 })
  })

  test('out of credits: stop, until a person says otherwise', async () => {
    apis.behave = () =>
      answers(402, {
        name: 'ERR402',
        errorCode: 402,
        errorMessage: 'Insufficient WhatsApp Conversation Credits (WCC)!',
      })
    expect(await create(apis.url).send(message)).toMatchObject({ advice: 'stop', needsPerson: true })
  })

  test('a reason holds no secret and no number', async () => {
    apis.behave = ({ authorization, body }) =>
      answers(400, { message: `${String(body.apiKey ?? authorization)} may not write to 919812345678` })
    const answer = await create(apis.url).send(message)
    expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringContaining('may not write') })
    expect(JSON.stringify(answer)).not.toMatch(/of-account|919812345678/)
  })
})

test("Meta's message goes by the number, with what comes back in reports", async () => {
  await senders['Meta, Cloud API']?.(apis.url).send(message)
  expect(apis.requests[0]).toMatchObject({
    path: '/15550001/messages',
    authorization: 'Bearer t-of-account',
    body: { messaging_product: 'whatsapp', to: '919812345678', biz_opaque_callback_data: 'bluetick:7' },
  })
})

test.each([
  ['marketing', '/direct-apis/t1/marketing_messages'],
  ['utility', '/direct-apis/t1/messages'],
] as const)("AiSensy's Direct API takes %s templates at %s", async (category, path) => {
  const template = { ...message.template, category }
  await senders['AiSensy, Direct']?.(apis.url).send({ ...message, template })
  expect(apis.requests[0]?.path).toBe(path)
})

describe("AiSensy's token", () => {
  const direct = () => {
    const login = { baseUrl: apis.url, email: 'a@example.org', password: 'secret', projectId: 'p1', now }
    return createAisensyDirectSender({ baseUrl: apis.url, account: 'p1', tokens: loginTokens(login), now })
  }

  test('is made once for messages that leave at once', async () => {
    const sender = direct()
    await Promise.all([1, 2, 3].map(() => sender.send(message)))
    expect(apis.tokens).toHaveLength(1)
    expect(apis.ledger.count(message.phone)).toBe(3)
  })

  test('that another replica has replaced is made anew, and the message goes once', async () => {
    const sender = direct()
    await sender.send(message)
    apis.tokens.push('token-of-another-replica')
    expect((await sender.send(message)).kind).toBe('accepted')
    expect(apis.ledger.count(message.phone)).toBe(2)
  })

  test('that is refused for ever is asked for once a message', async () => {
    apis.behave = () => answers(401, { message: 'Invalid Token!' })
    expect(await direct().send(message)).toMatchObject({ kind: 'refused', advice: 'stop' })
    expect(apis.requests).toHaveLength(2)
    expect(apis.tokens).toHaveLength(2)
  })

  test('that cannot be had because of the network is a refusal for now', async () => {
    const tokens = loginTokens({ baseUrl: await freeUrl(), email: '', password: 'p', projectId: 'p1', now })
    const sender = createAisensyDirectSender({ baseUrl: apis.url, account: 'p1', tokens, now })
    expect(await sender.send(message)).toMatchObject({ kind: 'refused', advice: 'later' })
    expect(apis.requests).toEqual([])
  })
})

async function freeUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}
