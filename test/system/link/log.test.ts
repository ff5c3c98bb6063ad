import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'

// What an operator's log says of linked tables.

const TABLES = `
  CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id TEXT NOT NULL, status TEXT, whatsapp_message_id TEXT);
  INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1')`
const SENTENCE = 'linked tables cannot be read or written just now: retried'

let linked: LinkedService
beforeAll(async () => {
  linked = await startLinkedService(TABLES)
})
afterAll(() => linked.stop())

const query = (sql: string) => linked.service.pool.query(sql)
const warnings = () => linked.service.logged().filter(({ msg }) => msg === SENTENCE)

test('a linked table that cannot be used is said once, in a sentence, until it can be again', {
  timeout: 120_000,
}, async () => {
  expect((await linked.bluetick(['link', '--yes'])).code).toBe(0)
  const locker = await linked.service.pool.connect()
  await locker.query('BEGIN; LOCK TABLE public.campaign_recipients IN ACCESS EXCLUSIVE MODE')
  const report = { id: 'wamid.1', status: 'read', timestamp: '1764061200' }
  expect((await linked.service.post({ statuses: [report] })).status).toBe(200)
  await expect
    .poll(() => warnings().length, { timeout: 60_000 })
    .toBeGreaterThan(0)
    .finally(() => locker.query('ROLLBACK').then(() => locker.release()))
  expect(warnings()[0]).toMatchObject({ level: 'warn' })
  expect(JSON.stringify(linked.service.logged())).not.toContain('wamid.1')
  await expect
    .poll(async () => (await query('SELECT status FROM public.campaign_recipients')).rows, {
      timeout: 30_000,
    })
    .toEqual([{ status: 'read' }])
  // Once for reading it, and once for writing it.
  expect(warnings().length).toBeLessThanOrEqual(2)
})

test('a linked table that lacks a column is said with the reason, and what waits for it is written when it is back', async () => {
  await query('ALTER TABLE public.campaign_recipients RENAME COLUMN campaign_id TO campaign')
  const reasons = () => JSON.stringify(warnings().map(({ err }) => err))
  await expect.poll(reasons, { timeout: 60_000 }).toContain('campaign_recipients has no column campaign_id')
  const status = await linked.bluetick(['link', 'status'])
  expect(status.code).toBe(1)
  expect(status.out).toContain('public.campaign_recipients cannot be used just now')
  expect(status.out).toContain('campaign_recipients has no column campaign_id')
  const asJson = JSON.parse((await linked.bluetick(['link', 'status', '--json'])).out)
  expect(asJson.tables[0].unusable).toContain('no column campaign_id')
  const report = { id: 'wamid.1', status: 'failed', timestamp: '1764061300' }
  expect((await linked.service.post({ statuses: [{ ...report, id: 'wamid.2' }, report] })).status).toBe(200)
  await query(
    "INSERT INTO public.campaign_recipients (campaign, whatsapp_message_id) VALUES ('c1', 'wamid.2')",
  )
  await query('ALTER TABLE public.campaign_recipients RENAME COLUMN campaign TO campaign_id')
  await expect
    .poll(
      async () =>
        (await query("SELECT status FROM public.campaign_recipients WHERE whatsapp_message_id = 'wamid.2'"))
          .rows,
      { timeout: 60_000 },
    )
    .toEqual([{ status: 'failed' }])
})

test('a linked table that is gone is said once', async () => {
  const gone = () =>
    linked.service.logged().filter(({ msg }) => String(msg).includes('is not there any more'))
  expect(gone()).toEqual([])
  await query('ALTER TABLE public.campaign_recipients RENAME TO recipients')
  await expect.poll(gone, { timeout: 60_000 }).toMatchObject([{ table: 'campaign_recipients' }])
  expect((await linked.bluetick(['link', 'status'])).out).toContain('It is not there any more.')
})
