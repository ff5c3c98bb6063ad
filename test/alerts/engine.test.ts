import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAlertStore } from '../../src/adapters/postgres/alerts/alert-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { evaluateDue } from '../../src/app/alerts/evaluate.ts'
import { readRules } from '../../src/app/alerts/rules.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, ruleOf, START_MS } from './builders.ts'
import { createProbe, PROBE, type Probe } from './probe.ts'

const rules = [PROBE]

let bench: AlertBench
let probe: Probe
beforeAll(async () => {
  bench = await openAlertBench()
  probe = await createProbe(bench)
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

async function ticks(count: number) {
  for (let i = 0; i < count; i++) await bench.tick(rules)
}

const phase = async () => (await bench.store.alerts())[0]?.phase
const words = () =>
  bench.sent.map(({ content }) => content.subject.replace(/^.*\[\w+ \S+ ([a-z ]+), .*$/, '$1'))

describe('one evaluation for each slot', () => {
  test('however many replicas evaluate at once, one of them decides, and one mail leaves', async () => {
    await probe(1)
    for (let i = 0; i < 5; i++) {
      bench.nowMs += MINUTE_MS
      await Promise.all([1, 2, 3, 4].map(() => bench.evaluate(rules)))
      await Promise.all([1, 2, 3].map(() => bench.deliver()))
    }
    expect(words()).toEqual(['firing'])
    const { rows } = await bench.pool.query('SELECT count(*)::int AS n FROM bluetick.alert_episodes')
    expect(rows[0].n).toBe(1)
  })

  test('a replica that is late with an older slot changes nothing', async () => {
    await probe(0)
    await ticks(3)
    const answered = { health: 'ok' as const, value: 1, durationMs: 1 }
    const late = await bench.store.record(PROBE, bench.nowMs - MINUTE_MS, answered, () => {
      throw new Error('must not be asked')
    })
    expect(late).toBe(false)
  })

  test('a replica that dies between its question and its record has claimed nothing', async () => {
    await probe(1)
    bench.nowMs += MINUTE_MS
    const died = bench.store.record(PROBE, bench.nowMs, { health: 'ok', durationMs: 1 }, () => {
      throw new Error('killed')
    })
    await expect(died).rejects.toThrow('killed')
    await bench.evaluate(rules)
    expect(await phase()).toBe('pending')
  })

  test("replicas whose own clocks differ share the database's", async () => {
    const store = createAlertStore(bench.pool, loadStatements(AS_WRITTEN))
    const { rows } = await bench.pool.query('SELECT extract(epoch FROM now())::float8 * 1000 AS ms')
    expect(Math.abs((await store.now()) - rows[0].ms)).toBeLessThan(5_000)
  })

  test('a rule that begins to fail is notified of at once, and once for each way in which it fails', async () => {
    const problems: string[] = []
    let notified = new Map<string, string>()
    const evaluate = async (sql: string) => {
      bench.nowMs += MINUTE_MS
      await evaluateDue({
        store: bench.store,
        runner: bench.runner,
        rules: [ruleOf({}, sql)],
        meter: { evaluated: () => undefined },
        notified,
        onProblem: (problem) => problems.push(problem),
      })
    }
    for (const sql of ['SELECT 1 AS value', 'SELECT x', 'SELECT x', 'SELEC', 'SELECT 1', 'SELEC'])
      await evaluate(sql)
    // A restart notifies again.
    notified = new Map()
    await evaluate('SELEC')
    expect(problems).toEqual([
      'rule test-rule cannot be evaluated: column "x" does not exist (42703)',
      'rule test-rule cannot be evaluated: syntax error at or near "SELEC" (42601)',
      'rule test-rule cannot be evaluated: syntax error at or near "SELEC" (42601)',
      'rule test-rule cannot be evaluated: syntax error at or near "SELEC" (42601)',
    ])
  })

  test('a rule that erred is asked after those that are well: it may run into its time limit again', async () => {
    const named = (name: string, sql: string) => ({ ...ruleOf({}, sql), name })
    const asked: string[] = []
    const three = [named('a', 'SELECT x'), named('b', 'SELECT 1 AS value'), named('c', 'SELECT 1 AS value')]
    for (let slot = 0; slot < 2; slot++) {
      bench.nowMs += MINUTE_MS
      await evaluateDue({
        store: bench.store,
        runner: {
          ask(one, slotMs) {
            asked.push(one.name)
            return bench.runner.ask(one, slotMs)
          },
        },
        rules: three,
        meter: { evaluated: () => undefined },
        notified: new Map(),
        onProblem: () => undefined,
      })
    }
    expect(asked.join('')).toBe('abcbca')
  })

  test('after a pause only the newest slot is evaluated', async () => {
    await probe(0)
    await ticks(1)
    let asked = 0
    bench.nowMs += 60 * MINUTE_MS
    await evaluateDue({
      store: bench.store,
      runner: {
        ...bench.runner,
        ask(one, slotMs) {
          asked++
          expect(slotMs).toBe(bench.nowMs)
          return bench.runner.ask(one, slotMs)
        },
      },
      rules,
      notified: new Map(),
      onProblem: () => undefined,
      meter: { evaluated: () => undefined },
    })
    expect(asked).toBe(1)
  })
})

describe('no data is not good news', () => {
  test.each([
    [
      'an error',
      (): Promise<unknown> => bench.pool.query('ALTER TABLE probe RENAME TO gone'),
      (): Promise<unknown> => bench.pool.query('ALTER TABLE gone RENAME TO probe'),
    ],
    ['no row', (): Promise<unknown> => probe(undefined), async (): Promise<unknown> => undefined],
  ])('%s freezes what fires, and pending too', async (_what, breakIt, fixIt) => {
    await probe(1)
    await ticks(3)
    expect(await phase()).toBe('firing')
    await breakIt()
    await ticks(30)
    expect(await phase()).toBe('firing')
    await fixIt()
    await probe(0)
    await ticks(1)
    expect(words()).toEqual(['firing', 'resolved'])
  })

  test('a broken rule costs only itself', async () => {
    const broken = parseRule('broken', '--! severity: info\n--! fire: rows\nSELECT * FROM nowhere')
    await probe(1)
    for (let i = 0; i < 3; i++) await bench.tick([broken, PROBE])
    expect(words()).toEqual(['firing'])
  })

  test('a rule cannot write, and cannot smuggle in a second statement', async () => {
    const write = parseRule(
      'write',
      '--! severity: info\n--! fire: rows\nDELETE FROM probe RETURNING 1 AS value',
    )
    const two = parseRule('two', '--! severity: info\n--! fire: rows\nSELECT 1; COMMIT; DELETE FROM probe')
    await probe(1)
    await bench.tick([write, two])
    const statuses = await bench.store.ruleStatuses()
    expect(statuses.map(({ health }) => health)).toEqual(['error', 'error'])
    expect((await bench.pool.query('SELECT * FROM probe')).rowCount).toBe(1)
  })
})

describe('what people do', () => {
  const fire = async () => {
    await probe(1)
    await ticks(3)
    return (await bench.store.alerts())[0]?.episode ?? ''
  }

  test('reminders come until somebody acknowledges', async () => {
    const episode = await fire()
    await ticks(125)
    expect(words()).toEqual(['firing', 'reminder', 'reminder'])
    expect(await bench.actions.acknowledge({ episode, author: 'Asha', atMs: bench.nowMs })).toBe('Asha')
    expect(await bench.actions.acknowledge({ episode, author: 'Ben', atMs: bench.nowMs })).toBe('Asha')
    await ticks(130)
    await probe(0)
    await ticks(1)
    expect(words()).toEqual(['firing', 'reminder', 'reminder', 'acknowledged', 'resolved'])
    expect(await bench.actions.acknowledge({ episode, author: 'Ben', atMs: bench.nowMs })).toBeUndefined()
  })

  test('a silence holds back what fires, and what still fires at its end is notified then', async () => {
    const silence = { rule: '*', labels: {}, author: 'Asha', reason: 'maintenance' }
    await bench.actions.silence({ ...silence, startsAtMs: START_MS, endsAtMs: START_MS + 30 * MINUTE_MS })
    await fire()
    await ticks(20)
    expect(words()).toEqual([])
    await ticks(10)
    expect(words()).toEqual(['firing'])
  })

  test('what fired and resolved within a silence is notified never, what was notified before is notified to its end', async () => {
    await fire()
    const silence = { rule: 'probe', labels: {}, author: 'Asha', reason: 'known' }
    await bench.actions.silence({
      ...silence,
      startsAtMs: bench.nowMs,
      endsAtMs: bench.nowMs + 60 * MINUTE_MS,
    })
    await probe(0)
    await ticks(2)
    await probe(1)
    await ticks(5)
    await probe(0)
    await ticks(2)
    expect(words()).toEqual(['firing', 'resolved'])
  })

  test('a silence that is ended early is over', async () => {
    const silence = { rule: '*', labels: {}, author: 'Asha', reason: 'maintenance' }
    const id = await bench.actions.silence({
      ...silence,
      startsAtMs: START_MS,
      endsAtMs: START_MS + 60 * MINUTE_MS,
    })
    await fire()
    expect(words()).toEqual([])
    expect(await bench.actions.endSilence(id, 'Asha', bench.nowMs)).toBe(true)
    await ticks(1)
    expect(words()).toEqual(['firing'])
    expect(await bench.actions.endSilence(id, 'Asha', bench.nowMs)).toBe(false)
  })
})

test("the guide's example query fires and resolves unchanged, with two header lines", async () => {
  const guide = `--! severity: critical
--! fire: rows
-- Alert if delivery rate drops below 90%
SELECT${' '}
  COUNT(*) FILTER (WHERE status ? 'delivered') * 100.0 / COUNT(*) as delivery_rate
FROM broadcasts_messages
WHERE created_at > NOW() - INTERVAL '1 hour'
HAVING COUNT(*) FILTER (WHERE status ? 'delivered') * 100.0 / COUNT(*) < 90;
`
  const { rules: own, problems } = readRules([], [{ name: 'guide', text: guide }], [])
  expect(problems).toEqual([])
  const insert = (id: string, kind: string) =>
    bench.pool.query(
      "INSERT INTO broadcasts_messages (message_id, status) VALUES ($1, jsonb_build_object($2::text, '2026-01-01T00:00:00Z'))",
      [id, kind],
    )
  await bench.tick(own)
  expect((await bench.store.ruleStatuses())[0]?.health).toBe('no-data') // nothing by nothing: neither an error nor good news
  for (let i = 0; i < 5; i++) await insert(`d${i}`, 'delivered')
  await insert('s', 'sent')
  await bench.tick(own)
  await bench.tick(own)
  expect(await bench.store.alerts()).toMatchObject([{ rule: 'guide', phase: 'firing', labels: {} }])
  for (let i = 5; i < 60; i++) await insert(`d${i}`, 'delivered')
  await bench.tick(own)
  expect(words()).toEqual(['firing', 'resolved'])
})
