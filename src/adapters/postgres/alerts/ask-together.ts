import { blindness } from '../../../domain/alerts/columns.ts'
import type { RuleResult } from '../../../domain/alerts/decide.ts'
import type { Rule, RuleRow } from '../../../domain/alerts/rule.ts'
import { type AnswerRows, columnsOf, rowOf } from './rule-answer.ts'

export type Ask = (text: string, values: readonly unknown[]) => Promise<AnswerRows>

/** Where the rule's query goes in sql/transactions/answer-each.sql. */
const PLACE = /\/\* rule \*\/.*\/\* end of rule \*\//

/**
 * Answers a rule for many times in one statement.
 *
 * @param frame the text of sql/transactions/answer-each.sql
 * @throws what the database says where the rule fails for one of them
 */
export async function askTogether(
  ask: Ask,
  frame: string,
  rule: Rule,
  slots: readonly number[],
): Promise<ReadonlyMap<number, RuleResult>> {
  const texts: string[] = []
  const places = rule.parameters.map((parameter) =>
    parameter.kind === 'now' ? 'slot.at' : `$${texts.push(parameter.value) + 1}`,
  )
  const query = rule.sql.replace(/\$(\d+)/g, (place, number: string) => places[Number(number) - 1] ?? place)
  const times = slots.map((slotMs) => new Date(slotMs).toISOString())
  // A comment at the end of the rule must not swallow what comes after it.
  const answer = await ask(
    frame.replace(PLACE, () => `${query}\n`),
    [times, ...texts],
  )
  const fields = answer.fields.slice(1)
  const [blind] = blindness(rule, columnsOf({ fields }))
  const rows = new Map<number, RuleRow[]>(slots.map((slotMs) => [slotMs, []]))
  for (const [n, ...values] of answer.rows)
    rows.get(slots[Number(n) - 1] ?? Number.NaN)?.push(rowOf(rule, { fields }, values))
  return new Map(
    [...rows].map(([slotMs, found]): [number, RuleResult] => [
      slotMs,
      blind === undefined ? { kind: 'rows', rows: found } : { kind: 'error', error: blind },
    ]),
  )
}
