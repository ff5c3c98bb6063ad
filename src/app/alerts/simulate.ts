import type { AlertState, Signal } from '../../domain/alerts/alert-state.ts'
import { newestSlot } from '../../domain/alerts/cron.ts'
import { decide, diagnose, type Health, type RuleResult } from '../../domain/alerts/decide.ts'
import type { Rule } from '../../domain/alerts/rule.ts'

/** What one evaluation would have done. */
export interface SimulatedStep {
  readonly slotMs: number
  readonly health: Health
  readonly error?: string
  readonly value?: number
  readonly samples?: number
  readonly states: readonly AlertState[]
  readonly signals: readonly Signal[]
}

/** The slots of a rule after `fromMs` and until `toMs`, oldest first. */
export function slotsBetween(rule: Rule, fromMs: number, toMs: number): readonly number[] {
  const slots: number[] = []
  let slotMs = newestSlot(rule.schedule, toMs)
  while (slotMs !== undefined && slotMs > fromMs) {
    slots.push(slotMs)
    slotMs = newestSlot(rule.schedule, slotMs - 1)
  }
  return slots.reverse()
}

/** Lets the engine run over answers, one after the other, and remembers nothing outside: for tests and back-tests. */
export async function* simulate(
  rule: Rule,
  slots: readonly number[],
  ask: (slotMs: number) => Promise<RuleResult>,
): AsyncGenerator<SimulatedStep> {
  let states: readonly AlertState[] = []
  for (const slotMs of slots) {
    const answer = await ask(slotMs)
    const known = { states, silences: [], openRules: new Set<string>(), ruleChanged: false }
    const decision = decide(rule, known, answer, slotMs)
    if (answer.kind !== 'error') states = decision.states.filter((state) => state.phase !== 'ok')
    yield { slotMs, ...diagnose(rule, answer), states, signals: decision.signals }
  }
}
