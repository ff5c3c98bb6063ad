import type { AlertState } from '../../../src/domain/alerts/alert-state.ts'
import { decide, type Known, type RuleResult } from '../../../src/domain/alerts/decide.ts'
import type { Rule, RuleRow } from '../../../src/domain/alerts/rule.ts'
import { MINUTE_MS, START_MS } from '../../alerts/builders.ts'

const NOTHING_KNOWN: Known = { states: [], silences: [], openRules: new Set(), ruleChanged: false }
export const rows = (...all: readonly RuleRow[]): RuleResult => ({ kind: 'rows', rows: all })
export const HOLI = { campaign: 'holi' }

/** One rule over many evaluations, a minute apart; gives the signals of the last one. */
export function story(rule: Rule) {
  let states: readonly AlertState[] = []
  let nowMs = START_MS - MINUTE_MS
  return {
    get nowMs() {
      return nowMs
    },
    get states() {
      return states
    },
    acknowledge(acknowledgedBy: string) {
      states = states.map((state) => ({
        ...state,
        ...(state.episode && { episode: { ...state.episode, acknowledgedBy } }),
      }))
    },
    at(result: RuleResult, known: Partial<Known> = {}, minutes = 1) {
      nowMs += minutes * MINUTE_MS
      const decision = decide(rule, { ...NOTHING_KNOWN, states, ...known }, result, nowMs)
      states = decision.states.filter(({ phase }) => phase !== 'ok')
      return decision
    },
  }
}
