import type { Pool } from 'pg'
import { readRunbook } from '../../../src/adapters/alert-rules/runbooks.ts'
import { createOutbox } from '../../../src/adapters/postgres/alerts/outbox.ts'
import { createRuleRunner } from '../../../src/adapters/postgres/alerts/rule-runner.ts'
import { createAnalyticsStore } from '../../../src/adapters/postgres/analytics/analytics-store.ts'
import { createStateStore } from '../../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { createMailWriter } from '../../../src/app/alerts/mail-writer.ts'
import { writeCampaignMail } from '../../../src/app/alerts/mails/campaign-mail.ts'
import { writeSummaryMail } from '../../../src/app/alerts/mails/summary-mail.ts'
import { failuresOfCampaign, gatherFigures } from '../../../src/app/alerts/summary-figures.ts'
import type { Signal } from '../../../src/domain/alerts/alert-state.ts'
import type { MailContent } from '../../../src/domain/alerts/mail.ts'
import { CADENCES, duePeriod } from '../../../src/domain/alerts/period.ts'
import type { FigureTable } from '../../../src/domain/alerts/ports.ts'
import type { RestingCampaign } from '../../../src/domain/alerts/resting-campaign.ts'
import { shippedRules } from '../../alerts/alert-bench.ts'
import { seedCampaigns, someCampaigns } from '../../support/dashboard-data.ts'

/** The morning of a first of the month, at which all reports are due. */
const NOW_MS = Date.parse('2026-11-01T01:40:00Z')
const DAY_MS = 86_400_000
const ZONE = 'Asia/Kolkata'
/** Without a blank: nothing may make a mail wider than a phone. */
const UNBROKEN = 'diwali_mega_sale_wave_2_north_india_2026_loyal_customers_reminder_3'
const LONG = 'Diwali Mega Sale Wave 2 North India 2026, loyal customers'
const ORIGIN = { domain: 'example.org', installation: 'Shop, production', zone: ZONE }
const REPORT_ORIGIN = { installation: ORIGIN.installation, dashboard: 'https://bluetick.example.org/grafana' }

const FIRING: Signal = {
  kind: 'firing',
  rule: 'delivery-rate-low',
  severity: 'critical',
  labels: {},
  episode: 'delivery-rate-low.54uvgwr2ih7p.20261101T013500Z',
  conditionSinceMs: NOW_MS - 7 * 60_000,
  firedAtMs: NOW_MS,
  atMs: NOW_MS,
  summary: 'Delivery rate 71.5% over the last hour (4,812 messages; 960 failed, 411 without an outcome)',
  threshold: 'value < 90',
  unit: '%',
  value: 71.5,
  samples: 4812,
  figures: { failed: 960, underway: 411 },
}
const CAMPAIGN: Signal = {
  ...FIRING,
  rule: 'campaign-delivery-low',
  severity: 'warning',
  labels: { campaign_id: 'diwali_mega_sale_wave_2_north_india_2026_loyal_customers' },
  descriptions: { campaign: LONG },
  episode: 'campaign-delivery-low.3k1m9xq2ih7p.20261101T013500Z',
  summary: `Delivery 62.1% in campaign ${LONG} (3,200 messages in six hours)`,
  value: 62.1,
  samples: 3200,
  figures: {},
}
const LATER: Partial<Signal> = { atMs: NOW_MS + 52 * 60_000 }
const SIGNALS: Readonly<Record<string, Signal>> = {
  firing: FIRING,
  campaign: CAMPAIGN,
  worse: {
    ...CAMPAIGN,
    ...LATER,
    kind: 'worse',
    summary:
      'Delivery 31% in campaign Diwali Mega Sale Wave 2 North India 2026, loyal customers (3,200 messages in six hours)',
    value: 31,
    valueBefore: 62.1,
    acknowledgedBefore: 'Asha Venkataraman',
  },
  reminder: { ...FIRING, ...LATER, kind: 'reminder' },
  resolved: {
    ...FIRING,
    ...LATER,
    kind: 'resolved',
    value: 98.2,
    samples: 6120,
    summary: 'Delivery rate 98.2% over the last hour (6,120 messages; 60 failed, 50 without an outcome)',
    figures: { failed: 60, underway: 50 },
  },
  closed: { ...CAMPAIGN, ...LATER, kind: 'closed', reason: 'not-measured' },
  acknowledged: {
    ...FIRING,
    ...LATER,
    kind: 'acknowledged',
    by: 'Asha Venkataraman',
    note: 'The template is paused, I am on it.',
  },
  unbroken: {
    ...CAMPAIGN,
    descriptions: { campaign: UNBROKEN },
    summary: `Delivery 62.1% in campaign ${UNBROKEN} (3,200 messages in six hours)`,
  },
  escalation: { ...FIRING, ...LATER, kind: 'escalation', escalation: 1 },
}

/** Two months of campaigns, the last one with names as people give them. */
export async function seedMonths(pool: Pool, people: number): Promise<void> {
  const campaigns = [
    ...someCampaigns(NOW_MS, people).map((one, n) =>
      n === 2 ? { ...one, name: LONG } : n === 4 ? { ...one, name: UNBROKEN } : one,
    ),
    ...someCampaigns(NOW_MS - 31 * DAY_MS, people).map((one) => ({
      ...one,
      name: `${one.name} (September)`,
    })),
  ]
  await seedCampaigns(createStateStore(pool, loadStatements(AS_WRITTEN)), campaigns, NOW_MS)
  // Half an hour ago it went wrong.
  await pool.query(
    `INSERT INTO bluetick.delivery_cohorts (bucket, known, messages, delivered, failed, out_of_reach, underway)
     SELECT at, at, 400, CASE WHEN old THEN 392 ELSE 141 END, CASE WHEN old THEN 8 ELSE 190 END, 0, CASE WHEN old THEN 0 ELSE 69 END
     FROM generate_series($1::timestamptz - interval '3 hours', $1::timestamptz, interval '5 minutes') AS at,
          LATERAL (SELECT at < $1::timestamptz - interval '35 minutes' AS old) AS o
     ON CONFLICT (bucket, known) DO NOTHING`,
    [new Date(NOW_MS)],
  )
}

/** One mail of each kind, by its name: as the service writes them of what lies in the database. */
export async function sampleMails(pool: Pool): Promise<ReadonlyMap<string, MailContent>> {
  const statements = loadStatements(AS_WRITTEN)
  const runner = createRuleRunner(pool, statements)
  const rules = new Map(shippedRules().map((rule) => [rule.name, rule]))
  const writer = createMailWriter({
    runner,
    rule: (name) => rules.get(name),
    runbook: readRunbook,
    publicUrl: 'https://bluetick.example.org',
    dashboard: REPORT_ORIGIN.dashboard,
    linkKey: async () => 'key',
    origin: ORIGIN,
    onProblem: (problem) => {
      throw new Error(problem)
    },
  })
  const planOf = (signals: readonly Signal[]) => ({
    recipient: '',
    key: 'k',
    signalIds: [],
    sections: signals.map((signal) => [signal] as const),
  })
  const mails = new Map<string, MailContent>()
  for (const [name, signal] of Object.entries(SIGNALS))
    mails.set(name, await writer.alert(planOf([signal]), signal.atMs))
  const storm = Array.from({ length: 200 }, (_, n) => ({
    ...CAMPAIGN,
    episode: `storm-${n}`,
    labels: { campaign_id: `wave-${n}` },
    descriptions: { campaign: n === 1 ? UNBROKEN : `Diwali Mega Sale Wave ${n}` },
    value: 11 + ((n * 7) % 80),
  }))
  mails.set('storm', await writer.alert(planOf(storm), NOW_MS))
  const { value: _value, samples: _samples, ...outage } = FIRING
  mails.set(
    'outage',
    await writer.outage({
      ...outage,
      rule: 'database-unreachable',
      episode: 'database-unreachable.9k1m9xq2ih7p.20261101T013500Z',
      summary: 'The database does not answer (ECONNREFUSED).',
      threshold: 'the database does not answer',
      unit: '',
      figures: {},
    }),
  )
  const sources = { runner, analytics: createAnalyticsStore(pool, statements) }
  for (const cadence of CADENCES) {
    const period = duePeriod(cadence, ZONE, NOW_MS)
    mails.set(
      cadence,
      writeSummaryMail(period, await gatherFigures(sources, period, NOW_MS), NOW_MS, REPORT_ORIGIN),
    )
  }
  const campaigns = await createOutbox(pool, statements).restingCampaigns(NOW_MS, 5)
  const failures = new Map<string, FigureTable>()
  for (const one of campaigns) failures.set(one.id, await failuresOfCampaign(sources, one, ZONE, NOW_MS))
  const write = (rest: readonly RestingCampaign[]) =>
    writeCampaignMail(rest, failures, NOW_MS, { ...REPORT_ORIGIN, zone: ZONE })
  mails.set('rest', write(campaigns))
  const others = ['Order updates', 'दिवाली की शुभकामनाएँ', UNBROKEN].map((name) => ({ id: name, name }))
  mails.set(
    'several-rest',
    write(campaigns.flatMap((one) => [one, ...others.map((other) => ({ ...one, ...other }))])),
  )
  return mails
}
