import pg from 'pg'
import { createAnalyticsStore } from '../src/adapters/postgres/analytics/analytics-store.ts'
import { createAnalyticsUpkeep } from '../src/adapters/postgres/analytics/upkeep.ts'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { answerQuestion } from '../src/app/analytics/answer.ts'
import { refreshEngaged } from '../src/app/analytics/refresh-engaged.ts'
import { GUIDE_QUERIES, GUIDE_VIEW } from '../test/analytics/guide-queries.ts'
import { fillMessages } from './analytics-data.ts'
import { ingestRate, trafficOf } from './analytics-ingest.ts'
import { onFilled } from './filled.ts'
import { median, printTable, rate, ratio } from './table.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000_000)
const RUNS = 50
const GUIDE_RUNS = 3
const INGEST_ROUNDS = 3
const INGEST_MESSAGES = 10_000
const PHONE = '+919800000007'

/** Which of the guide's queries asks what a question answers. */
const GUIDES: Readonly<Record<string, string | undefined>> = {
  'messages-of-phone': GUIDE_QUERIES['messages of a phone number (10.1)']?.replace('+919876543210', PHONE),
  'read-messages': `${GUIDE_QUERIES['read messages (10.1)']?.replace(';', '')} LIMIT 100`,
  undelivered: `${GUIDE_QUERIES['undelivered messages (10.1)']?.replace(';', '')} LIMIT 100`,
  unread: `${GUIDE_QUERIES['messages to follow up (use case 2)']} LIMIT 100`,
  'delivery-rate': GUIDE_QUERIES['delivery rate (10.2)'],
  'read-rate': GUIDE_QUERIES['read rate (10.2)'],
  'average-delivery-time': GUIDE_QUERIES['average delivery time (10.2)'],
  'average-read-delay': GUIDE_QUERIES['average read time (10.2)'],
  'most-engaged': GUIDE_QUERIES['most engaged users (10.3)'],
  'hourly-volume': GUIDE_QUERIES['hourly volume (10.3)'],
  'best-hour': GUIDE_QUERIES['best time to send (10.3)'],
  'daily-dashboard': GUIDE_VIEW,
  'best-hour-of-phone': GUIDE_QUERIES['best time for one number (use case 3)']?.replace(
    '+919876543210',
    PHONE,
  ),
}

/** Every question at ten million messages: after a restart, then fifty times, beside the guide's query; and ingest. */
export async function benchAnalytics(): Promise<void> {
  await onFilled(async (pool, url) => {
    await fillMessages(pool, MESSAGES, (line) => process.stderr.write(`${line}\n`))
    await benchIngestBesideAnalytics(pool, url)
  }, benchQuestions)
}

async function benchQuestions(pool: pg.Pool): Promise<void> {
  const store = createAnalyticsStore(pool, loadStatements(AS_WRITTEN))
  await refreshEngaged(createAnalyticsUpkeep(pool, loadStatements(AS_WRITTEN)), Date.now())
  const rows: string[][] = []
  for (const question of store.questions) {
    const ask = () => answerQuestion(store, question, { phone: PHONE, minutes: 5 }, Date.now())
    const first = await timed(ask)
    const times: number[] = []
    for (let run = 0; run < RUNS; run++) times.push(await timed(ask))
    times.sort((a, b) => a - b)
    const p95 = times[Math.floor(0.95 * (RUNS - 1))] ?? Number.NaN
    const guides: number[] = []
    const query = GUIDES[question.name]
    for (let run = 0; query !== undefined && run < GUIDE_RUNS; run++) {
      guides.push(await timed(() => pool.query(query)))
    }
    const guide = median(guides)
    rows.push([
      question.name,
      ms(first),
      ms(median(times)),
      ms(p95),
      query === undefined ? '' : ms(guide),
      query === undefined ? '' : ratio(guide, median(times)),
    ])
  }
  printTable(['question', 'first call', 'p50', 'p95', "the guide's query", 'ratio'], rows)
}

async function benchIngestBesideAnalytics(full: pg.Pool, url: string): Promise<void> {
  await full.query('CREATE DATABASE with_analytics')
  await full.query('CREATE DATABASE without_analytics')
  const pools = ['with_analytics', 'without_analytics'].map((database) => {
    const place = new URL(url)
    place.pathname = database
    const pool = new pg.Pool({ connectionString: place.href, max: 4 })
    pool.on('error', () => undefined)
    return pool
  })
  const [withAll, without] = pools
  if (withAll === undefined || without === undefined) return
  for (const pool of pools) await migrate(pool)
  await without.query(
    'DROP INDEX idx_broadcasts_messages_created_at; DROP INDEX idx_broadcasts_messages_uncounted',
  )
  const rates: Record<'with' | 'without' | 'full', number[]> = { with: [], without: [], full: [] }
  for (let round = 0; round < INGEST_ROUNDS; round++) {
    const traffic = (batch: string) => trafficOf(`${batch}${round}`, INGEST_MESSAGES, Date.now())
    rates.with.push(await ingestRate(withAll, traffic('w'), true))
    rates.without.push(await ingestRate(without, traffic('o'), false))
    rates.full.push(await ingestRate(full, traffic('f'), true))
  }
  for (const pool of pools) await pool.end()
  const [all, none, filled] = [rates.with, rates.without, rates.full].map(median)
  printTable(
    ['ingest', 'reports/s', 'ratio'],
    [
      ['without analytics', rate(none ?? 0), ''],
      ['with all rollups', rate(all ?? 0), ratio(all ?? 0, none ?? 0)],
      [
        `with all rollups, ${rate(MESSAGES)} messages stored`,
        rate(filled ?? 0),
        ratio(filled ?? 0, all ?? 0),
      ],
    ],
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}
