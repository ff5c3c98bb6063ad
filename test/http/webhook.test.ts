import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_BODY_BYTES } from '../../src/adapters/http/webhook.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ WEBHOOK_VERIFY_TOKEN: 'a-token-for-meta' })
})
afterAll(() => service.stop())

async function answerTo(body: unknown) {
  const response = await service.post(body)
  return { code: response.status, body: await response.json() }
}

async function rejects() {
  const { rows } = await service.pool.query(
    'SELECT source, reason, raw FROM bluetick.webhook_rejects ORDER BY id',
  )
  return rows
}

const good = (id: string) => ({ id, status: 'sent', timestamp: '1702207800' })

describe('what a webhook is answered', () => {
  test('items that were refused cost only themselves, and are kept with their raw text', async () => {
    await service.pool.query('TRUNCATE bluetick.webhook_rejects')
    const bad = { id: 'wamid.BAD', status: 'teleported', timestamp: '1702207800' }
    expect(await answerTo({ statuses: [good('wamid.OK1'), bad, good('wamid.OK2')] })).toEqual({
      code: 200,
      body: { status: 'partial_success', processed: 2, rejected: 1 },
    })
    expect(await rejects()).toEqual([{ source: 'flat', reason: 'unknown-status', raw: JSON.stringify(bad) }])
    const { rows } = await service.pool.query(
      "SELECT 1 FROM broadcasts_messages WHERE message_id LIKE 'wamid.OK%'",
    )
    expect(rows).toHaveLength(2)
  })

  test('a body that is not JSON is kept and answered 200, because a 4xx would cost the subscription', async () => {
    await service.pool.query('TRUNCATE bluetick.webhook_rejects')
    const answer = await answerTo('{"statuses": [')
    expect(answer).toMatchObject({ code: 200, body: { status: 'error' } })
    expect(await rejects()).toEqual([{ source: 'unknown', reason: 'body-not-json', raw: '{"statuses": [' }])
  })

  test('inbound messages, other topics and the test button are answered 200 and stored nowhere', async () => {
    await service.pool.query('TRUNCATE bluetick.webhook_rejects')
    for (const body of [
      { event: 'test.webhook', data: { message: 'hello' } },
      { topic: 'contact.created', data: {} },
      { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'account_update', value: {} }] }] },
    ]) {
      expect(await answerTo(body)).toEqual({ code: 200, body: { status: 'success', processed: 0 } })
    }
    expect(await rejects()).toEqual([])
  })

  test('a body beyond the limit is refused before it is read', async () => {
    const response = await service.post(new Uint8Array(MAX_BODY_BYTES + 1))
    expect(response.status).toBe(413)
  })

  test('a sender that goes away in the middle of its body leaves nothing behind', async () => {
    const { port } = new URL(service.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"statuses": [')
    socket.end()
    const aborted = async () =>
      (await (await fetch(`${service.url}/metrics`)).text()).includes('result="aborted"} 1')
    await expect.poll(aborted).toBe(true)
  })
})

describe('poison', () => {
  test('a report that the database refuses becomes a reject, and the rest of its batch is written', async () => {
    await service.pool.query('TRUNCATE bluetick.webhook_rejects')
    await service.pool.query(`
      CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.message_id = 'wamid.POISON' THEN RAISE EXCEPTION 'poison'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_poison BEFORE INSERT ON broadcasts_messages
        FOR EACH ROW EXECUTE FUNCTION refuse_poison()`)
    const ids = Array.from({ length: 9 }, (_, index) => `wamid.CLEAN${index}`)
    ids.splice(4, 0, 'wamid.POISON')
    expect(await answerTo({ statuses: ids.map(good) })).toMatchObject({ code: 200, body: { set_apart: 1 } })
    const { rows } = await service.pool.query(
      "SELECT 1 FROM broadcasts_messages WHERE message_id LIKE 'wamid.CLEAN%'",
    )
    expect(rows).toHaveLength(9)
    const stuck = await service.pool.query('SELECT code, report FROM stuck_reports')
    expect(stuck.rows).toMatchObject([{ code: 'P0001', report: expect.stringContaining('wamid.POISON') }])
    await service.pool.query('DROP FUNCTION refuse_poison CASCADE')
  })
})

describe('GET /webhook', () => {
  const get = (query: string) => fetch(`${service.url}/webhook${query}`)

  test("answers Meta's handshake with the challenge as plain text", async () => {
    const response = await get(
      '?hub.mode=subscribe&hub.verify_token=a-token-for-meta&hub.challenge=1158201444',
    )
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toBe('1158201444')
  })

  test('refuses a handshake with another token', async () => {
    const response = await get('?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1158201444')
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('1158201444')
  })

  test("answers AiSensy's plain GET with 200", async () => {
    expect((await get('')).status).toBe(200)
  })
})

describe('seen from outside', () => {
  test('healthz and readyz answer, and an unknown path says where webhooks go', async () => {
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${service.url}/readyz`)).json()).toMatchObject({ status: 'ready' })
    const missing = await fetch(`${service.url}/webhooks`)
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('/webhook')
  })
})
