import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AlertBench, openAlertBench, shippedRule } from './alert-bench.ts'
import { MINUTE_MS, row, START_MS } from './builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

async function episode(id: string, endedAtMs?: number) {
  await bench.pool.query(
    `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at, ended_at, summary)
     VALUES ($1, 'probe', 'critical', '{}', to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000),
             to_timestamp($3::float8 / 1000), 'It is bad')`,
    [id, START_MS, endedAtMs ?? null],
  )
}

const silence = (more: object = {}) => ({
  rule: '*',
  labels: {},
  startsAtMs: START_MS,
  endsAtMs: START_MS + 60 * MINUTE_MS,
  author: 'Asha',
  reason: 'works',
  ...more,
})

test('an episode is acknowledged by the first; one that is over or not there by nobody', async () => {
  await episode('open')
  await episode('over', START_MS + MINUTE_MS)
  const acknowledge = (id: string, author: string) =>
    bench.actions.acknowledge({ episode: id, author, atMs: START_MS })
  expect(await acknowledge('open', 'Asha')).toBe('Asha')
  expect(await acknowledge('open', 'Ben')).toBe('Asha')
  expect(await acknowledge('over', 'Asha')).toBeUndefined()
  expect(await acknowledge('none', 'Asha')).toBeUndefined()
  expect(await bench.actions.episode('open')).toEqual({
    id: 'open',
    rule: 'probe',
    firedAtMs: START_MS,
    summary: 'It is bad',
    acknowledgedBy: 'Asha',
  })
  expect(await bench.actions.episode('over')).toMatchObject({ endedAtMs: START_MS + MINUTE_MS })
  expect(await bench.actions.episode('none')).toBeUndefined()
})

test('silences that hold or are to come are listed until their end, and ended once', async () => {
  const now = await bench.actions.silence(silence({ labels: { campaign_id: 'c1' } }))
  const later = await bench.actions.silence(
    silence({ startsAtMs: START_MS + 1, endsAtMs: START_MS + 90 * MINUTE_MS }),
  )
  expect((await bench.actions.silences(START_MS)).map(({ id }) => id)).toEqual([now, later])
  expect((await bench.actions.silences(START_MS))[0]).toEqual({
    id: now,
    ...silence({ labels: { campaign_id: 'c1' } }),
  })
  expect((await bench.actions.silences(START_MS + 60 * MINUTE_MS)).map(({ id }) => id)).toEqual([later])
  expect(await bench.actions.endSilence(now, 'Ben', START_MS + 1)).toBe(true)
  expect(await bench.actions.endSilence(now, 'Ben', START_MS + 1)).toBe(false)
  expect(await bench.actions.endSilence('999999', 'Ben', START_MS)).toBe(false)
  expect((await bench.actions.silences(START_MS + 1)).map(({ id }) => id)).toEqual([later])
})

test('a silence with labels keeps quiet the alerts that have them all, and no other one', async () => {
  const rule = shippedRule('campaign-delivery-low')
  await bench.actions.silence(silence({ rule: rule.name, labels: { campaign_id: 'quiet' } }))
  const campaign = (id: string) => row(10, { samples: 500, labels: { campaign_id: id, campaign: id } })
  const runner = {
    ...bench.runner,
    ask: async () => ({ kind: 'rows' as const, rows: [campaign('quiet'), campaign('loud')] }),
  }
  await bench.evaluateWith(runner, rule, 60)
  const { rows } = await bench.pool.query(
    "SELECT DISTINCT signal->'labels'->>'campaign_id' AS campaign FROM bluetick.alert_signals",
  )
  expect(rows).toEqual([{ campaign: 'loud' }])
})

test('the key of a name is the same for all replicas, and the first one stays', async () => {
  const made = await Promise.all(['k1', 'k2'].map((fresh) => bench.actions.sharedKey('links', fresh)))
  expect(made[0]).toBe(made[1])
  expect(await bench.actions.sharedKey('links', 'k3')).toBe(made[0])
  expect(await bench.actions.sharedKey('other', 'k3')).toBe('k3')
})
