import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAnalyticsStore } from '../../src/adapters/postgres/analytics/analytics-store.ts'
import { recountRollups } from '../../src/adapters/postgres/analytics/rollup-repair.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { answerQuestion } from '../../src/app/analytics/answer.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())

test('no answer scans the table of messages', async () => {
  await subject.pool.query(
    `INSERT INTO broadcasts_messages (message_id, phone_number, status, aliases, counted_in, created_at)
     SELECT 'wamid.' || n, '+9198' || (n % 500), '{"sent": "2023-12-10T11:30:00Z"}'::jsonb || CASE WHEN n % 2 = 0 THEN '{"delivered": "2023-12-10T11:30:05Z", "read": "2023-12-10T11:31:00Z"}' ELSE '{}' END::jsonb, '{}', '', now() - n * interval '1 minute'
     FROM generate_series(1, 20000) n`,
  )
  await recountRollups(subject.pool, AS_WRITTEN, new AbortController().signal)
  await subject.pool.query('ANALYZE')
  const plans: string[] = []
  const explaining = {
    async query(asked: string | { text: string; values: unknown[] }, given: unknown[] = []) {
      const { text, values } = typeof asked === 'string' ? { text: asked, values: given } : asked
      const { rows } = await subject.pool.query(`EXPLAIN ${text}`, values)
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      return { rows: [] }
    },
  }
  const planned = createAnalyticsStore(explaining as unknown as Pool, loadStatements(AS_WRITTEN))
  const input = { phone: '+98981', days: 7 }
  for (const question of planned.questions) {
    for (const window of ['24h', '30d', 'all'])
      await answerQuestion(planned, question, { ...input, window }, Date.now())
  }
  expect(plans.length).toBeGreaterThan(3 * planned.questions.length - 1)
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (public\.)?broadcasts_messages/)
})
