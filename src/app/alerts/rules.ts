import { parseRule, RuleError } from '../../domain/alerts/parse-rule.ts'
import type { Rule } from '../../domain/alerts/rule.ts'

/** A rule's file, wherever it lies. */
export interface RuleFile {
  /** The file's name without ending. */
  readonly name: string
  readonly text: string
}

export interface RuleSet {
  readonly rules: readonly Rule[]
  /** What is wrong with files: those that are no rules cost only themselves; others are usable, but not as meant. */
  readonly problems: readonly string[]
}

/**
 * Reads the rules that ship and the user's own; an own one of the same name takes the place of a shipped one. `details`
 * are the names of the tables that mails may show.
 */
export function readRules(
  shipped: readonly RuleFile[],
  own: readonly RuleFile[],
  details: readonly string[],
): RuleSet {
  const files = new Map([...shipped, ...own].map((file) => [file.name, file]))
  const rules: Rule[] = []
  const problems: string[] = []
  for (const { name, text } of [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      const rule = parseRule(name, text)
      rules.push(rule)
      const asked = rule.chart === undefined ? rule.tables : [...rule.tables, rule.chart]
      const unknown = asked.filter((table) => !details.includes(table))
      if (unknown.length > 0) {
        problems.push(
          `${name}.sql: there is no ${unknown.join(', ')} to show in a mail; there are ${details.join(', ')}.`,
        )
      }
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      problems.push(error.message)
    }
  }
  return { rules, problems }
}

/** What does not fit between a rule's headers and the columns of its answer: one sentence each. */
export function checkColumns(
  rule: Rule,
  { numbers, texts }: { readonly numbers: readonly string[]; readonly texts: readonly string[] },
): readonly string[] {
  const problems: string[] = []
  const known = [...new Set([...numbers, ...texts, 'value', 'samples'])]
  if (numbers.length === 0 && rule.fire !== 'rows')
    problems.push('It has no number column: the engine needs a "value".')
  const conditions = [...(rule.fire === 'rows' ? [] : rule.fire), ...(rule.resolve ?? [])]
  for (const { column } of conditions) {
    const missing = column !== 'value' && !numbers.includes(column)
    if (missing)
      problems.push(`A condition asks for "${column}", which is no number column (${numbers.join(', ')}).`)
  }
  for (const [, name = ''] of rule.summary.matchAll(/\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}/g)) {
    if (!known.includes(name))
      problems.push(`The summary shows {{${name}}}, which is no column (${known.join(', ')}).`)
  }
  if (rule.minSamples > 0 && !numbers.includes('samples')) {
    problems.push('"min-samples" is set, and there is no "samples" column to compare it with.')
  }
  return problems
}
