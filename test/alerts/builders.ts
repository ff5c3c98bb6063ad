import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import type { Rule, RuleRow } from '../../src/domain/alerts/rule.ts'

export const MINUTE_MS = 60_000
export const START_MS = Date.UTC(2026, 2, 1, 12, 0)

/** A rule made of header lines. */
export function ruleOf(headers: Readonly<Record<string, string>> = {}, sql = 'SELECT 1 AS value'): Rule {
  const all = { severity: 'critical', fire: 'value < 90', ...headers }
  const lines = Object.entries(all).map(([key, value]) => `--! ${key}: ${value}`)
  return parseRule('test-rule', `${lines.join('\n')}\n${sql}`)
}

/** A row with a figure, and labels where there are any. */
export function row(
  value: number | null,
  more: { samples?: number; labels?: RuleRow['labels'] } = {},
): RuleRow {
  const { samples, labels = {} } = more
  return { labels, figures: { value, ...(samples !== undefined && { samples }) } }
}

/** Where the mails of tests come from. */
export const ORIGIN = { domain: 'example.org', installation: 'Bluetick', zone: 'UTC' } as const

/** State and headline of mails by their subjects: "firing: Delivery rate 80%". */
export function notifiedBy(mails: readonly { readonly content: { readonly subject: string } }[]): string[] {
  return mails.map(({ content }) => content.subject.replace(/^(.*) \[\w+ \S+ ([a-z ]+), .*$/, '$2: $1'))
}
