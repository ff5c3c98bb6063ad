import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '../../src/domain/alerts/rule.ts'
import { bluetick } from '../support/command-line.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { notifiedBy, ruleOf } from './builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

const SHARE = { fire: 'value > 10 and share > 25' }
const USUAL = { fire: 'value < usual - 3 sigma' }
const SUMMARY = { summary: '{{name}} at {{value}}' }

const named = (name: string, rule: Rule): Rule => ({ ...rule, name })
const good = named('good', ruleOf({ fire: 'value > 0', summary: 'good' }))
const status = async () => (await bench.store.ruleStatuses()).find(({ rule }) => rule !== 'good')

const NOT_A_NUMBER = /"value" is not a number column: cast it/
const NO_NUMBER = /"value" cannot be compared: it is not a number, or beyond 1\.8e308/
const NO_VALUE = /the engine needs a "value"/

describe('what cannot be compared is an error of the rule, and other rules go on', () => {
  test.each<[string, RegExp, Record<string, string>?]>([
    ["SELECT '12'::text AS value", NOT_A_NUMBER],
    ["SELECT '12'::varchar AS value", NOT_A_NUMBER],
    ["SELECT '12'::json AS value", NOT_A_NUMBER],
    ["SELECT '12'::jsonb AS value", NOT_A_NUMBER],
    ['SELECT true AS value', NOT_A_NUMBER],
    ['SELECT ARRAY[12] AS value', NOT_A_NUMBER],
    ['SELECT ARRAY[12.5]::float8[] AS value', NOT_A_NUMBER],
    ["SELECT DATE '2026-01-02' AS value", NOT_A_NUMBER],
    ["SELECT TIMESTAMPTZ '2026-01-02T00:00Z' AS value", NOT_A_NUMBER],
    ["SELECT INTERVAL '12 s' AS value", NOT_A_NUMBER],
    ["SELECT '12'::money AS value", NOT_A_NUMBER],
    ['SELECT ROW(12) AS value', NOT_A_NUMBER],
    ['SELECT NULL AS value', NOT_A_NUMBER],
    ["SELECT 'x' AS value, 12 AS rate", NOT_A_NUMBER],
    ["SELECT 12 AS value, '40' AS samples", /"samples" is not a number column/],
    ["SELECT 'NaN'::float8 AS value", NO_NUMBER],
    ["SELECT 'NaN'::numeric AS value", NO_NUMBER],
    ["SELECT 'NaN'::real AS rate", /"rate" cannot be compared/],
    ['SELECT 10::numeric ^ 400 AS value', NO_NUMBER],
    ['SELECT -(10::numeric ^ 400) AS value', NO_NUMBER],
    ["SELECT 12 AS value, 'NaN'::float8 AS samples", /"samples" cannot be compared/],
    ["SELECT 12 AS value, 'NaN'::float8 AS share", /"share" cannot be compared/, SHARE],
    ["SELECT 12 AS value, 'x' AS share", /asks for "share", which is not a number column/, SHARE],
    ['SELECT 12 AS value', /asks for "share"/, SHARE],
    [
      "SELECT 1 AS value, 'Infinity'::float8 AS usual, 'Infinity'::float8 AS sigma",
      /"usual - 3 sigma" cannot be compared/,
      USUAL,
    ],
    ["SELECT 'a' AS name", NO_VALUE],
    ['SELECT 12 AS samples', /no number column but "samples": the engine needs a "value"/],
    ['SELECT 1 AS value, 200 AS value', /Several columns are called "value"/],
    ["SELECT 'a' AS name, 'b' AS name, 12 AS value", /Several columns are called "name"/],
    ['SELECT 1 AS value, true AS value', /Several columns are called "value"/],
  ])('%s', async (sql, error, headers = { fire: 'value > 10' }) => {
    await bench.tick([named('odd', ruleOf(headers, sql)), good])
    expect(await status()).toMatchObject({ health: 'error', error: expect.stringMatching(error) })
    expect(notifiedBy(bench.sent)).toEqual([expect.stringContaining('good')])
  })
})

test('what cannot be compared is shown as long as it lasts, and holds up no other alert of the same rule', async () => {
  bench.nowMs = Date.now() - 60_000
  const rows = "VALUES ('a', 12), ('b', 'NaN'::float8), ('c', 15)"
  const sql = `SELECT name, value FROM (${rows}) AS three (name, value)`
  await bench.tick([ruleOf({ fire: 'value > 10', ...SUMMARY }, sql)])
  expect(notifiedBy(bench.sent).join()).toMatch(/2 alerts, worst: c at 15/)
  const { out } = await bluetick(['alerts', 'list'], { DATABASE_URL: bench.url })
  expect(out).toMatch(/^rule test-rule cannot be evaluated \(.*\): "value" cannot be compared/m)
})

test.each([
  ["SELECT 'Infinity'::float8 AS value, 'a' AS name", { fire: 'value > 10' }, 'a at infinite'],
  ["SELECT '-Infinity'::numeric AS value, 'a' AS name", { fire: 'value < 10' }, 'a at minus infinite'],
  ["SELECT 9007199254740993 AS value, 'a' AS name", { fire: 'value > 10' }, 'a at 9,007,199,254,740,992'],
])('%s is a figure, and shown', async (sql, headers, shown) => {
  await bench.tick([ruleOf({ ...headers, ...SUMMARY }, sql)])
  expect(bench.sent[0]?.content.text).toContain(shown)
})

describe('nothing measured is no data, and no other column stands in for it', () => {
  test.each<[string, Record<string, string>]>([
    ['SELECT NULL::numeric AS value', { fire: 'value > 10' }],
    ['SELECT 400 AS samples, NULL::float8 AS value', { fire: 'value > 10' }],
    ['SELECT 99 AS other, NULL::float8 AS value', { fire: 'value > 10' }],
    ['SELECT 12 AS value, NULL::float8 AS share', SHARE],
    ['SELECT 12 AS value, 0 AS samples', { fire: 'value > 10' }],
    ['SELECT 12 AS value WHERE false', { fire: 'value > 10' }],
    ['SELECT 12 / 0 AS value', { fire: 'value > 10' }],
  ])('%s', async (sql, headers) => {
    await bench.tick([ruleOf(headers, sql)])
    expect(await status()).toMatchObject({ health: 'no-data' })
    expect(bench.sent).toEqual([])
  })

  test('a share of the rows is measured where the sample count comes first', async () => {
    const rate = ruleOf({ fire: 'value < 90', summary: '{{rate}}%' }, 'SELECT 400 AS samples, 50.5 AS rate')
    await bench.tick([rate])
    expect(notifiedBy(bench.sent)).toEqual([expect.stringContaining('50.5')])
  })
})
