import { bestHour, type Habits, nextAtHour } from './best-hour.ts'
import type { Candidate } from './candidate.ts'
import { choose } from './choose.ts'
import type { Action, Exclusion, Member, SendRules } from './plan.ts'
import { spread } from './spread.ts'
import { fillValues } from './values.ts'
import { nextWithin } from './window.ts'
import { zonesOf } from './zones.ts'

/** Names of a column that holds how a person is called: AiSensy's campaign API wants one. */
const NAME_COLUMNS = ['name', 'full_name', 'first_name', 'customer_name', 'user_name']

/** What a selection is made from, beside the candidates. */
export interface SelectionInput {
  readonly action: Action
  readonly rules: SendRules
  readonly habits: Habits
  /** Messages a second of the number. */
  readonly perSecond: number
  readonly nowMs: number
}

/**
 * Who is written to, when and with which values; who not, and why. Every candidate is in one of the two, and nobody is in it
 * twice: of several recipients with one number the first is taken. Pure.
 */
export function select(
  candidates: readonly Candidate[],
  input: SelectionInput,
): { readonly members: readonly Member[]; readonly exclusions: readonly Exclusion[] } {
  const members: Member[] = []
  const exclusions: Exclusion[] = []
  const taken = new Set<string>()
  const { rules, nowMs } = input
  // Many people share their zones.
  const opens = new Map<string, number | undefined>()
  const openFrom = (zones: readonly string[]) => {
    const key = zones.join(' ')
    if (!opens.has(key)) opens.set(key, nextWithin(rules.window, zones, nowMs))
    return opens.get(key)
  }
  for (const candidate of candidates) {
    const found = memberOf(candidate, input, taken, openFrom)
    if ('reason' in found) exclusions.push(found)
    else {
      taken.add(found.phone)
      members.push(found)
    }
  }
  return { members: spread(members, input.perSecond), exclusions }
}

function memberOf(
  candidate: Candidate,
  { action, rules, habits, nowMs }: SelectionInput,
  taken: ReadonlySet<string>,
  openFrom: (zones: readonly string[]) => number | undefined,
): Member | Exclusion {
  const { recipient, phone, attributes, message, rounds } = candidate
  const leave = (reason: Exclusion['reason'], details?: string): Exclusion => ({
    recipient,
    ...(phone !== undefined && { phone }),
    reason,
    ...(details !== undefined && { details }),
  })
  const choice = choose(action, candidate, rules, nowMs)
  if (choice.kind === 'leave') return leave(choice.reason, choice.details)
  if (phone === undefined) return leave('no-phone')
  if (taken.has(phone)) return leave('same-person')
  const filled = fillValues(rules.values, attributes)
  if ('missing' in filled) return leave('value-missing', filled.missing)

  const zones = zonesOf(phone, attributes, rules.otherwiseZones)
  const [zone] = zones
  const hour =
    rules.at === 'best-hour' && zone !== undefined
      ? bestHour(phone, zone, rules.window, habits, nowMs)
      : undefined
  const notBeforeMs =
    hour === undefined || hour.source === 'none'
      ? openFrom(zones)
      : nextAtHour(hour.hour, rules.window, zones, nowMs)
  if (notBeforeMs === undefined) return leave('no-common-daytime', zones.join(', '))
  const name = NAME_COLUMNS.map((column) => attributes[column]).find((text) => text !== undefined)
  const [previousMessage] = message?.ids ?? []
  return {
    recipient,
    phone,
    ...(name !== undefined && { name }),
    ...(previousMessage !== undefined && { previousMessage }),
    round: rounds + 1,
    values: filled.values,
    zones,
    notBeforeMs,
    ...(hour !== undefined && { hour }),
  }
}
