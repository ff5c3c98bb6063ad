import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAnalyticsStore } from '../../src/adapters/postgres/analytics/analytics-store.ts'
import { createAnalyticsUpkeep } from '../../src/adapters/postgres/analytics/upkeep.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { answerQuestion } from '../../src/app/analytics/answer.ts'
import { createLagRecorder } from '../../src/app/analytics/lag.ts'
import type { AnalyticsUpkeep } from '../../src/domain/analytics/ports.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
let upkeep: AnalyticsUpkeep
beforeAll(async () => {
  subject = await postgresSubject()
  upkeep = createAnalyticsUpkeep(subject.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => subject.close())

const NOW_MS = Date.UTC(2026, 10, 21, 4, 5)

/** A report that reached us and WhatsApp's own time, so many milliseconds before the commit. */
function lagging(receiptMs: number, providerMs: number, estimated = false) {
  return report({
    receivedAtMs: NOW_MS - receiptMs,
    occurrence: { atMs: NOW_MS - providerMs, estimated },
  })
}

async function ownLag() {
  const store = createAnalyticsStore(subject.pool, loadStatements(AS_WRITTEN))
  const question = store.questions.find(({ name }) => name === 'own-lag')
  if (question === undefined) throw new Error('There is no question own-lag.')
  return (await answerQuestion(store, question, {}, NOW_MS)).rows
}

test('our own lag is added up over replicas and flushes, the reports without a time of their own apart', async () => {
  for (const batch of [
    [lagging(20, 3_000), lagging(40, 5_000)],
    [lagging(60, 7_000), lagging(80, 0, true)],
  ]) {
    const recorder = createLagRecorder(() => NOW_MS)
    recorder.committed(batch)
    await recorder.flush(upkeep)
    await recorder.flush(upkeep)
  }
  const [row] = await ownLag()
  expect(row).toMatchObject({
    time: '2026-11-21T04:00:00.000Z',
    reports: 4,
    receipt_avg: 0.05,
    provider_avg: 5,
  })
  expect(Number(row?.receipt_p50) / 0.04).toBeCloseTo(1, 0)
  expect(Number(row?.receipt_p99) / 0.08).toBeGreaterThan(0.86)
  expect(Number(row?.receipt_p99) / 0.08).toBeLessThan(1.14)
})

test('what could not be written down is written with the next flush', async () => {
  await subject.pool.query('TRUNCATE bluetick.lag_rollup')
  const recorder = createLagRecorder(() => NOW_MS)
  recorder.committed([lagging(20, 3_000)])
  const away = { addLag: () => Promise.reject(new Error('away')) }
  await expect(recorder.flush(away)).rejects.toThrow('away')
  recorder.committed([lagging(20, 3_000)])
  await recorder.flush(upkeep)
  expect(await ownLag()).toMatchObject([{ reports: 2 }])
})
