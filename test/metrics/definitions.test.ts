import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { metricsPage } from '../../scripts/metrics-page.ts'
import { type Definition, MAX_LABEL_VALUES } from '../../src/adapters/metrics/definition.ts'
import { DEFINITIONS } from '../../src/adapters/metrics/definitions.ts'

const definitions: readonly Definition[] = Object.values(DEFINITIONS)

describe('the definitions of the metrics', () => {
  test('docs/metrics.md is what `npm run docs` makes of them', () => {
    const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
    expect(page).toBe(metricsPage(DEFINITIONS))
  })

  test('no two have one name', () => {
    expect(new Set(definitions.map((d) => d.name)).size).toBe(definitions.length)
  })

  test.each(definitions)('$name keeps to the conventions', ({ name, type, help, labels = [], buckets }) => {
    expect(name).toMatch(/^bluetick_[a-z_]+$/)
    expect(name.endsWith('_total')).toBe(type === 'counter')
    expect(name).not.toMatch(/milliseconds|minutes|kilobytes/)
    // A meaning and what to do about it: two clauses at least.
    expect(help).toMatch(/[.;:] \S/)
    expect(help).toMatch(/\.$/)
    expect(buckets !== undefined).toBe(type === 'histogram')
    for (const [label, values] of labels) {
      expect(label).not.toMatch(/phone|message|campaign|recipient/)
      if (!('fromStart' in values)) expect(values.length).toBeLessThanOrEqual(MAX_LABEL_VALUES)
    }
  })

  test("histograms of answers, statements and commits have Meta's two limits as bounds", () => {
    const timed = definitions.filter((d) => d.type === 'histogram' && d.name.endsWith('_seconds'))
    expect(timed.length).toBeGreaterThanOrEqual(3)
    for (const { buckets = [] } of timed) {
      expect(buckets).toContain(0.25)
      expect(buckets).toContain(1)
      expect(buckets.toSorted((a, b) => a - b)).toEqual([...buckets])
    }
  })
})
