import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const headers = { authorization: `Bearer ${TEST_API_TOKEN}` }
async function call(method: string, path: string, body?: string, type = 'application/json') {
  const response = await fetch(`${service.url}/api${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, body: await response.json() }
}
const aisensy = (messageId: string, phone: string, status: 'SENT' | 'READ', name: string) =>
  service.post({
    topic: 'message.status.updated',
    data: {
      message: {
        messageId,
        phone_number: phone,
        status,
        campaign: { name },
        [`${status.toLowerCase()}_at`]: 1_793_500_000_000,
      },
    },
  })

let campaign = 0
let id = ''
let name = ''
const message = (n: number) => `wamid.${id}.${n}`
beforeEach(async () => {
  id = `campaign-${campaign++}`
  name = `Campaign ${id}`
  await call('POST', '/campaigns', JSON.stringify({ id, name }))
  const lines = [1, 2, 3].map((n) => `91987654321${n},${message(n)}`)
  await call('POST', `/campaigns/${id}/recipients`, `phone,message_id\n${lines.join('\n')}\n`, 'text/csv')
  await aisensy(message(1), '919876543211', 'READ', name)
  await aisensy(message(2), '919876543212', 'SENT', name)
})
const recipientOf = async (n: number) => {
  const { body } = await call('GET', `/campaigns/${id}/recipients`)
  return body.recipients.find((one: { message_id: string }) => one.message_id === message(n))
}
const counters = async () => (await call('GET', `/campaigns/${id}`)).body.counters
const verified = async () => (await call('GET', `/campaigns/${id}/verify`)).body
/** The messages that the rollups hold, by campaign. */
const inRollups = async () => {
  const { rows } = await service.pool.query(
    'SELECT campaign_id, sum(sent)::int AS sent, sum(read)::int AS read FROM bluetick.message_rollup GROUP BY 1 HAVING sum(sent) <> 0',
  )
  return Object.fromEntries(rows.map((row) => [row.campaign_id, [row.sent, row.read]]))
}

describe('a recipient that is taken out', () => {
  test('leaves the counters at once, and its message stays without a campaign', async () => {
    const { id: key } = await recipientOf(1)
    expect(await call('DELETE', `/campaigns/${id}/recipients/${key}`)).toEqual({
      status: 200,
      body: { deleted: true },
    })
    expect(await counters()).toMatchObject({ recipients: 2, pending: 1, sent: 1, read: 0 })
    expect(await verified()).toMatchObject({ agrees: true, waiting: 0 })
    const { body } = await call('GET', `/messages/${message(1)}`)
    expect(body).toMatchObject({ status: 'read', campaigns: [] })
    expect((await call('DELETE', `/campaigns/${id}/recipients/${key}`)).status).toBe(404)
  })

  test('is not made again by a report, and is by a list', async () => {
    const { id: key } = await recipientOf(2)
    await call('DELETE', `/campaigns/${id}/recipients/${key}`)
    await aisensy(message(2), '919876543212', 'READ', name)
    expect(await counters()).toMatchObject({ recipients: 2, read: 1 })
    await call('POST', `/campaigns/${id}/recipients`, `message_id\n${message(2)}\n`, 'text/csv')
    expect(await counters()).toMatchObject({ recipients: 3, read: 2 })
    expect(await verified()).toMatchObject({ agrees: true })
  })

  test('of another campaign, or by an id that cannot be one, is not found', async () => {
    const { id: key } = await recipientOf(1)
    for (const path of ['none/recipients/1', `${id}/recipients/x`, `${id}/recipients/99999999999999999999`])
      expect((await call('DELETE', `/campaigns/${path}`)).status).toBe(404)
    await call('POST', '/campaigns', JSON.stringify({ id: `${id}-b`, name: `${name} b` }))
    expect((await call('DELETE', `/campaigns/${id}-b/recipients/${key}`)).status).toBe(404)
    expect(await counters()).toMatchObject({ recipients: 3 })
  })
})

describe('a campaign that is deleted', () => {
  test('goes with its recipients; messages stay, and a report brings neither back', async () => {
    const before = await inRollups()
    expect(before[id]).toEqual([1, 1])
    expect(await call('DELETE', `/campaigns/${id}`)).toEqual({
      status: 200,
      body: { deleted: true, recipients: 3 },
    })
    expect((await call('GET', `/campaigns/${id}`)).status).toBe(404)
    expect((await call('GET', `/messages/${message(1)}`)).body).toMatchObject({
      status: 'read',
      campaigns: [],
    })
    const { body } = await call('GET', '/messages?phone=919876543211&limit=1')
    expect(body.messages).toMatchObject([{ message_id: message(1), campaigns: [] }])
    await aisensy(message(1), '919876543211', 'SENT', name)
    expect((await call('GET', `/campaigns/${id}`)).status).toBe(404)
    const after = await inRollups()
    expect(after[id]).toBeUndefined()
    // The totals of all messages keep it; the report that came last says that it was sent.
    expect(after['']).toEqual([(before['']?.[0] ?? 0) + 1, before['']?.[1]])
    expect((await call('DELETE', `/campaigns/${id}`)).status).toBe(404)
  })

  test('is made anew by a new message that names it', async () => {
    await call('DELETE', `/campaigns/${id}`)
    await aisensy(message(4), '919876543214', 'SENT', name)
    expect((await call('GET', `/campaigns/${encodeURIComponent(name)}`)).body.counters).toMatchObject({
      recipients: 1,
      sent: 1,
    })
  })

  test('with more recipients than go at once goes whole', async () => {
    const lines = Array.from({ length: 2_500 }, (_, n) => `r${n},91980000${String(n).padStart(4, '0')}`)
    await call('POST', `/campaigns/${id}/recipients`, `reference,phone\n${lines.join('\n')}\n`, 'text/csv')
    expect((await call('DELETE', `/campaigns/${id}`)).body).toEqual({ deleted: true, recipients: 2_503 })
    const { rows } = await service.pool.query(
      'SELECT FROM public.campaign_recipients WHERE campaign_id = $1',
      [id],
    )
    expect(rows).toHaveLength(0)
  })
})

describe('what the database does not let go of', () => {
  afterEach(() =>
    service.pool.query('DROP TABLE IF EXISTS notes; DROP FUNCTION IF EXISTS keep_row() CASCADE'),
  )

  test('is a conflict where another table refers to the campaign, and nothing is deleted', async () => {
    await service.pool.query('CREATE TABLE notes (campaign text REFERENCES public.marketing_campaigns)')
    await service.pool.query('INSERT INTO notes VALUES ($1)', [id])
    const { status, body } = await call('DELETE', `/campaigns/${id}`)
    expect(status).toBe(409)
    expect(body.detail).toContain('SQLSTATE 23503')
    expect(await counters()).toMatchObject({ recipients: 3 })
  })

  test.each(['RETURN NULL', "RAISE EXCEPTION 'kept, says +919876543211'"])(
    'is a conflict where a trigger keeps rows: %s',
    async (kept) => {
      await service.pool.query(`
      CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${kept}; END $$;
      CREATE TRIGGER keep_row BEFORE DELETE ON public.campaign_recipients FOR EACH ROW EXECUTE FUNCTION keep_row()`)
      const { status, body } = await call('DELETE', `/campaigns/${id}`)
      expect(status).toBe(409)
      expect(JSON.stringify(body)).not.toContain('9876543211')
      expect(await counters()).toMatchObject({ recipients: 3 })
    },
  )
})

describe('a name that another campaign has', () => {
  test.each([
    ['as it is', (taken: string) => taken],
    ['in other letters and blanks', (taken: string) => `  ${taken.toUpperCase().replace(' ', '   ')} `],
  ])('is refused %s, when registering and when renaming', async (_what, write) => {
    const body = JSON.stringify({ id: `${id}-twin`, name: write(name) })
    expect(await call('POST', '/campaigns', body)).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'body.name' }] },
    })
    expect((await call('GET', `/campaigns/${id}-twin`)).status).toBe(404)
    await call('POST', '/campaigns', JSON.stringify({ id: `${id}-b`, name: `${name} b` }))
    const renamed = await call('PATCH', `/campaigns/${id}-b`, JSON.stringify({ name: write(name) }))
    expect(renamed.status).toBe(409)
  })

  test('is free again once that campaign is deleted', async () => {
    await call('DELETE', `/campaigns/${id}`)
    expect((await call('POST', '/campaigns', JSON.stringify({ id: `${id}-b`, name }))).status).toBe(201)
  })
})
