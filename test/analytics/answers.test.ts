import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAnalyticsStore } from '../../src/adapters/postgres/analytics/analytics-store.ts'
import { recountRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { createAnalyticsUpkeep } from '../../src/adapters/postgres/analytics/upkeep.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { answerQuestion } from '../../src/app/analytics/answer.ts'
import { refreshEngaged } from '../../src/app/analytics/refresh-engaged.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { AnalyticsStore } from '../../src/domain/analytics/ports.ts'
import type { QuestionInput, Row } from '../../src/domain/analytics/question.ts'
import { BUCKET_MS } from '../../src/domain/analytics/rollup.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'
import { GUIDE_QUERIES, GUIDE_VIEW, inWindow } from './guide-queries.ts'
import { anyTraffic } from './traffic.ts'

const DAY_MS = 86_400_000
const NEVER = new AbortController().signal
/** Hundreds of transactions: a machine with other work needs its time. */
const PROPERTY_TIMEOUT_MS = 120_000
const RUNS = 12
const NOW_MS = Math.floor(Date.now() / BUCKET_MS) * BUCKET_MS

let subject: PostgresSubject
let store: AnalyticsStore
beforeAll(async () => {
  subject = await postgresSubject()
  store = createAnalyticsStore(subject.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => subject.close())

async function ask(name: string, input: QuestionInput = {}): Promise<readonly Row[]> {
  const question = store.questions.find((known) => known.name === name)
  if (question === undefined) throw new Error(`There is no question ${name}.`)
  return (await answerQuestion(store, question, input, NOW_MS)).rows
}

/** Rows of the guide's query, with numbers as numbers and whatever is not asked for left out. */
async function guide(query: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await subject.pool.query(query, values)
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Date
          ? value.toISOString()
          : /^-?[\d.]+$/.test(String(value))
            ? Number(value)
            : value,
      ]),
    ),
  ) as Row[]
}

/** Equal but for the last digits, which the number of decimals of a numeric decides. */
function expectSame(ours: readonly Row[], theirs: readonly Row[]): void {
  const rounded = (rows: readonly Row[], names: readonly string[]) =>
    rows.map((row) =>
      names.map((name) => {
        const value = row[name] ?? null
        return typeof value === 'number' ? Number(value.toPrecision(10)) : value
      }),
    )
  const names = Object.keys(theirs[0] ?? {})
  expect(rounded(ours, names)).toEqual(rounded(theirs, names))
}

async function loadTraffic(reports: Parameters<typeof commitBatch>[1]): Promise<void> {
  await subject.clear()
  for (let from = 0; from < reports.length; from += 7) {
    await commitBatch(subject.store, reports.slice(from, from + 7), 'latest')
  }
}

/** Every answer that the rollups give, to be compared over time. */
async function allTotals(): Promise<unknown> {
  const everything = { fromMs: NOW_MS - 60 * DAY_MS, toMs: NOW_MS + BUCKET_MS }
  const names = [
    'delivery-rate',
    'read-rate',
    'average-delivery-time',
    'average-read-delay',
    'hourly-volume',
    'best-hour',
    'daily-dashboard',
    'delivery-times',
    'read-times',
    'failures-by-code',
    'failures-over-time',
    'by-campaign',
    'cost-by-category',
    'cost-by-campaign',
  ]
  return Promise.all(names.map((name) => ask(name, everything)))
}

async function expectGuidesAnswers(): Promise<void> {
  for (const days of [1, 30]) {
    const window = { fromMs: NOW_MS - days * DAY_MS, toMs: NOW_MS + BUCKET_MS }
    const bounds = [new Date(window.fromMs), new Date(window.toMs)]
    const [count] = await guide(
      'SELECT count(*) FROM broadcasts_messages WHERE created_at >= $1 AND created_at < $2',
      bounds,
    )
    const delivered = await ask('read-rate', window)
    if (Number(count?.count) > 0) {
      const rate = await guide(inWindow('delivery rate (10.2)'), bounds)
      expectSame(await ask('delivery-rate', window), [
        { delivery_rate: rate[0]?.delivery_rate_percent ?? null },
      ])
    }
    if (Number(delivered[0]?.delivered) > 0) {
      const rate = await guide(inWindow('read rate (10.2)'), bounds)
      expectSame(delivered, [{ read_rate: rate[0]?.read_rate_percent ?? null }])
    }
    expectSame(
      await ask('average-delivery-time', window),
      await guide(inWindow('average delivery time (10.2)'), bounds),
    )
    expectSame(
      await ask('average-read-delay', window),
      await guide(inWindow('average read time (10.2)'), bounds),
    )
    const hours = { fromMs: Math.floor(window.fromMs / 3_600_000) * 3_600_000, toMs: window.toMs }
    expectSame(
      await ask('hourly-volume', hours),
      await guide(inWindow('hourly volume (10.3)'), [new Date(hours.fromMs), bounds[1]]),
    )
    const byHour = (rows: readonly Row[]) =>
      [...rows].sort((a, b) => Number(a.hour_of_day) - Number(b.hour_of_day))
    expectSame(
      byHour(await ask('best-hour', window)),
      byHour(await guide(inWindow('best time to send (10.3)'), bounds)),
    )
  }
}

describe('the answers', () => {
  test(
    "equal the guide's own queries over the messages, also after a rebuild, and outlive the messages",
    async () => {
      await fc.assert(
        fc.asyncProperty(anyTraffic(NOW_MS), async (reports) => {
          await loadTraffic(reports)
          await expectGuidesAnswers()
          expectSame(await guide('SELECT * FROM message_status_dashboard'), await guide(GUIDE_VIEW))
          const before = await allTotals()
          await recountRollups(subject.pool, AS_WRITTEN, NEVER)
          expect(await allTotals()).toEqual(before)
          await subject.pool.query(
            "DELETE FROM broadcasts_messages WHERE created_at < now() - interval '10 days'",
          )
          await recountRollups(subject.pool, AS_WRITTEN, NEVER)
          expect(await allTotals()).toEqual(before)
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    PROPERTY_TIMEOUT_MS,
  )

  test(
    "list what the guide's queries list",
    async () => {
      await fc.assert(
        fc.asyncProperty(anyTraffic(NOW_MS), fc.integer({ min: 1, max: 40 }), async (reports, limit) => {
          await loadTraffic(reports)
          const first = (rows: readonly Row[]) => rows.map((row) => row.message_id).slice(0, limit)
          const phone = '+919800000001'
          const ofPhone =
            GUIDE_QUERIES['messages of a phone number (10.1)']?.replace('+919876543210', phone) ?? ''
          expect(first(await ask('messages-of-phone', { phone, limit }))).toHaveLength(
            first(await guide(ofPhone)).length,
          )
          expect(first(await ask('undelivered', { minutes: 5, limit })).sort()).toEqual(
            first(
              await guide(
                `${inWindow('undelivered messages (10.1)').replace('NOW()', '$1::timestamptz')} ORDER BY created_at DESC, message_id`,
                [new Date(NOW_MS)],
              ),
            ).sort(),
          )
          expect(first(await ask('unread', { hours: 24, limit })).sort()).toEqual(
            first(
              await guide(
                `${inWindow('messages to follow up (use case 2)').replace('NOW()', '$1::timestamptz')} ORDER BY created_at DESC, message_id`,
                [new Date(NOW_MS)],
              ),
            ).sort(),
          )
          const readAt = (rows: readonly { read_at: unknown }[]) =>
            rows.map((row) => row.read_at).slice(0, limit)
          const theirs = await guide(GUIDE_QUERIES['read messages (10.1)'] ?? '')
          expect(readAt((await ask('read-messages', { limit })) as { read_at: unknown }[])).toEqual(
            readAt(
              theirs.map(({ status }) => ({
                read_at: new Date((status as { read: string }).read).toISOString(),
              })),
            ),
          )
          const hours = await guide(
            (GUIDE_QUERIES['best time for one number (use case 3)'] ?? '')
              .replace('+919876543210', phone)
              .replace('LIMIT 1', ''),
          )
          const ours = await ask('best-hour-of-phone', { phone })
          expect(ours.map((row) => row.hour_of_day).sort()).toEqual(hours.map((row) => row.hour).sort())
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    PROPERTY_TIMEOUT_MS,
  )

  test('rank the most engaged recipients as the guide does, as of the last refresh', async () => {
    const reports = fc.sample(anyTraffic(NOW_MS), { numRuns: 30, seed: 5 }).flat()
    await loadTraffic(reports)
    const upkeep = createAnalyticsUpkeep(subject.pool, loadStatements(AS_WRITTEN))
    await refreshEngaged(upkeep, NOW_MS)
    const theirs = await guide(
      inWindow('most engaged users (10.3)').replace(
        'read_rate DESC',
        'read_rate DESC, delivered DESC, phone_number',
      ),
      [new Date(NOW_MS - 7 * DAY_MS + 1), new Date(NOW_MS + 1)],
    )
    expect(theirs.length).toBeGreaterThan(1)
    expectSame(await ask('most-engaged', { days: 7, limit: 10 }), theirs)
    expect(
      await upkeep.refreshEngaged({ days: 7, fromMs: 0, toMs: NOW_MS + 1, dueAtMs: NOW_MS, limit: 1 }),
    ).toBe(false)
  })

  test('are right in time zones of half and quarter hours', async () => {
    const reports = fc.sample(anyTraffic(NOW_MS), { numRuns: 20, seed: 7 }).flat()
    await loadTraffic(reports)
    for (const zone of ['Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'America/New_York', 'UTC']) {
      const client = await subject.pool.connect()
      try {
        await client.query(`SET TimeZone = '${zone}'`)
        const view = await client.query(
          'SELECT date::text, total_messages::int, read::int FROM message_status_dashboard',
        )
        const raw = await client.query(
          `SELECT date::text, total_messages::int, read::int FROM (${GUIDE_VIEW}) AS v`,
        )
        expect(view.rows).toEqual(raw.rows)
        const ours = await ask('daily-dashboard', { zone, window: 'all' })
        expect(ours.map(({ date, total_messages, read }) => ({ date, total_messages, read }))).toEqual(
          raw.rows,
        )
      } finally {
        await client.query('RESET TimeZone')
        client.release()
      }
    }
  })

  test('tell young messages from those that should have an outcome', async () => {
    await subject.clear()
    const at = (id: string, minutesAgo: number, kind: 'sent' | 'delivered') => ({
      source: 'meta' as const,
      ids: [id],
      kind,
      occurrence: { atMs: NOW_MS - minutesAgo * 60_000, estimated: false },
      receivedAtMs: NOW_MS - minutesAgo * 60_000,
    })
    const reports = [at('wamid.1', 1, 'sent'), at('wamid.2', 120, 'sent'), at('wamid.3', 120, 'delivered')]
    await commitBatch(subject.store, reports, 'latest')
    expect(await ask('delivery-rate')).toMatchObject([
      { messages: 3, delivered: 1, too_young: 1, unresolved: 1, mature_delivery_rate: 50 },
    ])
  })
})

describe("the guide's queries", () => {
  beforeAll(async () => {
    // On an empty table the guide's rates divide by zero, as they always did.
    await loadTraffic([
      report({ kind: 'sent', receivedAtMs: Date.now() }),
      report({ kind: 'read', receivedAtMs: Date.now() }),
    ])
  })

  test.each(Object.entries(GUIDE_QUERIES))('run unchanged: %s', async (_name, query) => {
    expect(await subject.pool.query(query)).toHaveProperty('rows')
  })

  test('its view has its columns and their types', async () => {
    const columnsOf = async (query: string) =>
      (await subject.pool.query(query)).fields.map((f) => [f.name, f.dataTypeID])
    expect(await columnsOf('SELECT * FROM message_status_dashboard')).toEqual(await columnsOf(GUIDE_VIEW))
  })
})
