import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { recountCampaign } from '../../src/app/campaigns/recount.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { CampaignStore, RecipientStore } from '../../src/domain/campaigns/ports.ts'
import type { RecipientLine } from '../../src/domain/campaigns/recipient-line.ts'
import { planChange } from '../../src/domain/messages/plan.ts'
import type { Decide } from '../../src/domain/messages/ports.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal

let subject: PostgresSubject
let campaigns: CampaignStore
let recipients: RecipientStore
beforeAll(async () => {
  subject = await postgresSubject()
  campaigns = createCampaignStore(subject.pool, loadStatements(AS_WRITTEN))
  recipients = createRecipientStore(subject.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => subject.close())
beforeEach(() => subject.clear())

const decide: Decide = (loaded) => planChange(loaded, [], 'latest')
const line = (n: number): RecipientLine => ({ messageIds: [`wamid.${n}`], phone: `+91980000000${n}` })
const hear = (n: number, kind: 'sent' | 'read') =>
  commitBatch(subject.store, [report({ ids: [`wamid.${n}`], kind })], 'latest')
const countersOf = async (id: string) => (await campaigns.find(id))?.counters
const pages = async (limit: number) => {
  const keys: string[] = []
  let after: string | undefined
  do {
    const page = await campaigns.recipients('c1', {}, after, limit)
    keys.push(...page.items.map(({ key }) => key))
    after = page.next
  } while (after !== undefined)
  return keys
}

describe('the store of campaigns', () => {
  test('makes a campaign once, finds it by its name, and changes what is given', async () => {
    expect(await campaigns.create('c1', 'Diwali Sale', 'active')).toBe(true)
    expect(await campaigns.create('c1', 'Another', 'draft')).toBe(false)
    expect(await campaigns.find('c1')).toMatchObject({ id: 'c1', name: 'Diwali Sale', status: 'active' })
    expect(await campaigns.idOfName('diwali  sale')).toBe('c1')
    expect(await campaigns.edit('c1', { status: 'archived' })).toBe(true)
    expect(await campaigns.edit('none', { status: 'archived' })).toBe(false)
    expect(await campaigns.find('c1')).toMatchObject({ name: 'Diwali Sale', status: 'archived' })
    expect([await campaigns.find('none'), await campaigns.idOfName('none')]).toEqual([undefined, undefined])
  })

  test('lists each campaign on one page, of all and of a status', async () => {
    for (const n of [1, 2, 3, 4, 5])
      await campaigns.create(`c${n}`, `Sale ${n}`, n % 2 === 0 ? 'active' : 'draft')
    const first = await campaigns.list({}, undefined, 3)
    const second = await campaigns.list({}, first.next, 3)
    expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual([
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
    ])
    expect(second.next).toBeUndefined()
    const active = await campaigns.list({ status: 'active' }, undefined, 3)
    expect(active.items.map(({ id }) => id).sort()).toEqual(['c2', 'c4'])
    expect([...(await campaigns.ids())].sort()).toEqual(['c1', 'c2', 'c3', 'c4', 'c5'])
  })

  test('gives each recipient on one page, however long pages are; a key that cannot be one gives none', async () => {
    await campaigns.create('c1', 'Sale', 'active')
    await recipients.importRecipients('c1', [1, 2, 3, 4, 5].map(line), () => decide)
    const all = await pages(10)
    expect(new Set(all).size).toBe(5)
    expect(await pages(2)).toEqual(all)
    expect(await campaigns.recipients('c1', {}, 'no key', 10)).toEqual({ items: [] })
  })

  test('brings back marks that were never made or are wrong, and the sums with them', async () => {
    await campaigns.create('c1', 'Sale', 'active')
    await recipients.importRecipients('c1', [1, 2, 3].map(line), () => decide)
    await hear(1, 'sent')
    await hear(2, 'read')
    const right = await countersOf('c1')
    expect(right).toMatchObject({ pending: 1, sent: 2, delivered: 1, read: 1, recipients: 3 })
    // As after a restored backup of one table: marks are gone, and sums know nothing of them.
    await asBluetick(
      subject.pool,
      `UPDATE campaign_recipients SET counted = NULL WHERE whatsapp_message_id IN ('wamid.1', 'wamid.2');
       UPDATE campaign_recipients SET counted = 63 WHERE whatsapp_message_id = 'wamid.3';
       UPDATE marketing_campaigns SET recipients_counted = 1, counted_pending = 1, counted_sent = 0, counted_delivered = 0, counted_read = 0`,
    )
    expect((await campaigns.verify('c1'))[0]).toMatchObject({
      miscounted: 3,
      right: { sent: 2, recipients: 3 },
    })
    const found = await recountCampaign(campaigns, 'c1', NEVER)
    expect(found).toMatchObject({ id: 'c1', repaired: 3 })
    expect(await countersOf('c1')).toEqual(right)
    expect((await campaigns.verify('c1'))[0]).toMatchObject({
      miscounted: 0,
      kept: right,
      right,
      shown: right,
    })
    expect(await recountCampaign(campaigns, 'c1', NEVER)).toMatchObject({
      repaired: 0,
      breakdowns: 0,
      disturbed: false,
    })
  })

  test("shows its own sums again, and leaves a sender's counters alone where it has counted nobody", async () => {
    await campaigns.create('c1', 'Sale', 'active')
    await recipients.importRecipients('c1', [line(1)], () => decide)
    await asBluetick(
      subject.pool,
      `UPDATE marketing_campaigns SET messages_pending = 99;
       INSERT INTO marketing_campaigns (id, name, messages_read) VALUES ('theirs', 'Theirs', 42)`,
    )
    expect(await campaigns.reconcileCounters()).toEqual(['c1'])
    expect(await campaigns.reconcileCounters()).toEqual([])
    const { rows } = await subject.pool.query(
      'SELECT id, messages_pending, messages_read FROM marketing_campaigns ORDER BY id',
    )
    expect(rows).toMatchObject([
      { id: 'c1', messages_pending: 1 },
      { id: 'theirs', messages_read: 42 },
    ])
  })
})

describe('the store of recipients', () => {
  beforeEach(() => campaigns.create('c1', 'Sale', 'active'))

  test('imports lines once, joined with what was reported before, and says what became of them', async () => {
    await hear(1, 'read')
    const lines = [1, 2].map(line)
    expect(await recipients.importRecipients('c1', lines, () => decide)).toEqual({
      inserted: 2,
      amended: 0,
      conflicting: [],
      waiting: [],
    })
    expect(await countersOf('c1')).toMatchObject({ pending: 1, read: 1, recipients: 2 })
    expect(await recipients.importRecipients('c1', lines, () => decide)).toEqual({
      inserted: 0,
      amended: 0,
      conflicting: [],
      waiting: [],
    })
    expect(await countersOf('c1')).toMatchObject({ pending: 1, read: 1, recipients: 2 })
  })

  test('a reference that has another message is a conflict, and costs only its line', async () => {
    await recipients.importRecipients('c1', [{ ...line(1), reference: 'r1' }], () => decide)
    const lines = [
      { ...line(2), reference: 'r2' },
      { messageIds: ['wamid.9'], reference: 'r1' },
    ]
    expect(await recipients.importRecipients('c1', lines, () => decide)).toEqual({
      inserted: 1,
      amended: 0,
      conflicting: [1],
      waiting: [],
    })
  })

  test('another message starts a recipient afresh; removing it takes it from the counters, once', async () => {
    await recipients.importRecipients('c1', [line(1)], () => decide)
    await hear(1, 'read')
    const [key = ''] = await pages(10)
    expect(await recipients.amendRecipient('c1', key, { messageIds: ['wamid.7'] }, decide)).toBe(true)
    expect(await countersOf('c1')).toMatchObject({ pending: 1, read: 0, recipients: 1 })
    expect(await recipients.amendRecipient('c2', key, { messageIds: ['wamid.8'] }, decide)).toBe(false)
    expect(await recipients.removeRecipient('c1', key, decide)).toBe(true)
    expect(await countersOf('c1')).toMatchObject({ pending: 0, read: 0, recipients: 0 })
    expect(await recipients.removeRecipient('c1', key, decide)).toBe(false)
  })
})
