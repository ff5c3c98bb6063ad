import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDashboardStore } from '../../src/adapters/postgres/dashboard/dashboard-store.ts'
import { createDashboardRead } from '../../src/adapters/postgres/dashboard/read.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

const QUARTER_MS = 900_000
/** Ten days in which clocks go forward in Europe, and back by half an hour on Lord Howe. */
const SPAN = { fromMs: Date.UTC(2026, 2, 27), toMs: Date.UTC(2026, 3, 6) }

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
  await subject.pool.query(
    `INSERT INTO bluetick.message_rollup (campaign_id, bucket, delivered, read)
     SELECT '', bucket, 2, 1 FROM generate_series($1::timestamptz, $2::timestamptz - interval '15 minutes', interval '15 minutes') bucket`,
    [new Date(SPAN.fromMs).toISOString(), new Date(SPAN.toMs).toISOString()],
  )
})
afterAll(() => subject.close())

test.each(['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe'])(
  'messages of %s fall into the weekday and hour that its clocks showed',
  async (zone) => {
    const expected = new Map<string, number>()
    for (let atMs = SPAN.fromMs; atMs < SPAN.toMs; atMs += QUARTER_MS) {
      const { dayOfWeek, hour } = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
      const key = `${dayOfWeek} ${hour}`
      expected.set(key, (expected.get(key) ?? 0) + 2)
    }
    const store = createDashboardStore(createDashboardRead(subject.pool, loadStatements(AS_WRITTEN)))
    const found = await store.hoursOfWeek('', SPAN, zone)
    expect(new Map(found.map(({ weekday, hour, delivered }) => [`${weekday} ${hour}`, delivered]))).toEqual(
      expected,
    )
    expect(found.every(({ delivered, read }) => delivered === 2 * read)).toBe(true)
  },
)
