import { OUTAGE_RULE } from '../../domain/alerts/outage.ts'
import { parseRule, RuleError } from '../../domain/alerts/parse-rule.ts'
import { isMailAddress, namedBy } from '../../domain/alerts/route.ts'
import type { Rule } from '../../domain/alerts/rule.ts'

/** A rule's file, wherever it lies. */
export interface RuleFile {
  /** The file's name without ending. */
  readonly name: string
  readonly text: string
}

export interface RuleSet {
  readonly rules: readonly Rule[]
  /** What is wrong with files: those that are not valid rules cost only themselves; others are usable, but not as meant. */
  readonly problems: readonly string[]
  /** The names of files that are not rules: what was known of them stays as it is. */
  readonly broken: readonly string[]
}

/**
 * Reads the rules that ship and the custom ones; a custom rule of the same name replaces a shipped one. `details`
 * are the names of the tables that mails may show, `channels` those that rules may name.
 */
export function readRules(
  shipped: readonly RuleFile[],
  own: readonly RuleFile[],
  details: readonly string[],
  channels: readonly string[] = [],
): RuleSet {
  const files = new Map([...shipped, ...own].map((file) => [file.name, file]))
  const rules: Rule[] = []
  const problems: string[] = []
  const broken: string[] = []
  for (const { name, text } of [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      const rule = withKnownRecipients(parseRule(name, text), channels, problems)
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
      broken.push(name)
    }
  }
  return { rules, problems: [...problems, ...unknownInhibitors(rules)], broken }
}

/** A rule that names a channel that is not there notifies whoever is notified of its severity. */
function withKnownRecipients(rule: Rule, channels: readonly string[], problems: string[]): Rule {
  const unknown = namedBy(rule.routes).filter((one) => !isMailAddress(one) && !channels.includes(one))
  if (unknown.length === 0) return rule
  const there = channels.length === 0 ? 'is not set' : `has ${channels.join(', ')}`
  problems.push(
    `${rule.name}.sql: "to" names ${unknown.join(', ')}: ALERT_CHANNELS ${there}. Its "to" is left out.`,
  )
  return { ...rule, routes: { byLabel: [] } }
}

function unknownInhibitors(rules: readonly Rule[]): readonly string[] {
  const names = new Set([...rules.map(({ name }) => name), OUTAGE_RULE])
  return rules.flatMap(({ name, inhibitedBy }) =>
    inhibitedBy
      .filter((other) => !names.has(other))
      .map((other) => `${name}.sql: "inhibited-by" names ${other}, and there is no such rule.`),
  )
}
