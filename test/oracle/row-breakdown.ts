import { binOf } from './bins.ts'
import type { Conclusion, Facts, Known } from './facts.ts'
import { ANY_TIME, type ModelRow } from './state.ts'
import type { Kind } from './steps.ts'

/** Time between two reported times, nothing inferred and nothing estimated. */
export function between(facts: Facts, from: Kind, to: Kind): number | undefined {
  const [a, b]: (Known | undefined)[] = [facts.times[from], facts.times[to]]
  return a === undefined || b === undefined || a.estimated || b.estimated ? undefined : b.at - a.at
}

/** From a reported delivery to the first reply. */
export function untilReply({ times: { delivered }, reply }: Facts): number | undefined {
  if (delivered === undefined || delivered.estimated || reply === undefined) return undefined
  return Math.max(0, reply.at - delivered.at)
}

/** The keys under which a row is counted in its campaign's breakdowns. */
export function breakdownOf(row: ModelRow, facts: Facts, conclusion: Conclusion): string[] {
  const keys: string[] = []
  if (conclusion.contradictory) keys.push('c')
  const delivery = between(facts, 'sent', 'delivered')
  if (delivery !== undefined) keys.push(`d${binOf(delivery)}`)
  if (conclusion.status === 'failed') keys.push(`f${conclusion.code ?? 'unknown'}`)
  const replying = untilReply(facts)
  if (replying !== undefined) keys.push(`p${binOf(replying)}`)
  const reading = between(facts, 'delivered', 'read')
  if (reading !== undefined) keys.push(`r${binOf(reading)}`)
  if (conclusion.repliedUnread) keys.push('u')
  if (row.made) keys.push('w')
  return keys
}

/** What is left of a message that is gone, and of which nobody says anything: its row follows from itself. */
export function stay(row: ModelRow): void {
  const { delivered, failed, read, sent } = row.times
  const arrived = delivered !== undefined
  if (row.status !== 'failed') delete row.code
  if (read === undefined) delete row.repliedAt
  row.writtenAt = ANY_TIME
  const replied = row.repliedAt !== undefined
  const left = [...row.breakdown].filter(
    (key) =>
      (key.startsWith('d') && arrived && sent !== undefined) ||
      (key.startsWith('p') && arrived && replied) ||
      (key.startsWith('r') && arrived && read !== undefined) ||
      (key.startsWith('u') && replied),
  )
  if (arrived && failed !== undefined) left.push('c')
  if (row.status === 'failed') left.push(`f${row.code ?? 'unknown'}`)
  if (row.made) left.push('w')
  row.breakdown = left.sort()
}
