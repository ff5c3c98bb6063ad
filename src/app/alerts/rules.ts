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
  /** What is wrong with files that are no rules; they cost only themselves. */
  readonly problems: readonly string[]
}

/** Reads the rules that ship and the user's own; an own one of the same name takes the place of a shipped one. */
export function readRules(shipped: readonly RuleFile[], own: readonly RuleFile[]): RuleSet {
  const files = new Map([...shipped, ...own].map((file) => [file.name, file]))
  const rules: Rule[] = []
  const problems: string[] = []
  for (const { name, text } of [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      rules.push(parseRule(name, text))
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      problems.push(error.message)
    }
  }
  return { rules, problems }
}
