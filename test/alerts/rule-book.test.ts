import { describe, expect, test } from 'vitest'
import { createRuleBook } from '../../src/app/alerts/rule-book.ts'
import { type RuleFile, readRules } from '../../src/app/alerts/rules.ts'

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
    expect(told()).toEqual(['firing: a at 80% of 1,000', 'closed: Final: a at 80% of 1,000'])
    expect(bench.sent[1]?.content.text).toContain('its rule was changed')
    await figures(['a', 60])
    await ticks(1, [stricter])
    expect(told().at(-1)).toBe('firing: a at 60% of 1,000')
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
    expect(told()).toHaveLength(1)
  })

  test('a removal closes its episodes and says so, once it is certain', async () => {
    await figures(['a', 80])
    await ticks(1, [RATE])
    await ticks(9, [])
    expect(told()).toHaveLength(1)
    await ticks(1, [])
    expect(told().at(-1)).toBe('closed: Final: a at 80% of 1,000')
    expect(bench.sent[1]?.content.text).toContain('its rule was removed')
    expect(await alerts()).toEqual([])
    expect(await bench.store.standings()).toEqual([])
  })

  test('files are read again: added, changed, broken and removed rules without a restart', async () => {
    let files: RuleFile[] = []
    const problems: string[] = []
    const load = async () => readRules([], files, [])
    const book = createRuleBook(await load(), load, (problem) => problems.push(problem))
    const names = () => book.rules().map(({ name }) => name)
    const text = '--! severity: info\n--! fire: value > 1\nSELECT 1 AS value'
    files = [{ name: 'one', text }]
    await book.refresh()
    expect(names()).toEqual(['one'])
    files = [
      { name: 'one', text: 'SELECT' },
      { name: 'two', text },
    ]
    await book.refresh()
    await book.refresh()
    expect(names()).toEqual(['one', 'two'])
    expect(problems).toEqual([expect.stringContaining('one.sql is not a usable rule')])
    files = [{ name: 'two', text }]
    await book.refresh()
    expect(names()).toEqual(['two'])
  })

  test('a folder that cannot be read leaves the rules in force', async () => {
    const first = readRules([], [{ name: 'one', text: '--! severity: info\n--! fire: rows\nSELECT 1' }], [])
    const problems: string[] = []
    const gone = async () => {
      throw new Error('ENOENT')
    }
    const book = createRuleBook(first, gone, (problem) => problems.push(problem))
    await book.refresh()
    await book.refresh()
    expect(book.rules()).toHaveLength(1)
    expect(problems).toHaveLength(1)
  })
})
