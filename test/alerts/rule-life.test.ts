import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { evaluateDue } from '../../src/app/alerts/evaluate.ts'
import { readRules } from '../../src/app/alerts/rules.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import type { Rule } from '../../src/domain/alerts/rule.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, notifiedBy } from './builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
  await bench.pool.query('CREATE TABLE figures (name TEXT, campaign TEXT, value FLOAT8, samples FLOAT8)')
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

const COLUMNS = 'value, samples, name, campaign'

function ruleOf(headers: string, sql = `SELECT ${COLUMNS} FROM figures`, name = 'mine'): Rule {
  return parseRule(name, `${headers.trim().replace(/^ */gm, '')}\n${sql}`)
}

/** What the rule's query finds from now on: [name, value, samples, campaign]. */
async function figures(...rows: readonly (readonly [string, number | string, number?, string?])[]) {
  await bench.pool.query('TRUNCATE figures')
  for (const [name, value, samples, campaign] of rows)
    await bench.pool.query('INSERT INTO figures VALUES ($1, $2, $3, $4)', [
      name,
      campaign,
      value,
      samples ?? 1000,
    ])
}

async function ticks(count: number, rules: readonly Rule[]) {
  for (let i = 0; i < count; i++) await bench.tick(rules)
}

const notified = () => notifiedBy(bench.sent)
const alerts = () => bench.store.alerts()

const RATE = ruleOf(`
  --! severity: critical
  --! fire: value < 90
  --! unit: %
  --! close-after: 1h
  --! summary: {{name}} at {{value}}% of {{samples}}`)

describe('an episode ends when there is nothing to measure', () => {
  test('it says its final figure, and the next incident is a new one', async () => {
    await figures(['a', 84, 10_000])
    await ticks(5, [RATE])
    await figures(['a', 70, 20])
    await ticks(1, [RATE])
    await figures()
    await ticks(61, [RATE])
    expect(notified()).toEqual(['firing: a at 84% of 10,000', 'closed: Final: a at 84% of 10,000'])
    await figures(['a', 50, 10_000])
    await ticks(1, [RATE])
    expect(notified().at(-1)).toBe('firing: a at 50% of 10,000')
  })

  test('a trickle that is too small to say anything does not keep it open', async () => {
    const rule = ruleOf(`
      --! severity: critical
      --! fire: value < 90
      --! min-samples: 400
      --! unit: %
      --! close-after: 1h
      --! summary: {{value}}% of {{samples}}`)
    await figures(['a', 84, 10_000])
    await ticks(1, [rule])
    await figures(['a', 80, 5])
    await ticks(61, [rule])
    expect(notified()).toEqual(['firing: 84% of 10,000', 'closed: Final: 84% of 10,000'])
  })
})

describe('what gets worse notifies again', () => {
  test('an acknowledged 89% that falls to 0% is notified, and is not acknowledged any more', async () => {
    await figures(['a', 89])
    await ticks(1, [RATE])
    const episode = (await alerts())[0]?.episode ?? ''
    await bench.actions.acknowledge({ episode, author: 'Asha', atMs: bench.nowMs })
    await figures(['a', 80])
    await ticks(3, [RATE])
    expect(notified()).toHaveLength(2)
    await figures(['a', 0])
    await ticks(3, [RATE])
    expect(notified()).toEqual([
      'firing: a at 89% of 1,000',
      'acknowledged: Acknowledged by Asha: a at 89% of 1,000',
      'worse: Worse: a at 0% of 1,000',
    ])
    expect(bench.sent[2]?.content.text).toMatch(/You knew of: +89%/)
    expect(bench.sent[2]?.content.text).toContain('by Asha')
    expect((await alerts())[0]?.acknowledgedBy).toBeUndefined()
    expect(await bench.actions.acknowledge({ episode, author: 'Ben', atMs: bench.nowMs })).toBe('Ben')
  })
})

describe('one cause, one alert', () => {
  const cause = ruleOf(
    '--! severity: critical\n--! fire: value > 0',
    "SELECT value FROM figures WHERE name = 'cause'",
    'cause',
  )
  const effect = ruleOf(
    '--! severity: critical\n--! fire: value > 0\n--! inhibited-by: cause',
    "SELECT value FROM figures WHERE name = 'effect'",
    'effect',
  )

  test('a rule stays quiet while the rule that inhibits it has an alert, and notifies when it still fires after', async () => {
    await figures(['cause', 1], ['effect', 1])
    await ticks(10, [effect, cause])
    expect(bench.sent.map(({ content }) => content.subject)).toEqual([expect.stringContaining(' cause ')])
    expect((await alerts()).map(({ rule }) => rule)).toEqual(['cause', 'effect'])
    await figures(['cause', 0], ['effect', 1])
    await ticks(14, [effect, cause])
    expect(bench.sent).toHaveLength(2)
    await ticks(3, [effect, cause])
    expect(bench.sent.at(-1)?.content.subject).toContain(' effect ')
  })

  test('an inhibitor that does not exist is a problem of the file', () => {
    const text = '--! severity: info\n--! fire: rows\n--! inhibited-by: nothing\nSELECT 1'
    expect(readRules([], [{ name: 'mine', text }], []).problems).toEqual([
      expect.stringContaining('no such rule'),
    ])
  })
})

test('a text that only describes an alert may change: a renamed campaign is the same alert', async () => {
  const rule = ruleOf(`
    --! severity: warning
    --! fire: value < 90
    --! describe: campaign
    --! summary: {{campaign}} at {{value}}%`)
  await figures(['c1', 80, 100, 'Spring'])
  await ticks(1, [rule])
  await figures(['c1', 95, 100, 'Spring sale'])
  await ticks(1, [rule])
  expect(notified().join()).toMatch(/^firing: Spring at 80%,.* Spring sale at 95%, after \d+ min$/)
  expect(await alerts()).toMatchObject([
    { labels: { name: 'c1' }, descriptions: { campaign: 'Spring sale' }, phase: 'resolved' },
  ])
})

test('more alerts than one rule may have are said', async () => {
  const many = ruleOf(
    '--! severity: warning\n--! fire: rows',
    "SELECT 'c' || n AS name, n AS value FROM generate_series(1, 396) n",
  )
  await ticks(1, [many])
  expect(bench.sent).toHaveLength(1)
  expect(bench.sent[0]?.content.text).toContain('And 196 more of mine')
})

describe('figures that are not numbers', () => {
  test.each([
    ['Infinity', 'infinite'],
    ['-Infinity', 'minus infinite'],
  ])('%s is shown as that, and the other rules go on', async (value, words) => {
    await figures(['a', value], ['b', 80])
    const rule = ruleOf(
      '--! severity: critical\n--! fire: value != 95\n--! summary: {{name}} {{value}}',
      undefined,
      'odd',
    )
    await ticks(1, [rule, RATE])
    const text = bench.sent.map(({ content }) => content.text).join('\n')
    expect(text).toContain(`a ${words}`)
    expect(text).toContain('b at 80%')
    expect((await alerts()).find(({ labels }) => labels.name === 'a')?.value).toBe(Number(value))
  })
})

test('a rule whose outcome cannot be recorded costs only itself', async () => {
  await figures(['a', 80])
  const problems: string[] = []
  bench.nowMs += MINUTE_MS
  await evaluateDue({
    store: {
      ...bench.store,
      record: (rule, slotMs, diagnosis, decide) =>
        bench.store.record(rule, slotMs, diagnosis, (known) => {
          if (rule.name === 'poison' && diagnosis.health !== 'error') throw new Error('cannot be written')
          return decide(known)
        }),
    },
    runner: bench.runner,
    rules: [ruleOf('--! severity: critical\n--! fire: value > 0', 'SELECT 1 AS value', 'poison'), RATE],
    meter: { evaluated: () => undefined },
    notified: new Map(),
    onProblem: (problem) => problems.push(problem),
  })
  await bench.deliver()
  expect(notified()).toEqual(['firing: a at 80% of 1,000'])
  expect(problems).toEqual([
    expect.stringContaining('poison cannot be evaluated: The outcome cannot be recorded'),
  ])
})

describe('the life of a rule', () => {
  test('a change closes its episodes and says so; the new rule fires by itself', async () => {
    await figures(['a', 80])
    await ticks(1, [RATE])
    const stricter = ruleOf(`
      --! severity: critical
      --! fire: value < 70
      --! unit: %
      --! summary: {{name}} at {{value}}% of {{samples}}`)
    await ticks(1, [stricter])
    expect(notified()).toEqual(['firing: a at 80% of 1,000', 'closed: Final: a at 80% of 1,000'])
    expect(bench.sent[1]?.content.text).toContain('its rule was changed')
    await figures(['a', 60])
    await ticks(1, [stricter])
    expect(notified().at(-1)).toBe('firing: a at 60% of 1,000')
  })

  test('a change of its wording closes nothing', async () => {
    await figures(['a', 80])
    await ticks(1, [RATE])
    await ticks(1, [
      parseRule(
        'mine',
        `--! severity: critical\n--! fire: value < 90\n--! unit: %\n--! close-after: 1h\n--! summary: other\n-- said otherwise\nSELECT ${COLUMNS} FROM figures`,
      ),
    ])
    expect(notified()).toHaveLength(1)
  })

  test('a removal closes its episodes and says so, once it is certain', async () => {
    await figures(['a', 80])
    await ticks(1, [RATE])
    await ticks(9, [])
    expect(notified()).toHaveLength(1)
    await ticks(1, [])
    expect(notified().at(-1)).toBe('closed: Final: a at 80% of 1,000')
    expect(bench.sent[1]?.content.text).toContain('its rule was removed')
    expect(await alerts()).toEqual([])
    expect(await bench.store.ruleStatuses()).toEqual([])
  })
})
