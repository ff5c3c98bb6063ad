import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from '../../support/service.ts'

const sign = (secret: string, body: string | Uint8Array) =>
  createHmac('sha256', secret).update(body).digest('hex')
let made = 0
const newBody = () => {
  const id = `auth-${++made}`
  // Raw bytes matter: this JSON would look different if it were parsed and written again.
  return {
    id,
    body: `{ "statuses" : [ {"id":"${id}","status":"sent","timestamp":"1702207800","x":"\\u00e9\\/@"} ] }`,
  }
}

describe('with every secret configured', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService({
      AISENSY_WEBHOOK_SECRET: 'aisensy-old, aisensy-new',
      META_APP_SECRET: 'meta-secret',
      WEBHOOK_TOKEN: 'token-one,token/two',
    })
  })
  afterAll(() => service.stop())

  async function send(path: string, body: string, headers: Record<string, string>) {
    const response = await fetch(service.url + path, { method: 'POST', body, headers })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  async function isStored(id: string) {
    const { rows } = await service.pool.query('SELECT 1 FROM broadcasts_messages WHERE message_id = $1', [id])
    return rows.length === 1
  }
  const failures = async (reason: string) => {
    const page = await (await fetch(`${service.url}/metrics`)).text()
    const line = page.match(new RegExp(`bluetick_webhook_auth_failures_total{reason="${reason}"} (\\d+)`))
    return Number(line?.[1])
  }

  test.each([
    ["AiSensy's signature by the old secret", 'x-aisensy-signature', 'aisensy-old', ''],
    ["AiSensy's signature by the new secret", 'x-aisensy-signature', 'aisensy-new', ''],
    ["AiSensy's signature with Meta's prefix", 'x-aisensy-signature', 'aisensy-new', 'sha256='],
    ["Meta's signature", 'x-hub-signature-256', 'meta-secret', 'sha256='],
  ])('%s over the raw bytes lets a webhook in', async (_name, header, secret, prefix) => {
    for (const path of ['/webhook/token-one', '/webhook?token=token-one', '/webhook/token%2Ftwo']) {
      const { id, body } = newBody()
      const answer = await send(path, body, { [header]: prefix + sign(secret, body) })
      expect(answer.status).toBe(200)
      expect(await isStored(id)).toBe(true)
    }
  })

  test('a signature that a proxy repeats is one, and two different ones are none', async () => {
    const { body } = newBody()
    const right = sign('aisensy-new', body)
    const repeated = { 'x-aisensy-signature': `${right}, ${right}` }
    expect((await send('/webhook/token-one', body, repeated)).status).toBe(200)
    const two = { 'x-aisensy-signature': `${right}, ${sign('other', body)}` }
    expect((await send('/webhook/token-one', body, two)).status).toBe(401)
  })

  test.each([
    ['no token', 'token-missing', '/webhook', {}],
    ['a wrong token in the path', 'token-wrong', '/webhook/token-onE', {}],
    ['a wrong token in the query', 'token-wrong', '/webhook?token=token-one%20', {}],
    ['a path that is not well encoded', 'token-wrong', '/webhook?token=%zz', {}],
    ['no signature', 'signature-missing', '/webhook/token-one', {}],
    ['an empty signature', 'signature-wrong', '/webhook/token-one', { 'x-aisensy-signature': '' }],
    [
      'a signature that is no hex',
      'signature-wrong',
      '/webhook/token-one',
      { 'x-hub-signature-256': 'sha256=xyz' },
    ],
  ])('%s is answered 401 and counted, and nothing is stored', async (_name, reason, path, headers) => {
    const { id, body } = newBody()
    const before = await failures(reason)
    const answer = await send(path, body, headers)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBeTruthy()
    expect(JSON.parse(answer.text)).toEqual({
      status: 'error',
      message: expect.any(String),
      request_id: answer.headers.get('x-request-id'),
    })
    expect(await isStored(id)).toBe(false)
    expect(await failures(reason)).toBe(before + 1)
  })

  test('a signature of another body, with another secret, behind the wrong prefix or with more behind it is refused', async () => {
    const { id, body } = newBody()
    for (const signature of [
      sign('meta-secret', `${body} `),
      sign('not-the-secret', body),
      sign('aisensy-new', body),
    ]) {
      expect(
        (await send('/webhook/token-one', body, { 'x-hub-signature-256': `sha256=${signature}` })).status,
      ).toBe(401)
    }
    const right = sign('meta-secret', body)
    expect((await send('/webhook/token-one', body, { 'x-hub-signature-256': right })).status).toBe(401)
    expect(
      (await send('/webhook/token-one', body, { 'x-hub-signature-256': `sha256=${right}00` })).status,
    ).toBe(401)
    expect(
      (await send('/webhook/token-one', body, { 'x-hub-signature-256': `sha256=${right}zz` })).status,
    ).toBe(401)
    expect(await isStored(id)).toBe(false)
  })

  test('the plain GET with which AiSensy checks a URL is answered 200, with the token in the path too', async () => {
    expect((await fetch(`${service.url}/webhook/token-one`)).status).toBe(200)
  })
})

describe('with WEBHOOK_ALLOWED_IPS', () => {
  test('an address outside is refused, one inside is let in, and only trusted proxies are believed about it', async () => {
    const strict = await startTestService({ WEBHOOK_ALLOWED_IPS: '203.0.113.0/24,2001:db8::/32' })
    const post = (url: string, forwarded?: string) =>
      fetch(`${url}/webhook`, {
        method: 'POST',
        body: '{"statuses":[]}',
        headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      }).then((response) => response.status)
    expect(await post(strict.url)).toBe(401)
    expect(await post(strict.url, '203.0.113.9'), 'a forged header, with no proxy trusted').toBe(401)
    await strict.stop()

    const proxied = await startTestService({
      WEBHOOK_ALLOWED_IPS: '203.0.113.0/24,2001:db8::/32',
      TRUST_PROXY: '1',
    })
    expect(await post(proxied.url, '203.0.113.9')).toBe(200)
    expect(await post(proxied.url, '203.0.113.9:4711')).toBe(200)
    expect(await post(proxied.url, '[2001:db8::7]:4711')).toBe(200)
    expect(
      await post(proxied.url, '203.0.113.9, 198.51.100.1'),
      'forged in front of what the proxy adds',
    ).toBe(401)
    expect(await post(proxied.url, 'nonsense')).toBe(401)
    await proxied.stop()

    const ranged = await startTestService({
      WEBHOOK_ALLOWED_IPS: '203.0.113.9',
      TRUST_PROXY: '127.0.0.0/8,10.0.0.0/8',
    })
    expect(await post(ranged.url, '203.0.113.9, 10.1.2.3')).toBe(200)
    expect(await post(ranged.url, '203.0.113.9, 198.51.100.1, 10.1.2.3')).toBe(401)
    await ranged.stop()
  })
})

describe('the rate limit', () => {
  const good = () => ({ statuses: [{ id: `good-${++made}`, status: 'sent', timestamp: '1702207800' }] })

  test('well-formed reports are never limited', async () => {
    const service = await startTestService({ WEBHOOK_RATE_LIMIT: '3/hour' })
    for (let i = 0; i < 20; i++) expect((await service.post(good())).status).toBe(200)
    await service.stop()
  })

  test('where nothing is asked, strangers are limited in what they have stored, and good reports never', async () => {
    const service = await startTestService({ WEBHOOK_RATE_LIMIT: '3/hour' })
    for (let i = 0; i < 3; i++) {
      expect(await (await service.post('no json')).json()).toMatchObject({ status: 'error' })
    }
    expect(await (await service.post('no json')).json()).toMatchObject({ rejected: 1, not_stored: 1 })
    const { rows } = await service.pool.query('SELECT count(*)::int AS n FROM bluetick.webhook_rejects')
    expect(rows).toEqual([{ n: 3 }])
    expect(await (await service.post(good())).json()).toEqual({ status: 'success', processed: 1 })
    await service.stop()
  })

  test('items that are merely not known yet never count, and are stored', async () => {
    const service = await startTestService({ WEBHOOK_RATE_LIMIT: '3/hour' })
    const unknown = (n: number) => ({ id: `new-${n}`, status: 'reacted', timestamp: '1702207800' })
    for (let n = 0; n < 20; n++) {
      const answer = await (await service.post({ statuses: [unknown(n)] })).json()
      expect(answer).toEqual({ status: 'partial_success', processed: 0, rejected: 1 })
    }
    expect((await service.post(good())).status).toBe(200)
    await service.stop()
  })

  test.each([
    ['token', { WEBHOOK_TOKEN: 'a-token' }, '/webhook/a-token', {}],
    ['signature', { META_APP_SECRET: 'secret' }, '/webhook', { signed: true }],
    [
      'listed address',
      { WEBHOOK_ALLOWED_IPS: '203.0.113.0/24', TRUST_PROXY: '1' },
      '/webhook',
      { 'x-forwarded-for': '203.0.113.9' },
    ],
  ])(
    'a right %s is never limited, whoever shares the address',
    async (_name, env, path, { signed, ...more }: Record<string, unknown>) => {
      const service = await startTestService({ WEBHOOK_RATE_LIMIT: '5/hour', ...env })
      const body = JSON.stringify(good())
      const wrong = { 'x-hub-signature-256': `sha256=${sign('not-the-secret', body)}` }
      const wrongs = []
      for (let i = 0; i < 7; i++) {
        const response = await fetch(`${service.url}/webhook?token=guess`, {
          method: 'POST',
          body,
          headers: wrong,
        })
        wrongs.push(response.status)
      }
      expect(wrongs).toEqual([401, 401, 401, 401, 401, 429, 429])
      const headers = {
        ...(signed === true && { 'x-hub-signature-256': `sha256=${sign('secret', body)}` }),
        ...(more as Record<string, string>),
      }
      expect((await fetch(service.url + path, { method: 'POST', body, headers })).status).toBe(200)
      await service.stop()
    },
  )

  test('a sender who showed its token may send what is not known yet: it is kept, and never limited', async () => {
    const service = await startTestService({ WEBHOOK_RATE_LIMIT: '3/hour', WEBHOOK_TOKEN: 'a-token' })
    const post = (path: string) => fetch(service.url + path, { method: 'POST', body: '{"statuses":[{}]}' })
    for (let i = 0; i < 8; i++) expect((await post('/webhook/a-token')).status).toBe(200)
    for (let i = 0; i < 3; i++) expect((await post('/webhook/guess')).status).toBe(401)
    expect((await post('/webhook/guess')).status).toBe(429)
    await service.stop()
  })

  test('a forged X-Forwarded-For does not get around it', async () => {
    const service = await startTestService({ WEBHOOK_RATE_LIMIT: '2/hour', WEBHOOK_TOKEN: 'a-token' })
    const post = (address: string) =>
      fetch(`${service.url}/webhook`, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': address } })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await post(`198.51.100.${i}`)).status)
    expect(statuses).toEqual([401, 401, 429, 429])
    await service.stop()
  })
})

test('tokens with + / = in them work in the path and in the query, as they are and encoded', async () => {
  const token = 'ab+cd/ef=='
  const service = await startTestService({ WEBHOOK_TOKEN: token })
  const encoded = encodeURIComponent(token)
  for (const path of [
    `/${token}`,
    `/${encoded}`,
    `/${token}/`,
    `?token=${token}`,
    `?token=${encoded}`,
    `?x=1&token=${token}`,
  ]) {
    const response = await fetch(`${service.url}/webhook${path}`, { method: 'POST', body: '{"statuses":[]}' })
    expect([path, response.status]).toEqual([path, 200])
    expect((await fetch(`${service.url}/webhook${path}`)).status).toBe(200)
  }
  for (const path of ['/ab', '/ab+cd', '?token=ab cd/ef==', `/${token}x`]) {
    const response = await fetch(`${service.url}/webhook${path}`, { method: 'POST', body: '{"statuses":[]}' })
    expect([path, response.status]).toEqual([path, 401])
  }
  await service.stop()
})

describe('the rest of the surface', () => {
  test('METRICS_TOKEN closes /metrics, and helmet and silence about versions cover every answer', async () => {
    const service = await startTestService({ METRICS_TOKEN: 'metrics-secret' })
    const get = (authorization?: string) =>
      fetch(`${service.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } })
    expect((await get()).status).toBe(401)
    expect((await get('Bearer metrics-secreT')).status).toBe(401)
    expect((await get('Bearer metrics-secret')).status).toBe(200)
    const paths = ['/healthz', '/readyz', '/webhook', '/webhook?hub.mode=x', '/api', '/nowhere']
    for (const path of [
      ...paths,
      '/webhook/x/y/919876543210',
      'POST /webhook',
      'POST /webhook/919876543210',
    ]) {
      const [method, url] = path.startsWith('POST ') ? ['POST', path.slice(5)] : ['GET', path]
      const response = await fetch(service.url + url, { method })
      expect(response.headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(response.headers.get('x-powered-by')).toBeNull()
      expect(await response.text()).not.toContain('919876543210')
    }
    await service.stop()
  })

  test('the start says that the webhook is unauthenticated, the metrics say so, and neither does once something is asked', async () => {
    const open = await startTestService()
    expect(await (await fetch(`${open.url}/metrics`)).text()).toContain('bluetick_webhook_open 1')
    await open.stop()
    const closed = await startTestService({ META_APP_SECRET: 'a' })
    expect(await (await fetch(`${closed.url}/metrics`)).text()).toContain('bluetick_webhook_open 0')
    await closed.stop()
  })
})
