import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const ALERTS = readFileSync(new URL('ops/prometheus/rules/alerts.yml', ROOT), 'utf8')

/** Alerts that say of which SQL rule they are the twin: `# As sql/alerts/rules/<name>.sql`. */
const TWINS = [
  ...ALERTS.matchAll(/# As (sql\/alerts\/\S+\.sql)[^\n]*\n +- alert: (\S+)\n([\s\S]*?)\n\n/g),
].map(([, file = '', alert = '', text = '']) => ({ file, alert, text }))

/** `--! key: value` of a rule's header. */
function header(sql: string, key: string): string | undefined {
  return new RegExp(`^--! ${key}: (.*)$`, 'm').exec(sql)?.[1]
}

describe('an alert of Prometheus that has a twin among the SQL rules', () => {
  test('there are some', () => {
    expect(TWINS.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['sql/alerts/rules/updates-slow.sql', 'sql/alerts/rules/queries-slow.sql']),
    )
  })

  test.each(TWINS)('$alert has the threshold, the window and the severity of $file', ({ file, text }) => {
    const path = new URL(file, ROOT)
    expect(existsSync(path), `${file} does not exist`).toBe(true)
    const sql = readFileSync(path, 'utf8')
    const threshold = /^value (\S+ \S+)$/.exec(header(sql, 'fire') ?? '')?.[1]
    expect(threshold).toBeDefined()
    expect(/ ([<>=]+ [\d.]+)\n/.exec(text)?.[1]).toBe(threshold)
    expect(/severity: (\w+)/.exec(text)?.[1]).toBe(header(sql, 'severity'))
    const minutes = /interval '(\d+) minutes'/.exec(sql)?.[1]
    for (const [, window] of text.matchAll(/\[(\w+)\]/g)) expect(window).toBe(`${minutes}m`)
  })
})
