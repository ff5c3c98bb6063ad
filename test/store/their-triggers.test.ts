import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { NOON_MS, report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NEVER = new AbortController().signal

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
afterEach(async () => {
  await off()
  await subject.clear()
  await subject.pool.query('DELETE FROM bluetick.unjoined_changes; DELETE FROM bluetick.disturbed_campaigns')
})

const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
const join = () => joinExternalRows(subject.store, 'latest', NEVER)
const rows = async (sql: string) => (await subject.pool.query(sql)).rows
const on = (table: string, body: string, event = 'UPDATE') =>
  subject.pool.query(`CREATE FUNCTION public.theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
    CREATE TRIGGER theirs BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION public.theirs()`)
const off = () => subject.pool.query('DROP FUNCTION IF EXISTS public.theirs() CASCADE')
const unjoined = () => rows('SELECT kind, code, attempts FROM bluetick.unjoined_changes')
const retryNow = async () => {
  await subject.pool.query("UPDATE bluetick.unjoined_changes SET next_attempt_at = '-infinity'")
  return join()
}
const counters = () =>
  rows(`SELECT id, messages_pending AS pending, messages_sent AS sent, messages_delivered AS delivered,
               counted_delivered AS kept, recipients_counted AS recipients FROM marketing_campaigns ORDER BY id`)

describe('a trigger on recipients', () => {
  test.each([['RETURN OLD;'], ['RETURN NULL;'], ["RAISE 'no' USING ERRCODE = '42501';"]])(
    '%s costs only the row itself, and is counted once',
    async (body) => {
      await subject.addCampaign('c1')
      await on(
        'campaign_recipients',
        `IF NEW.whatsapp_message_id = 'wamid.3' THEN ${body} END IF; RETURN NEW;`,
      )
      for (let n = 0; n < 6; n++) await subject.addRecipient('c1', `wamid.${n}`)
      expect(await join()).toMatchObject({ recipients: 5, refused: 1 })
      expect(await join()).toMatchObject({ recipients: 0, refused: 0 })
      expect(await counters()).toMatchObject([{ pending: 5, recipients: 5 }])
      expect(await unjoined()).toMatchObject([{ kind: 'recipient', attempts: 1 }])
      await off()
      await retryNow()
      expect(await counters()).toMatchObject([{ pending: 6, recipients: 6 }])
      expect(await unjoined()).toEqual([])
    },
  )
})

/** What others would see of a row that is not as it was counted. */
const CHANGED = [["NEW.status := 'new';"], ['NEW.delivered_at := NULL;'], ['NEW.counted := 0;']]

describe.each(['INSERT', 'UPDATE'])('a trigger that changes a recipient at its %s', (event) => {
  test.each(CHANGED)(
    '%s has the report refused, and nothing counts it until the trigger has gone',
    async (body) => {
      const change = `IF NEW.whatsapp_message_id = 'wamid.B' THEN ${body} END IF; RETURN NEW;`
      const before = ['wamid.A', 'wamid.B'].map((id) =>
        report({ ids: [id], kind: 'sent', campaignName: 'holi' }),
      )
      if (event === 'UPDATE') await commit(...before)
      await on('campaign_recipients', change, event)
      const kind = body.includes('delivered') ? 'delivered' : 'failed'
      const reports = ['wamid.A', 'wamid.B'].map((id) => report({ ids: [id], kind, campaignName: 'holi' }))
      for (let n = 0; n < 2; n++)
        expect((await commit(...reports)).refused).toMatchObject([{ code: '09000' }])
      const [counted] = await rows(
        'SELECT messages_delivered + messages_failed AS n, recipients_counted AS recipients FROM marketing_campaigns',
      )
      expect(counted).toEqual({ n: 1, recipients: event === 'UPDATE' ? 2 : 1 })
      await off()
      expect((await commit(...reports)).refused).toEqual([])
      const [right] = await rows(
        'SELECT messages_delivered + messages_failed AS n, recipients_counted AS recipients FROM marketing_campaigns',
      )
      expect(right).toEqual({ n: 2, recipients: 2 })
    },
  )
})

describe('a trigger on campaigns', () => {
  const KEPT = [['RETURN OLD;'], ['RETURN NULL;'], ['NEW.counted_delivered := 7; RETURN NEW;']]
  test.each(KEPT)('%s costs no report; the counters are right once it has gone', async (body) => {
    await commit(report({ ids: ['wamid.A'], kind: 'sent', campaignName: 'holi' }))
    await on('marketing_campaigns', `IF NEW.id = 'holi' THEN ${body} END IF; RETURN NEW;`)
    await commit(
      report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'holi' }),
      report({ ids: ['wamid.B'], kind: 'delivered', campaignName: 'diwali' }),
    )
    expect(await rows('SELECT status FROM campaign_recipients')).toEqual([
      { status: 'delivered' },
      { status: 'delivered' },
    ])
    expect(await join()).toMatchObject({ refused: 1 })
    expect(await unjoined()).toEqual([{ kind: 'campaign', code: '09000', attempts: 1 }])
    // Neither a further report nor another attempt counts it twice, or goes on for ever.
    await commit(report({ ids: ['wamid.A'], kind: 'read', campaignName: 'holi' }))
    expect(await join()).toMatchObject({ refused: 0 })
    expect(await retryNow()).toMatchObject({ refused: 1 })
    expect(await unjoined()).toEqual([{ kind: 'campaign', code: '09000', attempts: 2 }])
    await off()
    await retryNow()
    expect(await counters()).toEqual([
      { id: 'diwali', pending: 0, sent: 1, delivered: 1, kept: 1, recipients: 1 },
      { id: 'holi', pending: 0, sent: 1, delivered: 1, kept: 1, recipients: 1 },
    ])
    expect([await unjoined(), await rows('SELECT FROM bluetick.disturbed_campaigns')]).toEqual([[], []])
  })

  test('that shows other counters is noticed, though the sums are right', async () => {
    await on('marketing_campaigns', 'NEW.messages_read := 99; RETURN NEW;')
    await commit(report({ ids: ['wamid.A'], kind: 'sent', campaignName: 'holi' }))
    expect(await join()).toMatchObject({ refused: 1 })
    await off()
    await retryNow()
    expect(await rows('SELECT messages_read FROM marketing_campaigns')).toEqual([{ messages_read: 0 }])
  })
})

describe('a trigger on messages', () => {
  test.each([['RETURN OLD;'], ['RETURN NULL;'], ["NEW.status := '{}'; RETURN NEW;"]])(
    '%s has the report refused, and nothing counts it',
    async (body) => {
      await commit(report({ ids: ['wamid.A'], kind: 'sent', campaignName: 'holi' }))
      await on('broadcasts_messages', body)
      const delivered = report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'holi' })
      for (let n = 0; n < 2; n++) {
        const { refused } = await commit(delivered)
        expect(refused).toMatchObject([{ code: '09000' }])
      }
      const sums = `SELECT sum(messages)::int AS messages, sum(delivered)::int AS delivered
                    FROM bluetick.message_rollup WHERE campaign_id = ''`
      expect(await rows(sums)).toEqual([{ messages: 1, delivered: 0 }])
      expect(await counters()).toMatchObject([{ sent: 1, delivered: 0 }])
      await off()
      await commit(delivered)
      expect(await rows(sums)).toEqual([{ messages: 1, delivered: 1 }])
    },
  )

  test.each([["NEW.status := '{}'; RETURN NEW;"], ['RETURN NULL;']])(
    '%s at the insert has the report refused, and costs no other',
    async (body) => {
      await on(
        'broadcasts_messages',
        `IF NEW.message_id = 'wamid.B' THEN ${body} END IF; RETURN NEW;`,
        'INSERT',
      )
      const reports = ['wamid.A', 'wamid.B'].map((id) =>
        report({ ids: [id], kind: 'sent', campaignName: 'holi' }),
      )
      expect((await commit(...reports)).refused).toMatchObject([{ code: '09000' }])
      expect(await counters()).toMatchObject([{ sent: 1, recipients: 1 }])
      await off()
      await commit(...reports)
      expect(await counters()).toMatchObject([{ sent: 2, recipients: 2 }])
    },
  )

  test('that adds keys of its own to the status is none of our business', async () => {
    await commit(report({ ids: ['wamid.A'], kind: 'sent', campaignName: 'holi' }))
    await on('broadcasts_messages', `NEW.status := NEW.status || '{"seen": 1}'; RETURN NEW;`)
    await commit(
      report({ ids: ['wamid.A'], kind: 'read', occurrence: { atMs: NOON_MS + 60_000, estimated: false } }),
    )
    expect(await rows('SELECT status FROM broadcasts_messages')).toMatchObject([
      { status: { seen: 1, read: '2023-12-10T11:31:00Z' } },
    ])
  })
})
