import type { Rule } from '../../domain/alerts/rule.ts'
import type { RuleSet } from './rules.ts'

/** The rules that are in force now. */
export interface RuleBook {
  rules(): readonly Rule[]
  rule(name: string): Rule | undefined
  /** Names of files that are broken now and never were rules since the start. */
  broken(): readonly string[]
  /** Reads the files again: what changed is in force from then on. Never rejects. */
  refresh(): Promise<void>
}

/**
 * Keeps the rules as their files say, without a restart. A file that breaks while the service runs leaves its last good
 * version in force; a folder that cannot be read leaves all of them.
 *
 * @param onProblem called once for each new problem
 */
export function createRuleBook(
  first: RuleSet,
  load: () => Promise<RuleSet>,
  onProblem: (problem: string, error?: unknown) => void,
): RuleBook {
  let current = new Map(first.rules.map((rule) => [rule.name, rule]))
  let broken = first.broken
  let notified: ReadonlySet<string> = new Set()

  function report(problems: readonly string[]): void {
    for (const problem of problems) if (!notified.has(problem)) onProblem(`invalid alert rule: ${problem}`)
    notified = new Set(problems)
  }

  report(first.problems)
  return {
    rules: () => [...current.values()],
    rule: (name) => current.get(name),
    broken: () => broken,
    async refresh() {
      let read: RuleSet
      try {
        read = await load()
      } catch (error) {
        const problem = 'ALERTS_DIR cannot be read: the rules stay as they were'
        if (!notified.has(problem)) onProblem(problem, error)
        notified = new Set([problem])
        return
      }
      const lastGood = read.broken.flatMap((name) => current.get(name) ?? [])
      const rules = [...read.rules, ...lastGood].sort((a, b) => (a.name < b.name ? -1 : 1))
      current = new Map(rules.map((rule) => [rule.name, rule]))
      broken = read.broken.filter((name) => !current.has(name))
      report(read.problems)
    },
  }
}
