import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// What triggers of others write while Bluetick does.

const NEVER = new AbortController().signal
let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
afterEach(async () => {
  await rows('DROP FUNCTION IF EXISTS public.theirs() CASCADE')
  await subject.clear()
})

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const join = () => joinExternalRows(subject.store, 'latest', NEVER)
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const on = (table: string, when: 'BEFORE' | 'AFTER', body: string) =>
  rows(`CREATE FUNCTION public.theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$;
    CREATE TRIGGER theirs ${when} INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION public.theirs()`)

async function filled() {
  await rows("INSERT INTO marketing_campaigns (id, name) VALUES ('A', 'A'), ('B', 'B')")
  await rows(`INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id)
              SELECT CASE WHEN n <= 3 THEN 'A' ELSE 'B' END, 'wamid.' || n FROM generate_series(1, 6) n`)
  await join()
}

/** Campaigns whose counters, or breakdowns, are not those of the recipients that are there. */
const wrong = () =>
  rows(`
    SELECT c.id FROM marketing_campaigns c LEFT JOIN campaign_recipients r ON r.campaign_id = c.id
    GROUP BY c.id HAVING (c.recipients_counted, c.messages_failed, c.messages_pending)
      <> (count(r.id)::int, (count(*) FILTER (WHERE r.status = 'failed'))::int, (count(*) FILTER (WHERE r.status = 'pending'))::int)
    UNION ALL
    SELECT t.campaign_id FROM bluetick.campaign_tallies t
    WHERE t.recipients <> (SELECT count(*) FROM campaign_recipients r WHERE r.campaign_id = t.campaign_id AND t.key = ANY (r.tally))`)

test.each([
  ['deletes who failed', "DELETE FROM campaign_recipients WHERE id = NEW.id AND NEW.status = 'failed';"],
  [
    'moves who failed',
    "UPDATE campaign_recipients SET campaign_id = 'A' WHERE id = NEW.id AND campaign_id = 'B' AND status = 'failed';",
  ],
])('a trigger that %s is followed', async (_, body) => {
  await filled()
  await on('campaign_recipients', 'AFTER', body)
  await commit(
    report({ ids: ['wamid.2'], kind: 'failed' }),
    report({ ids: ['wamid.5'], kind: 'failed' }),
    report({ ids: ['wamid.6'], kind: 'sent' }),
  )
  await join()
  expect(await wrong()).toEqual([])
})

test('a trigger that puts recipients into another campaign has reports about them set apart', async () => {
  await filled()
  await on('campaign_recipients', 'BEFORE', "IF NEW.status = 'failed' THEN NEW.campaign_id := 'A'; END IF;")
  const { refused } = await commit(
    report({ ids: ['wamid.2'], kind: 'failed' }),
    report({ ids: ['wamid.5'], kind: 'failed' }),
    report({ ids: ['wamid.new'], kind: 'failed', campaignName: 'B', phone: '+919800000001' }),
  )
  await join()
  expect(refused.map((one) => one.report.ids)).toEqual([['wamid.5'], ['wamid.new']])
  expect(await wrong()).toEqual([])
})

test('what a trigger writes into messages is an assertion of others', async () => {
  await filled()
  await on(
    'campaign_recipients',
    'AFTER',
    `UPDATE broadcasts_messages SET status = status || '{"sent": "2026-11-01T10:00:00Z"}'
     WHERE message_id = NEW.whatsapp_message_id AND NOT status ? 'sent';`,
  )
  await commit(report({ ids: ['wamid.1'], kind: 'failed' }))
  await join()
  const stored = 'SELECT status ->> $$sent$$ AS sent, stand_in_kinds FROM broadcasts_messages'
  expect(await rows(stored)).toEqual([{ sent: '2026-11-01T10:00:00Z', stand_in_kinds: ['sent'] }])
  const sums = await rows(
    "SELECT sum(sent)::int AS sent, sum(messages)::int AS messages FROM bluetick.message_rollup WHERE campaign_id = ''",
  )
  expect(sums).toEqual([{ sent: 1, messages: 1 }])
})

test('a trigger that answers each write with one of its own keeps nobody busy', async () => {
  await filled()
  await on(
    'campaign_recipients',
    'AFTER',
    "IF pg_trigger_depth() = 1 THEN UPDATE campaign_recipients SET status = 'queued ' || clock_timestamp() WHERE id = NEW.id; END IF;",
  )
  await commit(report({ ids: ['wamid.1'], kind: 'delivered' }))
  await join()
  const revision = () => rows("SELECT xmin FROM campaign_recipients WHERE whatsapp_message_id = 'wamid.1'")
  const before = await revision()
  await join()
  await join()
  expect(await revision()).toEqual(before)
  expect(await rows("SELECT messages_delivered FROM marketing_campaigns WHERE id = 'A'")).toEqual([
    { messages_delivered: 1 },
  ])
})
