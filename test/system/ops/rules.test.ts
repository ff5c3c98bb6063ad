import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hasPrometheus, promtool } from '../../support/prometheus.ts'

const OPS = fileURLToPath(new URL('../../../ops/prometheus/', import.meta.url))
const RULES = readdirSync(`${OPS}rules`).map((file) => `${OPS}rules/${file}`)

describe.skipIf(!hasPrometheus('the rules of ops/prometheus'))('ops/prometheus', () => {
  test('promtool accepts the configuration and every rule', () => {
    expect(promtool(['check', 'config', `${OPS}prometheus.yml`])).toMatchObject({ ok: true })
    expect(promtool(['check', 'rules', ...RULES])).toMatchObject({ ok: true })
  })

  test('the rules fire and stay silent as alerts.test.yml says', () => {
    expect(promtool(['test', 'rules', `${OPS}alerts.test.yml`])).toMatchObject({ ok: true })
  })
})
