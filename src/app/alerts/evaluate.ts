import { newestSlot } from '../../domain/alerts/cron.ts'
import { decide, diagnose, type Health } from '../../domain/alerts/decide.ts'
import type { AlertStore, RuleRunner } from '../../domain/alerts/ports.ts'
import type { Rule } from '../../domain/alerts/rule.ts'
import { formatDuration } from '../../domain/text/duration.ts'

/** So many rules ask the database at once. */
const MAX_RULES_AT_ONCE = 2

/** A slot that lies further ahead than this is of a clock that was set back since. */
export const MAX_SLOT_AHEAD_MS = 60_000

/** What evaluation tells the metrics. */
export interface EvaluationMeter {
  evaluated(rule: string, health: Health, seconds: number): void
}

export interface EvaluationParts {
  readonly store: AlertStore
  readonly runner: RuleRunner
  readonly rules: readonly Rule[]
  readonly meter: EvaluationMeter
  /** What this process has told of rules that fail: the error by rule. */
  readonly notified: Map<string, string>
  /** Called when a rule begins to fail, or fails in another way than before; at the first evaluation in any case. */
  readonly onProblem: (problem: string) => void
}

/**
 * Evaluates every rule whose newest slot nobody has evaluated yet. After a pause only the newest slot counts. Safe
 * on any number of replicas at once: the store lets one of them record each slot.
 *
 * @throws what the store throws where it cannot be reached: nothing was decided then, and no state changes
 * @throws Error where the shared clock was set back: rules wait until it has caught up, and that must not look well
 */
export async function evaluateDue(parts: EvaluationParts): Promise<void> {
  const { store, runner, rules, meter, notified, onProblem } = parts
  const nowMs = await store.now()
  const standings = new Map((await store.standings()).map((standing) => [standing.rule, standing]))
  const due = rules.flatMap((rule) => {
    const slotMs = newestSlot(rule.schedule, nowMs)
    const done = standings.get(rule.name)?.slotMs
    return slotMs === undefined || (done !== undefined && done >= slotMs) ? [] : [{ rule, slotMs }]
  })
  const evaluate = async () => {
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      const { rule, slotMs } = next
      const startedMs = performance.now()
      const answer = await runner.ask(rule, slotMs)
      const durationMs = performance.now() - startedMs
      const diagnosis = diagnose(rule, answer)
      const won = await store.record(rule, slotMs, { ...diagnosis, durationMs }, (states, silences) =>
        decide(rule, states, answer, slotMs, silences),
      )
      if (!won) continue
      meter.evaluated(rule.name, diagnosis.health, durationMs / 1000)
      const { error } = diagnosis
      if (error === undefined) notified.delete(rule.name)
      else if (notified.get(rule.name) !== error) {
        notified.set(rule.name, error)
        onProblem(`rule ${rule.name} cannot be evaluated: ${error}`)
      }
    }
  }
  await Promise.all(Array.from({ length: MAX_RULES_AT_ONCE }, evaluate))
  const aheadMs = Math.max(...rules.map((rule) => (standings.get(rule.name)?.slotMs ?? nowMs) - nowMs))
  if (aheadMs > MAX_SLOT_AHEAD_MS) {
    throw new Error(
      `The database's clock was set back: rules wait ${formatDuration(aheadMs)} for it to catch up.`,
    )
  }
}
