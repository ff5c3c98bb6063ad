import { describe, expect, test } from 'vitest'
import { createRuleBook } from '../../src/app/alerts/rule-book.ts'
import { type RuleFile, readRules } from '../../src/app/alerts/rules.ts'

describe('the rules that are in force', () => {
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
