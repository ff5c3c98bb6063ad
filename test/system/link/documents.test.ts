import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'

// Somebody ran the documents' own CREATE statements first.
const TABLES = `
  CREATE TABLE broadcasts_messages (
    id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, phone_number TEXT, status JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(), updated_at TIMESTAMPTZ DEFAULT NOW());
  CREATE INDEX idx_broadcasts_messages_message_id ON broadcasts_messages(message_id);
  CREATE TABLE marketing_campaigns (
    id TEXT PRIMARY KEY, name TEXT, status TEXT, messages_sent INTEGER DEFAULT 0, messages_delivered INTEGER DEFAULT 0,
    messages_read INTEGER DEFAULT 0, messages_failed INTEGER DEFAULT 0, messages_pending INTEGER DEFAULT 0,
    total_target_customers INTEGER DEFAULT 0);
  CREATE TABLE campaign_recipients (
    id SERIAL PRIMARY KEY, campaign_id TEXT REFERENCES marketing_campaigns, phone_number TEXT, status TEXT DEFAULT 'pending',
    sent_at TIMESTAMPTZ, delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, failed_at TIMESTAMPTZ, whatsapp_message_id TEXT);
  INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Holi');
  INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id, status)
  VALUES ('c1', '919812345601', 'wamid.a', 'sent'), ('c1', '919812345602', 'wamid.b', 'pending'), ('c1', '919812345603', NULL, 'opted_out');
  INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.a', '{"sent": "2026-11-25T09:00:00Z", "mine": "kept"}')`

describe.each([undefined, 'sender'])('the tables of the documents, ours in the schema %s', (schema) => {
  const own = schema ?? 'bluetick'
  let linked: LinkedService
  beforeAll(async () => {
    linked = await startLinkedService(TABLES, { schema })
  })
  afterAll(() => linked.stop())

  const shown = (sql: string) => linked.service.pool.query(sql).then(({ rows }) => rows)
  const post = (id: string, status: string, timestamp = '1764061200') =>
    linked.service.post({ statuses: [{ id, status, timestamp }] })

  test('the check says what would be done, and does nothing', async () => {
    const { code, out } = await linked.bluetick(['link'])
    expect(out).toContain('public.broadcasts_messages')
    expect(out).toContain('Nothing was changed.')
    expect(code).toBe(0)
    expect((await linked.bluetick(['link', 'status'])).out).toBe('Nothing is linked.\n')
  })

  test('what their rows say is read in, and reports are written back', async () => {
    const { code, out, err } = await linked.bluetick(['link', '--yes'])
    expect(err).toBe('')
    expect(out).toContain('Linked: 5 rows were read.')
    expect(code).toBe(0)
    await vi.waitFor(async () => expect((await linked.status()).outbox).toBe(0), { timeout: 20_000 })
    expect(await linked.refused()).toEqual([])
    await post('wamid.b', 'read')
    await vi.waitFor(
      async () =>
        expect(
          await shown(
            `SELECT phone_number, status, read_at, delivered_at FROM public.campaign_recipients ORDER BY id`,
          ),
        ).toMatchObject([
          { status: 'sent' },
          { status: 'read', read_at: new Date(1764061200_000), delivered_at: new Date(1764061200_000) },
          { status: 'opted_out' },
        ]),
      { timeout: 20_000 },
    )
    await vi.waitFor(
      async () =>
        expect(
          await shown(
            `SELECT messages_sent, messages_read, messages_pending FROM public.marketing_campaigns`,
          ),
        ).toEqual([{ messages_sent: 2, messages_read: 1, messages_pending: 1 }]),
      { timeout: 20_000 },
    )
  })

  test('a curl followed by a SELECT shows the row, and keys of theirs stay', async () => {
    await post('wamid.new', 'delivered')
    await post('wamid.a', 'delivered')
    await vi.waitFor(async () =>
      expect(
        await shown(
          `SELECT message_id, status FROM public.broadcasts_messages WHERE message_id IN ('wamid.new', 'wamid.a') ORDER BY 1`,
        ),
      ).toEqual([
        {
          message_id: 'wamid.a',
          status: { sent: '2026-11-25T09:00:00Z', delivered: '2025-11-25T09:00:00Z', mine: 'kept' },
        },
        { message_id: 'wamid.new', status: { delivered: '2025-11-25T09:00:00Z' } },
      ]),
    )
  })

  test('what they write later is read in, and what they delete is gone', async () => {
    await shown(
      `INSERT INTO public.campaign_recipients (campaign_id, phone_number, whatsapp_message_id) VALUES ('c1', '919812345609', 'wamid.new')`,
    )
    await vi.waitFor(
      async () =>
        expect(
          await shown(
            `SELECT status FROM public.campaign_recipients WHERE whatsapp_message_id = 'wamid.new'`,
          ),
        ).toEqual([{ status: 'delivered' }]),
      { timeout: 20_000 },
    )
    await shown(`DELETE FROM public.campaign_recipients WHERE whatsapp_message_id = 'wamid.new'`)
    await vi.waitFor(
      async () =>
        expect(
          await shown(`SELECT FROM ${own}.campaign_recipients WHERE whatsapp_message_id = 'wamid.new'`),
        ).toEqual([]),
      { timeout: 20_000 },
    )
  })

  test('unlinking leaves nothing on their tables', async () => {
    expect((await linked.bluetick(['unlink'])).code).toBe(0)
    expect(
      await shown(
        `SELECT tgname FROM pg_trigger WHERE tgrelid = 'public.campaign_recipients'::regclass AND NOT tgisinternal`,
      ),
    ).toEqual([])
    expect((await linked.bluetick(['unlink'])).err).toContain('Nothing is linked.')
  })

  test('linked again, no recipient is there twice', async () => {
    const recipients = () => shown(`SELECT count(*)::int AS n FROM ${own}.campaign_recipients`)
    const before = await recipients()
    expect((await linked.bluetick(['link', '--yes'])).code).toBe(0)
    expect(await recipients()).toEqual(before)
  })
})
