import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createRowStore } from '../../src/adapters/postgres/campaigns/row-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { checkRows } from '../../src/app/campaigns/check-rows.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { agrees } from '../../src/app/campaigns/recount.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

// What is taken out of sums once is not taken out by a recount, too, which may come before the worker.

const NEVER = new AbortController().signal
let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await subject.pool.query(
    "INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali'), ('c2', 'Holi')",
  )
  await join()
  await commitBatch(
    subject.store,
    [
      report({ ids: ['w1'], kind: 'read', campaignName: 'Diwali', phone: '+919800000001' }),
      report({ ids: ['w2'], kind: 'sent', campaignName: 'Diwali', phone: '+919800000002' }),
    ],
    'latest',
  )
})

const join = () => joinExternalRows(subject.store, 'latest', NEVER)
const campaignStore = () => createCampaignStore(subject.pool, loadStatements(AS_WRITTEN))
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const sums = () =>
  rows(
    `SELECT id, recipients_counted AS n, counted_sent AS sent, counted_delivered AS delivered, counted_read AS read
     FROM marketing_campaigns WHERE recipients_counted <> 0 OR counted_read <> 0 ORDER BY id`,
  )
const wrongBreakdowns = () =>
  rows(
    `SELECT * FROM (SELECT campaign_id, k AS key, count(*)::int AS recipients FROM campaign_recipients, unnest(tally) AS k GROUP BY 1, 2) a
     FULL JOIN (SELECT * FROM bluetick.campaign_tallies WHERE recipients <> 0) t USING (campaign_id, key, recipients)
     WHERE a.campaign_id IS NULL OR t.campaign_id IS NULL OR a.key IS NULL OR t.key IS NULL`,
  ).then((found) => found.filter(Boolean).length)

const LEAVING: [what: string, sql: string, after: object[]][] = [
  [
    'deleted',
    "DELETE FROM campaign_recipients WHERE whatsapp_message_id = 'w1'",
    [{ id: 'c1', n: 1, sent: 1, delivered: 0, read: 0 }],
  ],
  [
    'moved',
    "UPDATE campaign_recipients SET campaign_id = 'c2' WHERE whatsapp_message_id = 'w1'",
    [
      { id: 'c1', n: 1, sent: 1, delivered: 0, read: 0 },
      { id: 'c2', n: 1, sent: 1, delivered: 1, read: 1 },
    ],
  ],
]

describe.each(LEAVING)('a recipient that is %s', (_, leaving, after) => {
  test('is taken out once, also where somebody recounts before', async () => {
    await subject.pool.query(leaving)
    await campaignStore().recount('c1')
    await join()
    expect(await sums()).toEqual(after)
    expect(await wrongBreakdowns()).toBe(0)
  })

  test.each([['DO NOTHING'], ['(id) DO UPDATE SET name = excluded.name']])(
    'is taken out once, also where its campaign is inserted again ON CONFLICT %s',
    async (conflict) => {
      const upsert = `INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali') ON CONFLICT ${conflict}`
      await subject.pool.query(`${leaving}; ${upsert}`)
      await join()
      expect(await sums()).toEqual(after)
      expect(await wrongBreakdowns()).toBe(0)
    },
  )

  test('waits, which verify does not take for wrong', async () => {
    await subject.pool.query(leaving)
    for (const verification of await campaignStore().verify()) expect(agrees(verification)).toBe(true)
    expect((await check()).faults).toEqual([])
    await join()
    for (const verification of await campaignStore().verify()) expect(agrees(verification)).toBe(true)
  })
})

const check = async () => {
  const found = await checkRows(
    createRowStore(subject.pool, loadStatements(AS_WRITTEN)),
    'latest',
    undefined,
    NEVER,
  )
  return { faults: found.rows === 0 ? [] : [found] }
}

test.each([
  ['truncated recipients', 'TRUNCATE campaign_recipients'],
  [
    'a campaign for which a provisional one gives way',
    "UPDATE marketing_campaigns SET name = 'Onam' WHERE id = 'c2'",
  ],
])('%s wait, which verify does not take for wrong', async (_, sql) => {
  await commitBatch(subject.store, [report({ ids: ['w3'], kind: 'sent', campaignName: 'Onam' })], 'latest')
  await subject.pool.query(sql)
  expect((await check()).faults).toEqual([])
  await join()
  expect((await check()).faults).toEqual([])
})

test('campaigns that change ids while their recipients follow by a key of theirs are counted right', async () => {
  await subject.pool.query(`
    ALTER TABLE campaign_recipients DROP CONSTRAINT campaign_recipients_campaign_id_fkey;
    ALTER TABLE campaign_recipients ADD FOREIGN KEY (campaign_id) REFERENCES marketing_campaigns (id) ON UPDATE CASCADE ON DELETE CASCADE`)
  try {
    await commitBatch(
      subject.store,
      [report({ ids: ['w3'], kind: 'read', campaignName: 'Holi', phone: '+919800000003' })],
      'latest',
    )
    await subject.pool.query(`
      DELETE FROM campaign_recipients WHERE whatsapp_message_id = 'w2';
      UPDATE marketing_campaigns SET id = 'tmp' WHERE id = 'c1'; UPDATE marketing_campaigns SET id = 'c1' WHERE id = 'c2';
      UPDATE marketing_campaigns SET id = 'c2' WHERE id = 'tmp'`)
    await join()
    expect(await sums()).toEqual([
      { id: 'c1', n: 1, sent: 1, delivered: 1, read: 1 },
      { id: 'c2', n: 1, sent: 1, delivered: 1, read: 1 },
    ])
    expect(await wrongBreakdowns()).toBe(0)
  } finally {
    await subject.pool.query(`
      ALTER TABLE campaign_recipients DROP CONSTRAINT campaign_recipients_campaign_id_fkey;
      ALTER TABLE campaign_recipients ADD FOREIGN KEY (campaign_id) REFERENCES marketing_campaigns (id) ON DELETE CASCADE
        DEFERRABLE INITIALLY DEFERRED`)
  }
})
