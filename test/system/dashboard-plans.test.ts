import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recountRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createAccountNewsStore } from '../../src/adapters/postgres/dashboard/account-news-store.ts'
import { createDashboardStore } from '../../src/adapters/postgres/dashboard/dashboard-store.ts'
import { createPlansOfMessage } from '../../src/adapters/postgres/dashboard/plans-of-message.ts'
import { createDashboardRead } from '../../src/adapters/postgres/dashboard/read.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { RECIPIENT_PARTS } from '../../src/domain/campaigns/recipient-part.ts'
import { OUTCOMES } from '../../src/domain/dashboard/messages.ts'
import { periodOf } from '../../src/domain/dashboard/period.ts'
import { CAMPAIGN_SORTS } from '../../src/domain/dashboard/ports.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const NAMES =
  /Seq Scan on (?:\w+\.)?(broadcasts_messages|campaign_recipients|marketing_campaigns|message_rollup\w*|service_minutes)\b/

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
  await asBluetick(
    subject.pool,
    `INSERT INTO public.marketing_campaigns (id, name, created_at)
     SELECT 'c' || n, 'Campaign ' || n, now() - n * interval '1 hour' FROM generate_series(0, 4999) n`,
  )
  await asBluetick(
    subject.pool,
    `INSERT INTO public.broadcasts_messages (message_id, phone_number, status, aliases, counted_in, created_at, failure_code, pricing)
     SELECT 'wamid.' || n, '+9198' || (n % 500), '{"sent": "2023-12-10T11:30:00Z"}'::jsonb || CASE WHEN n % 2 = 0 THEN '{"delivered": "2023-12-10T11:30:05Z", "read": "2023-12-10T11:31:00Z"}' ELSE '{"failed": "2023-12-10T11:31:00Z"}' END::jsonb, '{}', 'c' || n % 40, now() - n * interval '100 minutes', '13102' || n % 9, '{"category": "marketing"}'
     FROM generate_series(1, 6000) n`,
  )
  await asBluetick(
    subject.pool,
    `INSERT INTO public.campaign_recipients (campaign_id, phone_number, status) SELECT 'c' || n % 40, '+9198' || n, 'sent' FROM generate_series(1, 6000) n`,
  )
  await subject.pool.query(
    `INSERT INTO bluetick.service_minutes (minute, webhooks) SELECT date_trunc('minute', now()) - n * interval '1 minute', 1 FROM generate_series(0, 20000) n`,
  )
  await recountRollups(subject.pool, AS_WRITTEN, new AbortController().signal)
  await subject.pool.query('ANALYZE')
})
afterAll(() => subject.close())

test('no page reads a table whole', async () => {
  const plans: string[] = []
  const explaining = {
    async query(asked: string | { text: string; values: unknown[] }) {
      if (typeof asked === 'string') return
      const { rows } = await subject.pool.query(`EXPLAIN ${asked.text}`, asked.values)
      plans.push(`${asked.text}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`)
      return { rows: [] }
    },
    connect: async () => explaining,
    release: () => undefined,
  } as unknown as Pool
  const read = createDashboardRead(explaining, loadStatements(AS_WRITTEN))
  const store = createDashboardStore(read)
  const news = createAccountNewsStore(read)
  const campaigns = createCampaignStore(explaining, loadStatements(AS_WRITTEN))
  const nowMs = Date.now()
  for (const range of ['today', '30d'] as const) {
    const period = periodOf(range, 'Asia/Kolkata', nowMs)
    for (const campaign of ['', 'c7']) {
      await store.sums(campaign, [period, ...period.comparisons, ...period.steps])
      await store.failures(campaign, period)
      await store.times(campaign, period)
      // The pool above answers no row, and this one always has one.
      await store.replySums(campaign, period).catch(() => undefined)
      await news.countStopped({ campaign, span: period })
      await news.stopped({ campaign, span: period }, undefined, 50)
      await news.news({ span: period }, undefined, 50)
      await store.prices(campaign, period)
      for (const outcome of OUTCOMES) await store.messages({ campaign, ...period, outcome }, undefined, 50)
      const position = [new Date(nowMs - 3_600_000).toISOString(), '12'] as const
      await store.messages({ campaign, ...period, failureCode: '131026' }, position, 50)
    }
    await store.serviceSums(period.steps)
    await store.lag(period)
  }
  await store.ruleValues('delivery-rate-low', periodOf('7d', 'UTC', nowMs), 300_000)
  await news.suppressionsOf('+919876543210')
  await createPlansOfMessage(read)('wamid.7')
  await store.life('c7')
  await store.lastWebhookMs()
  await store.hoursOfWeek('', periodOf('30d', 'UTC', nowMs), 'UTC')
  await store.numberViews(50)
  for (const sort of CAMPAIGN_SORTS)
    await store.campaigns({ search: '', withArchived: false, sort, from: 0 }, 50)
  for (const part of RECIPIENT_PARTS) await campaigns.recipients('c7', { part }, '100', 50)
  await campaigns.recipients('c7', { failureCode: '131026' }, undefined, 50)
  await campaigns.find('c7')
  await campaigns.idOfName('Campaign 7')
  await campaigns.list({}, undefined, 50)
  expect(plans.length).toBeGreaterThan(60)
  for (const plan of plans) expect(plan).not.toMatch(NAMES)
})
