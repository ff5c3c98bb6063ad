import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'
import { TEST_API_TOKEN } from '../../support/service.ts'

// What others' tables do to whom writes to them: it costs only the row.

const MESSAGES =
  'CREATE TABLE broadcasts_messages (id BIGSERIAL PRIMARY KEY, message_id VARCHAR(50) UNIQUE NOT NULL, phone_number TEXT, status JSONB);'
const RECIPIENTS = `
  CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id INT NOT NULL, status TEXT, whatsapp_message_id TEXT);
  INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES (1, 'wamid.1'), (1, 'wamid.2');`

let linked: LinkedService | undefined
const lockers: pg.Client[] = []
afterEach(async () => {
  for (const locker of lockers.splice(0)) await locker.end()
  await linked?.stop()
  linked = undefined
})

async function link(tables: string, role?: 'rows only'): Promise<LinkedService> {
  linked = await startLinkedService(tables, { role })
  expect((await linked.bluetick(['link', '--yes'])).code).toBe(0)
  return linked
}
const post = ({ service }: LinkedService, id: string, status: string) =>
  service.post({ statuses: [{ id, status, timestamp: '1764061200' }] })
const statuses = ({ service }: LinkedService) =>
  service.pool
    .query('SELECT status FROM public.campaign_recipients ORDER BY id')
    .then(({ rows }) => rows.map(({ status }) => status))
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000 })

const readiness = async ({ service }: LinkedService) =>
  (await fetch(`${service.url}/readyz`)).json() as Promise<{ readonly link?: string }>
const metrics = async ({ service }: LinkedService) => (await fetch(`${service.url}/metrics`)).text()

/** The dashboard's page about the service, signed in. */
async function healthPage({ service: { url } }: LinkedService): Promise<string> {
  const headers = { origin: url, accept: 'text/html' }
  const body = new URLSearchParams({ token: TEST_API_TOKEN, name: 'Asha', next: '/' })
  const signedIn = await fetch(`${url}/sign-in`, { method: 'POST', headers, body, redirect: 'manual' })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return (await fetch(`${url}/health`, { headers: { ...headers, cookie } })).text()
}

const TRIGGER = (body: string) => `
  CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.id = 1 AND NEW.status IS DISTINCT FROM OLD.status THEN ${body}; END IF; RETURN NEW; END $$;
  CREATE TRIGGER theirs BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION theirs();`

test.each([
  ['swallows', 'RETURN NULL', 'not-written'],
  ['undoes', 'RETURN OLD', 'not-written'],
  ['raises on', "RAISE EXCEPTION 'not now' USING ERRCODE = '42501'", '42501'],
  ['looks for a table that is missing for', 'INSERT INTO nowhere VALUES (1)', '42P01'],
  ['looks for a column that is missing for', 'NEW.id := NEW.nothing', '42703'],
  ['calls a function that is missing for', 'PERFORM nothing(1)', '42883'],
  ['runs out of time for', "RAISE EXCEPTION 'too slow' USING ERRCODE = '57014'", '57014'],
])(
  'a trigger that %s one row costs only that row, and is listed',
  { timeout: 120_000 },
  async (_, body, code) => {
    const it = await link(`${RECIPIENTS}${TRIGGER(body)}`)
    expect((await post(it, 'wamid.1', 'read')).status).toBe(200)
    expect((await post(it, 'wamid.2', 'read')).status).toBe(200)
    await eventually(async () => expect(await statuses(it)).toEqual([null, 'read']))
    await eventually(async () =>
      expect(await it.refused()).toMatchObject([{ table: 'campaign_recipients', code }]),
    )
    expect((await it.status())['outbox']).toBe(0)
    await eventually(async () => expect((await readiness(it)).link).toContain('1 rows were refused'))
    expect(await readiness(it)).toMatchObject({ status: 'ready' })
    expect(await metrics(it)).toMatch(/^bluetick_link_failed_rows 1$/m)
    const said = it.service.logged().filter(({ msg }) => msg.startsWith('a linked table refused rows'))
    expect(said).toMatchObject([{ level: 'warn', table: 'campaign_recipients', code }])
    const page = await healthPage(it)
    expect(page).toContain('Linked tables')
    expect(page).toContain(code)
  },
)

test('an id that is too long for their column is listed, and everything else is written', {
  timeout: 120_000,
}, async () => {
  const it = await link(`${MESSAGES}${RECIPIENTS}`)
  const long = `wamid.${'x'.repeat(60)}`
  await post(it, long, 'read')
  await post(it, 'wamid.1', 'read')
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'pending']))
  await eventually(async () => expect(await it.refused()).toMatchObject([{ code: '22001' }]))
  await it.service.pool.query('ALTER TABLE public.broadcasts_messages ALTER message_id TYPE TEXT')
  await it.bluetick(['link', 'retry'])
  await eventually(async () => expect(await it.refused()).toEqual([]))
})

test('while their table is locked webhooks are answered, and afterwards it shows them', {
  timeout: 120_000,
}, async () => {
  const it = await link(RECIPIENTS)
  const client = await it.service.pool.connect()
  await client.query('BEGIN; LOCK TABLE public.campaign_recipients')
  for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) expect((await post(it, id, 'read')).status).toBe(200)
  await client.query('COMMIT')
  client.release()
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'read']))
})

const ALL_MESSAGES = MESSAGES.replace('VARCHAR(50)', 'TEXT')
const messageOf = ({ service }: LinkedService, id: string) =>
  service.pool
    .query('SELECT status FROM public.broadcasts_messages WHERE message_id = $1', [id])
    .then(({ rows }) => rows[0]?.status)

/** Locks one of their tables, until it is released or the test ends. */
async function locked({ databaseUrl }: LinkedService, table: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  lockers.push(client)
  await client.query(`BEGIN; LOCK TABLE public.${table}`)
  return {
    async release() {
      await client.query('COMMIT')
    },
  }
}

test('a table that is locked keeps no other waiting, for reading or for writing', {
  timeout: 120_000,
}, async () => {
  const it = await link(`${ALL_MESSAGES}${RECIPIENTS}`)
  const lock = await locked(it, 'campaign_recipients')
  for (let n = 0; n < 3; n++) {
    await post(it, `wamid.${n}`, 'read')
    await eventually(async () => expect(await messageOf(it, `wamid.${n}`)).toBeDefined())
  }
  await it.service.pool.query(
    `UPDATE public.broadcasts_messages SET status = '{"failed": "2025-11-25T09:00:00Z"}' WHERE message_id = 'wamid.0'`,
  )
  await eventually(async () =>
    expect(await messageOf(it, 'wamid.0')).toMatchObject({ read: expect.anything() }),
  )
  await lock.release()
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'read']))
})

test('reports are written back while rows are still read for the first time', {
  timeout: 120_000,
}, async () => {
  const it = await link(`${ALL_MESSAGES}${RECIPIENTS}`)
  // As when another process took it over before it was through.
  await it.service.pool.query(
    `UPDATE bluetick.linked_tables SET copied_at = NULL WHERE name = 'broadcasts_messages'`,
  )
  const lock = await locked(it, 'broadcasts_messages')
  await post(it, 'wamid.1', 'read')
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'pending']))
  expect((await it.bluetick(['link', 'status'])).out).toMatch(/broadcasts_messages\s+\d+\s+under way/)
  await lock.release()
  await vi.waitFor(async () => expect(await messageOf(it, 'wamid.1')).toBeDefined(), { timeout: 60_000 })
})

test('what they wrote unnoticed is read before it is written over', { timeout: 120_000 }, async () => {
  const it = await link(`${ALL_MESSAGES}${RECIPIENTS}`)
  await post(it, 'wamid.1', 'sent')
  await eventually(async () => expect(await messageOf(it, 'wamid.1')).toBeDefined())
  await it.service.pool.query(`
    ALTER TABLE public.broadcasts_messages DISABLE TRIGGER bluetick_note_change;
    UPDATE public.broadcasts_messages SET status = status || '{"read": "2025-11-25T09:05:00Z"}' WHERE message_id = 'wamid.1'`)
  await post(it, 'wamid.1', 'delivered')
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'pending']))
})

test('a role that may only write rows links by polling', { timeout: 120_000 }, async () => {
  const it = await link(RECIPIENTS, 'rows only')
  expect((await it.bluetick(['link'])).out).toContain('found by polling all rows')
  await post(it, 'wamid.1', 'read')
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'pending']))
  await it.service.pool.query(
    `INSERT INTO public.campaign_recipients (campaign_id, whatsapp_message_id) VALUES (1, 'wamid.1')`,
  )
  await eventually(async () => expect(await statuses(it)).toEqual(['read', 'pending', 'read']))
})
