import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { CampaignStore, RecipientStore } from '../../src/domain/campaigns/ports.ts'
import type { Status } from '../../src/domain/messages/conclusion.ts'
import { planChange } from '../../src/domain/messages/plan.ts'
import type { Kind } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal
const STATUSES: readonly Status[] = ['pending', 'sent', 'delivered', 'read', 'failed']
/** More than two ranges of keys. */
const RECIPIENTS = 700

let subject: PostgresSubject
let campaigns: CampaignStore
let lists: RecipientStore
beforeAll(async () => {
  subject = await postgresSubject()
  campaigns = createCampaignStore(subject.pool, loadStatements(AS_WRITTEN))
  lists = createRecipientStore(subject.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await subject.addCampaign('c')
})

const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const commit = (kind: Kind, ...numbers: number[]) =>
  commitBatch(
    subject.store,
    numbers.map((n) => report({ ids: [`m${n}`], kind })),
    'latest',
  )
const all = Array.from({ length: RECIPIENTS }, (_, n) => n)

async function insertedByTheirSender(): Promise<void> {
  await subject.pool.query(
    "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) SELECT 'c', 'm' || n FROM generate_series(0, $1) n",
    [RECIPIENTS - 1],
  )
  await joinExternalRows(subject.store, 'latest', NEVER)
}

/** The keys that pages of one status give, walked through from the first to the last. */
async function pagesOf(status: Status): Promise<string[]> {
  const keys: string[] = []
  let after: string | undefined
  do {
    const page = await campaigns.recipients('c', { status }, after, 90)
    keys.push(...page.items.map(({ key }) => key))
    after = page.next
  } while (after !== undefined)
  return keys
}

async function expectPages(): Promise<void> {
  for (const status of STATUSES) {
    const due = await rows(
      `SELECT id::text AS key FROM campaign_recipients WHERE campaign_id = 'c' AND status = '${status}' ORDER BY id`,
    )
    expect(await pagesOf(status), status).toEqual(due.map(({ key }) => key))
  }
}

const unnoted = () =>
  rows(`SELECT r.id, r.status FROM campaign_recipients r WHERE NOT EXISTS (
          SELECT FROM bluetick.recipient_ranges g
          WHERE g.campaign_id = r.campaign_id AND g.status = r.status AND g.range = r.id / 256)`)

test('show who has a status, in key order, however few they are', async () => {
  await insertedByTheirSender()
  await commit('sent', ...all.slice(3))
  await commit('read', 5, 300, 690)
  await commit('failed', 600)
  await expectPages()
})

test('show imported recipients, and those that webhooks make', async () => {
  const lines = all.map((n) => ({ messageIds: [`m${n}`] }))
  const decide = (loaded: Parameters<typeof planChange>[0]) => planChange(loaded, [], 'latest')
  await commit('delivered', 400)
  await lists.importRecipients('c', lines, () => decide)
  await commitBatch(subject.store, [report({ ids: ['w'], kind: 'read', campaignName: 'c' })], 'latest')
  await expectPages()
  expect(await pagesOf('read')).toHaveLength(1)
})

test('a range in which a status is no more is forgotten, and noted again when it comes back', async () => {
  await insertedByTheirSender()
  await commit('sent', ...all)
  const pending = () => rows("SELECT range FROM bluetick.recipient_ranges WHERE status = 'pending'")
  expect(await pending()).not.toEqual([])
  await campaigns.forgetEmptyRanges(NEVER)
  expect(await pending()).toEqual([])
  expect(await rows("SELECT range FROM bluetick.recipient_ranges WHERE status = 'sent'")).not.toEqual([])
  await subject.pool.query("INSERT INTO campaign_recipients (campaign_id) VALUES ('c')")
  await joinExternalRows(subject.store, 'latest', NEVER)
  await expectPages()
  expect(await pagesOf('pending')).toHaveLength(1)
})

test('a range that is noted while empty ones are forgotten is never lost', async () => {
  await insertedByTheirSender()
  let isOver = false
  const forgetting = (async () => {
    while (!isOver) await campaigns.forgetEmptyRanges(NEVER)
  })()
  for (const kind of ['sent', 'delivered', 'read'] as const) {
    for (const n of all.filter((n) => n % 20 === 0)) await commit(kind, n, n + 1)
  }
  isOver = true
  await forgetting
  expect(await unnoted()).toEqual([])
  await expectPages()
})

test('go with their campaign', async () => {
  await insertedByTheirSender()
  await subject.pool.query("DELETE FROM marketing_campaigns WHERE id = 'c'")
  expect(await rows('SELECT FROM bluetick.recipient_ranges')).toEqual([])
})
