import { describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/adapters/metrics/metrics.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'

const NOW_MS = Date.UTC(2026, 10, 21)

function metricsOfTest(statements: readonly string[] = ['commit']) {
  return createMetrics({
    version: '1.2.3',
    runtime: 'node',
    runtimeVersion: '20.20.0',
    statements,
    process: false,
    now: () => NOW_MS,
  })
}

/** The samples of a registry: `name{labels}` → value. */
async function samplesOf(metrics: ReturnType<typeof metricsOfTest>): Promise<ReadonlyMap<string, number>> {
  const lines = (await metrics.registry.metrics()).split('\n')
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(samples.map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)?.[0])]))
}

function report(over: Partial<StatusReport>): StatusReport {
  const occurrence = { atMs: NOW_MS - 3_000, estimated: false }
  return { source: 'meta', ids: ['a'], kind: 'sent', occurrence, receivedAtMs: NOW_MS, ...over }
}

describe('the metrics', () => {
  test('every series of a closed set is there before anything happens, at 0', async () => {
    const samples = await samplesOf(metricsOfTest())
    expect(samples.get('bluetick_webhooks_total{result="unavailable"}')).toBe(0)
    expect(samples.get('bluetick_reports_total{kind="played",source="aisensy"}')).toBe(0)
    expect(samples.get('bluetick_database_statement_errors_total{statement="commit"}')).toBe(0)
    expect(samples.get('bluetick_failed_reports_total{code="other"}')).toBe(0)
    expect(samples.get('bluetick_duplicate_reports_total')).toBe(0)
  })

  test('counts go on from scrape to scrape', async () => {
    const metrics = metricsOfTest()
    metrics.answered('success', 0.1)
    expect((await samplesOf(metrics)).get('bluetick_webhooks_total{result="success"}')).toBe(1)
    metrics.answered('success', 0.1)
    const samples = await samplesOf(metrics)
    expect(samples.get('bluetick_webhooks_total{result="success"}')).toBe(2)
    expect(samples.get('bluetick_webhook_duration_seconds_count')).toBe(2)
    expect(samples.get('bluetick_last_webhook_timestamp_seconds')).toBe(NOW_MS / 1000)
  })

  test('a failure code that is not known counts as other, and so does none', async () => {
    const metrics = metricsOfTest()
    const failures = ['131026', 'invented', undefined].map((code) =>
      report({ kind: 'failed', ...(code !== undefined && { failure: { code } }) }),
    )
    metrics.received({
      source: 'meta',
      reports: failures,
      rejected: [],
      inbound: [],
      events: [],
      dropped: 0,
      processed: 3,
      ignored: 0,
      unparsable: false,
    })
    const samples = await samplesOf(metrics)
    expect(samples.get('bluetick_failed_reports_total{code="131026"}')).toBe(1)
    expect(samples.get('bluetick_failed_reports_total{code="other"}')).toBe(2)
  })

  test("the lag is from the sender's time to the commit, without times that were not the sender's", async () => {
    const metrics = metricsOfTest()
    const estimated = report({ occurrence: { atMs: NOW_MS - 1e9, estimated: true } })
    const ahead = report({ occurrence: { atMs: NOW_MS + 9_000, estimated: false } })
    metrics.committed(
      [report({}), estimated, ahead],
      { duplicates: 0, inferred: 0, contradictions: 0, refused: [] },
      0.01,
    )
    const samples = await samplesOf(metrics)
    expect(samples.get('bluetick_report_lag_seconds_count')).toBe(2)
    expect(samples.get('bluetick_report_lag_seconds_sum')).toBe(3)
    expect(samples.get('bluetick_batch_reports_sum')).toBe(3)
  })

  test('a statement counts with its time, and as an error beside its attempt', async () => {
    const metrics = metricsOfTest()
    metrics.statement('commit', 0.5, false)
    metrics.statement('commit', 1.5, true)
    metrics.statement('never heard of', 1, false)
    const samples = await samplesOf(metrics)
    expect(samples.get('bluetick_database_statements_total{statement="commit"}')).toBe(2)
    expect(samples.get('bluetick_database_statement_seconds_total{statement="commit"}')).toBe(2)
    expect(samples.get('bluetick_database_statement_errors_total{statement="commit"}')).toBe(1)
    expect(samples.get('bluetick_database_statements_total{statement="other"}')).toBe(1)
  })

  test('a label that would take more than 50 values stops the start', () => {
    const names = Array.from({ length: 50 }, (_, index) => `statement-${index}`)
    expect(() => metricsOfTest(names)).toThrow('bluetick_database_statements_total has more than 50 series')
  })
})
