import { expect, test } from 'vitest'
import { eventually, linkTest, rowsOf } from '../../support/link-test.ts'
import { MESSAGES } from './shapes/shape.ts'

// Webhooks came before the tables were linked, and named a campaign of theirs.

const { start } = linkTest()

const THEIRS = `${MESSAGES}
  CREATE TABLE marketing_campaigns (id BIGINT PRIMARY KEY, name TEXT, messages_sent INT, messages_read INT);
  CREATE TABLE campaign_recipients (id BIGSERIAL PRIMARY KEY, campaign_id BIGINT, phone_number TEXT, whatsapp_message_id TEXT,
    status TEXT DEFAULT 'pending', sent_at TIMESTAMPTZ, read_at TIMESTAMPTZ);
  INSERT INTO marketing_campaigns (id, name) VALUES (42, 'Diwali');`

test.each([
  ['there already', true],
  ['inserted later', false],
])(
  'a campaign that webhooks named is the one of theirs, with nobody twice: recipients %s',
  async (_, first) => {
    const listed =
      "INSERT INTO campaign_recipients (campaign_id, phone_number) VALUES (42, '919800000001'), (42, '+919800000002'), (42, '919800000003')"
    const it = await start(`${THEIRS} ${first ? listed : ''}`)
    for (const [messageId, phone_number] of [
      ['w1', '919800000001'],
      ['w2', '919800000002'],
      ['w4', '919800000004'],
    ])
      await it.service.post({
        topic: 'message.status.updated',
        data: {
          message: {
            messageId,
            phone_number,
            status: 'READ',
            read_at: 1_764_061_200_000,
            campaign: { name: 'diwali' },
          },
        },
      })
    expect(await rowsOf(it, 'SELECT id FROM bluetick.marketing_campaigns')).toEqual([{ id: 'diwali' }])
    expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0, err: '' })
    if (!first) await it.service.pool.query(listed)
    await eventually(async () => {
      expect(
        await rowsOf(
          it,
          'SELECT phone_number AS phone, whatsapp_message_id AS id, status FROM campaign_recipients ORDER BY id',
        ),
      ).toEqual([
        { phone: '919800000001', id: 'w1', status: 'read' },
        { phone: '+919800000002', id: 'w2', status: 'read' },
        { phone: '919800000003', id: null, status: 'pending' },
      ])
      expect(
        await rowsOf(
          it,
          'SELECT id, recipients_counted AS recipients, counted_read AS read FROM bluetick.marketing_campaigns',
        ),
      ).toEqual([{ id: '42', recipients: 4, read: 3 }])
      expect(await rowsOf(it, 'SELECT id, messages_read AS read FROM marketing_campaigns')).toEqual([
        { id: '42', read: 3 },
      ])
    })
    expect(await it.refused()).toEqual([])
    expect((await it.bluetick(['verify'])).code).toBe(0)
  },
)
