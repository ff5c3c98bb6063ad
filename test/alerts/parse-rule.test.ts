import { describe, expect, test } from 'vitest'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { bindNames } from '../../src/domain/text/sql-text.ts'

describe('the format of a rule', () => {
  test('two header lines are enough, and the rest has defaults', () => {
    const rule = parseRule('mine', '--! severity: warning\n--! fire: rows\nSELECT 1;')
    expect(rule).toMatchObject({ severity: 'warning', fire: 'rows', forMs: 0, minSamples: 0, parameters: [] })
    expect(rule.schedule.text).toBe('* * * * *')
    expect(rule.sql).not.toMatch(/;$/)
  })

  test('reads every header', () => {
    const rule = parseRule(
      'mine',
      `--! severity: critical
--! schedule: */5 8-18 * * 1-5
--! fire: value < 90 and samples >= 5
--! resolve: value >= 92
--! for: 2m
--! keep-firing-for: 90s
--! min-samples: 50
--! repeat: 4h
--! close-after: 1d
--! unit: %
--! param.young: 5 minutes
--! tables: worst-campaigns, failure-codes
--! chart: delivery-by-five-minutes
--! summary: {{value}}
--! runbook: https://example.org/x
SELECT :young::interval, :now::timestamptz, ':no' AS x, now() -- :neither`,
    )
    expect(rule).toMatchObject({
      forMs: 120_000,
      keepFiringForMs: 90_000,
      repeatMs: 14_400_000,
      closeAfterMs: 86_400_000,
      minSamples: 50,
      tables: ['worst-campaigns', 'failure-codes'],
      parameters: [{ kind: 'text', value: '5 minutes' }, { kind: 'now' }],
    })
    expect(rule.sql).toContain("SELECT $1::interval, $2::timestamptz, ':no' AS x, now() -- :neither")
  })

  test.each([
    ['--! fire: rows\nSELECT 1', /no "--! severity/],
    ['--! severity: urgent\n--! fire: rows\nSELECT 1', /critical, warning, info/],
    ['--! severity: info\nSELECT 1', /no "--! fire/],
    ['--! severity: info\n--! fire: lower than 3\nSELECT 1', /value < 90/],
    ['--! severity: info\n--! fire: rows\n--! for: soon\nSELECT 1', /duration/],
    ['--! severity: info\n--! fire: rows\n--! schedule: 61 * * * *\nSELECT 1', /five cron fields/],
    ['--! severity: info\n--! fire: rows\n--! fro: 2m\nSELECT 1', /"fro" is not a header/],
    ['--! severity: info\n--! fire: rows\n--! for: 1m\n--! for: 2m\nSELECT 1', /twice/],
    ['--! severity: info\n--! fire: rows\n--! resolve: value > 1\nSELECT 1', /no meaning beside/],
    ['--! severity: info\n--! fire: rows\nSELECT :young', /":young" is used and nothing sets it/],
  ])('refuses %j and says what would be right', (text, right) => {
    expect(() => parseRule('mine', text)).toThrow(right)
  })

  test('leaves colons alone in casts, strings, quoted names, dollar quotes and comments', () => {
    const sql = `SELECT a::text, 'it''s :x', ":y", $q$ :z $q$, /* :c */ b[1:2] -- :d\n, :now`
    expect(bindNames(sql).names).toEqual(['now'])
  })
})
