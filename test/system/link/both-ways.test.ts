import { afterEach, describe, expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import { metaBody } from '../../support/meta-body.ts'
import { hasPgbouncer, type Pgbouncer, startPgbouncer } from '../../support/pgbouncer.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// The link under bad rows, corrections, poolers and several replicas.

const { link, start } = linkTest()
const AT = '1764061200'

/** Longer than an index of ours takes: random, since it would be compressed otherwise. */
const TOO_LONG = `(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n)`

test('a row of theirs that our tables refuse costs only itself, is listed, and is read when it is fixed', {
  timeout: 120_000,
}, async () => {
  // An index of theirs would refuse that, too: theirs has none.
  const it = await link(`${MESSAGES.replace('UNIQUE ', '')} ${RECIPIENTS}
    UPDATE campaign_recipients SET whatsapp_message_id = ${TOO_LONG} WHERE id = 3;
    INSERT INTO broadcasts_messages (message_id, status) VALUES (${TOO_LONG}, '{"sent": "2025-11-25T09:00:00Z"}')`)
  const inbound = (table: string, key: string) =>
    expect.objectContaining({ direction: 'in', table, key, code: '54000' })
  const refused = await it.refused()
  expect(refused).toContainEqual(inbound('campaign_recipients', '3'))
  expect(refused).toContainEqual(inbound('broadcasts_messages', '1'))
  expect((await it.bluetick(['link', 'status'])).out).toMatch(/campaign_recipients\s+theirs\s+3\s+54000/)
  await post(it.service, 'wamid.1', 'read')
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT status FROM campaign_recipients ORDER BY id')).toEqual([
      { status: 'read' },
      { status: 'pending' },
      { status: 'pending' },
    ]),
  )
  await rowsOf(it, `UPDATE campaign_recipients SET whatsapp_message_id = 'wamid.1' WHERE id = 3`)
  await rowsOf(it, 'DELETE FROM broadcasts_messages WHERE id = 1')
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT status FROM campaign_recipients WHERE id = 3')).toEqual([
      { status: 'read' },
    ]),
  )
  await eventually(async () => expect(await it.refused()).toEqual([]))
})

test('a failure code, and the id that names a message from now on, are written back alone', {
  timeout: 120_000,
}, async () => {
  const it = await link(`${MESSAGES.replace('status JSONB,', 'status JSONB, failure_code INT,')} ${RECIPIENTS}
    ALTER TABLE campaign_recipients ADD "failureCode" TEXT`)
  await post(it.service, 'AS-1', 'sent')
  await post(it.service, 'wamid.2', 'failed')
  const messages = 'SELECT message_id, status, failure_code FROM broadcasts_messages ORDER BY id'
  const failed = { failed: '2025-11-25T09:00:00Z' }
  await eventually(async () =>
    expect(await rowsOf(it, messages)).toEqual([
      { message_id: 'AS-1', status: { sent: '2025-11-25T09:00:00Z' }, failure_code: null },
      { message_id: 'wamid.2', status: failed, failure_code: null },
    ]),
  )
  const errors = [{ code: 131049, title: 'Held back' }]
  await it.service.post(metaBody([{ id: 'wamid.2', status: 'failed', timestamp: AT, errors }]))
  const message = {
    messageId: 'wamid.1',
    submitted_message_id: 'AS-1',
    status: 'SENT',
    sent_at: Number(AT) * 1000,
  }
  await it.service.post({ topic: 'message.status.updated', data: { message } })
  await eventually(async () =>
    expect(await rowsOf(it, messages)).toEqual([
      { message_id: 'wamid.1', status: { sent: '2025-11-25T09:00:00Z' }, failure_code: null },
      { message_id: 'wamid.2', status: failed, failure_code: 131049 },
    ]),
  )
  await eventually(async () =>
    expect(
      await rowsOf(
        it,
        `SELECT "failureCode" AS why FROM campaign_recipients WHERE whatsapp_message_id = 'wamid.2'`,
      ),
    ).toEqual([{ why: '131049' }]),
  )
  expect(await it.refused()).toEqual([])
})

test('two replicas on one link: every report is written once, also when the one that writes goes away', {
  timeout: 180_000,
}, async () => {
  const many = `INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) SELECT 'c2', 'wamid.m' || n FROM generate_series(1, 300) n`
  const it = await start(`${MESSAGES} ${RECIPIENTS} ${many}`)
  const other = await it.another()
  // Both the command line and the services would read them in.
  expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0 })
  expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0 })
  const ids = Array.from({ length: 300 }, (_, n) => `wamid.m${n + 1}`)
  await Promise.all(ids.map((id, n) => post(n % 2 === 0 ? it.service : other, id, 'delivered')))
  const counted = `SELECT status, count(*)::int AS n FROM campaign_recipients WHERE campaign_id = 'c2' GROUP BY 1`
  await eventually(async () => expect(await rowsOf(it, counted)).toEqual([{ status: 'delivered', n: 300 }]))
  await other.stop()
  await Promise.all(ids.map((id) => post(it.service, id, 'read')))
  await eventually(async () => expect(await rowsOf(it, counted)).toEqual([{ status: 'read', n: 300 }]))
  expect(
    await rowsOf(
      it,
      `SELECT count(*)::int AS n, count(DISTINCT whatsapp_message_id)::int AS ids FROM bluetick.campaign_recipients WHERE campaign_id = 'c2'`,
    ),
  ).toEqual([{ n: 300, ids: 300 }])
  expect(
    await rowsOf(
      it,
      `SELECT count(*)::int AS n, count(DISTINCT message_id)::int AS ids FROM broadcasts_messages`,
    ),
  ).toEqual([{ n: 300, ids: 300 }])
  expect(await it.refused()).toEqual([])
  expect(await it.bluetick(['verify'])).toMatchObject({ code: 0 })
})

describe.skipIf(!hasPgbouncer())('through a pooler that hands out connections by the transaction', () => {
  let pooler: Pgbouncer | undefined
  afterEach(() => pooler?.stop())

  test('it is linked, written back, and unlinked', { timeout: 120_000 }, async () => {
    const it = await start(`${MESSAGES} ${RECIPIENTS}`, {
      async through(url) {
        const behind = new URL(url)
        pooler = await startPgbouncer(behind)
        behind.port = String(pooler.port)
        return behind.href
      },
    })
    expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0, err: '' })
    await Promise.all(['wamid.1', 'wamid.2', 'wamid.9'].map((id) => post(it.service, id, 'read')))
    await eventually(async () =>
      expect(await rowsOf(it, 'SELECT status FROM campaign_recipients ORDER BY id')).toEqual([
        { status: 'read' },
        { status: 'read' },
        { status: 'pending' },
      ]),
    )
    await rowsOf(it, `UPDATE campaign_recipients SET whatsapp_message_id = 'wamid.9' WHERE id = 3`)
    await eventually(async () =>
      expect(await rowsOf(it, 'SELECT status FROM campaign_recipients WHERE id = 3')).toEqual([
        { status: 'read' },
      ]),
    )
    expect(await it.refused()).toEqual([])
    expect((await it.bluetick(['unlink'])).code).toBe(0)
  })
})
