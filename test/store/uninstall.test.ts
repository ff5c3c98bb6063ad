import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

test("dropping Bluetick's schema leaves the documents' tables as tables of their own", async () => {
  await commitBatch(
    subject.store,
    [report({ ids: ['m1'], kind: 'read', campaignName: 'holi', phone: '+919800000001' })],
    'latest',
  )
  await subject.pool.query('DROP SCHEMA bluetick CASCADE')
  const rows = async (sql: string) => (await subject.pool.query(sql)).rows
  await subject.pool.query(`
    INSERT INTO marketing_campaigns (id, name) VALUES ('own', 'Own');
    INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, status) VALUES ('own', 'm2', 'sent');
    UPDATE campaign_recipients SET status = 'failed' WHERE whatsapp_message_id = 'm1';
    INSERT INTO broadcasts_messages (message_id) VALUES ('m2');
    DELETE FROM broadcasts_messages WHERE message_id = 'm1';`)
  expect(await rows('SELECT whatsapp_message_id AS id, status FROM campaign_recipients ORDER BY 1')).toEqual([
    { id: 'm1', status: 'failed' },
    { id: 'm2', status: 'sent' },
  ])
  const left = `SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'`
  expect(await rows(left)).toEqual([])
})
