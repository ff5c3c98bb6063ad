import { expect, test } from 'vitest'
import { gatherMailContexts, linksOf } from '../../src/app/alerts/mail-context.ts'
import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { Rule } from '../../src/domain/alerts/rule.ts'
import { ruleOf, START_MS } from './builders.ts'

const rule: Rule = {
  ...ruleOf({ tables: 'codes', chart: 'rates', runbook: 'docs/runbooks/test-rule.md' }),
  parameters: [{ kind: 'now' }],
}
const signalOf = (campaign: string, atMs = START_MS): Signal => ({
  kind: 'firing',
  rule: rule.name,
  severity: 'critical',
  labels: { campaign },
  episode: `episode of ${campaign}`,
  firedAtMs: atMs,
  conditionSinceMs: atMs,
  atMs,
  summary: '',
  threshold: 'value < 90',
  unit: '%',
  figures: {},
})

async function gather(signals: readonly Signal[], missing: readonly string[] = [], asked: Rule = rule) {
  const problems: string[] = []
  const plan = {
    recipient: '',
    key: '',
    signalIds: [],
    sections: signals.map((one) => [one] as const),
  }
  const found = await gatherMailContexts(
    plan,
    {
      runbook: async (name) =>
        `# ${name}\n\n## What to do\n\n1. Look at \`x\`.\n2. See [that](y.md).\n   Then rest.\n3. Third.\n4. Fourth.\n`,
      runner: {
        ask: async () => ({
          kind: 'rows',
          rows: [{ labels: { campaign: 'a' }, figures: { value: 97, samples: 50 } }],
        }),
        table: async (name, _nowMs, labels) => {
          if (missing.includes(name)) throw new Error('time-out')
          return { title: name, columns: ['n'], rows: [[name === 'own' ? (labels?.campaign ?? '') : 1]] }
        },
      },
      rule: () => asked,
      publicUrl: 'https://x.example/',
      dashboard: 'https://grafana.example/d/bluetick',
      linkKey: 'key',
      onProblem: (problem) => problems.push(problem),
    },
    START_MS,
  )
  return { of: (campaign: string) => found.get(`episode of ${campaign}`), problems }
}

test('a table of the alert itself is asked for with its labels, and stands beside each', async () => {
  const { of } = await gather([signalOf('a'), signalOf('b')], [], { ...rule, tables: ['own'] })
  expect([of('a')?.tables[0]?.rows, of('b')?.tables[0]?.rows]).toEqual([[['a']], [['b']]])
})

test('a table that several alerts of a mail ask for stands beside the first, of each moment', async () => {
  const { of } = await gather([signalOf('a'), signalOf('b'), signalOf('c', START_MS + 60_000)])
  expect(of('a')).toMatchObject({ tables: [{ title: 'codes' }], chart: { title: 'rates' } })
  expect(of('b')?.tables).toEqual([])
  expect(of('b')?.chart).toBeUndefined()
  expect(of('c')?.tables).toHaveLength(1)
  // Each has its own links all the same.
  expect(of('b')).toMatchObject({
    runbook: 'https://x.example/runbooks/test-rule',
    dashboard: 'https://grafana.example/d/bluetick',
  })
  expect(of('b')?.acknowledge).toContain('episode+of+b')
})

test('the figure of an hour ago is that of the same labels, and the steps are those of the runbook', async () => {
  const { of } = await gather([signalOf('a'), signalOf('b')])
  expect(of('a')).toMatchObject({
    anHourAgo: { value: 97, samples: 50 },
    steps: ['Look at x.', 'See that. Then rest.', 'Third.'],
    silence: 'https://x.example/alerts/silence?rule=test-rule',
  })
  expect(of('b')).not.toHaveProperty('anHourAgo')
})

test('a table that cannot be had is left out, and the mail leaves all the same', async () => {
  const { of, problems } = await gather([signalOf('a')], ['codes'])
  expect(of('a')).toMatchObject({ tables: [], chart: { title: 'rates' } })
  expect(problems).toEqual(['the table "codes" is missing in a mail'])
})

test('a runbook is linked where there is one: a rule of yours need not have any', () => {
  const rule = (name: string) => (name === ruleOf().name ? ruleOf() : undefined)
  const parts = { rule, linkKey: 'key' }
  const publicUrl = 'https://x.example'
  expect(linksOf(signalOf('a'), { ...parts, publicUrl }, START_MS)).not.toHaveProperty('runbook')
  expect(linksOf(signalOf('a'), parts, START_MS)).toEqual({})
  const dashboard = 'https://grafana.example/d/bluetick'
  expect(linksOf(signalOf('a'), { ...parts, dashboard }, START_MS)).toEqual({ dashboard })
  const outage = { ...signalOf('a'), rule: 'database-unreachable' }
  expect(linksOf(outage, { ...parts, publicUrl }, START_MS).runbook).toBe(
    'https://x.example/runbooks/database-unreachable',
  )
})
