import type { RuleStatus } from '../../domain/alerts/alert-status.ts'
import { newestSlot } from '../../domain/alerts/cron.ts'
import { type Diagnosis, decide, diagnose, type Health } from '../../domain/alerts/decide.ts'
import type { AlertStore, RuleRunner } from '../../domain/alerts/ports.ts'
import { retirementOf, rulesToRetire } from '../../domain/alerts/retire.ts'
import type { Rule } from '../../domain/alerts/rule.ts'
import { formatDuration } from '../../domain/text/duration.ts'

/** How many rules are evaluated concurrently. */
const MAX_RULES_AT_ONCE = 2

/** A slot that lies further ahead than this is of a clock that was set back since. */
export const MAX_SLOT_AHEAD_MS = 60_000

/** Metrics recorded by evaluation. */
export interface EvaluationMeter {
  evaluated(rule: string, health: Health, seconds: number): void
}

export interface EvaluationParts {
  readonly store: AlertStore
  readonly runner: Pick<RuleRunner, 'ask'>
  readonly rules: readonly Rule[]
  /** Names of files that are broken now: their alerts stay as they are. */
  readonly broken?: readonly string[]
  readonly meter: EvaluationMeter
  /** What this process has logged of rules that fail: the error by rule. */
  readonly notified: Map<string, string>
  /** Called when a rule begins to fail, or fails in another way than before; at the first evaluation in any case. */
  readonly onProblem: (problem: string) => void
}

interface DueRule {
  readonly rule: Rule
  readonly slotMs: number
}

/**
 * Evaluates every rule whose newest slot nobody has evaluated yet, rules that inhibit others first, and ends the alerts of
 * rules that are gone. After a pause only the newest slot counts. Safe on any number of replicas at once: the store lets one
 * of them record each slot. A rule whose outcome cannot be recorded costs only itself.
 *
 * @throws what the store throws where it cannot be reached, or records nothing at all: nothing was decided then
 * @throws Error where the shared clock was set back: rules wait until it has caught up, and that must not look well
 */
export async function evaluateDue(parts: EvaluationParts): Promise<void> {
  const { store, rules } = parts
  const nowMs = await store.now()
  const statuses = await store.ruleStatuses()
  await retireRules(parts, statuses, nowMs)
  const due = dueRules(rules, statuses, nowMs)
  const failures: unknown[] = []
  // A rule must know how those stand that inhibit it, so each wave waits for the one before.
  for (const wave of inWaves(due, rules)) {
    const waiting = [...wave]
    const evaluate = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await evaluateRule(parts, next).catch((error) => failures.push(error))
      }
    }
    await Promise.all(Array.from({ length: MAX_RULES_AT_ONCE }, evaluate))
  }
  if (failures.length > 0 && failures.length === due.length) throw failures[0]
  const known = new Map(statuses.map(({ rule, slotMs }) => [rule, slotMs]))
  const aheadMs = Math.max(...rules.map((rule) => (known.get(rule.name) ?? nowMs) - nowMs))
  if (aheadMs > MAX_SLOT_AHEAD_MS) {
    throw new Error(
      `The database's clock was set back: rules wait ${formatDuration(aheadMs)} for it to catch up.`,
    )
  }
}

function dueRules(
  rules: readonly Rule[],
  statuses: readonly RuleStatus[],
  nowMs: number,
): readonly DueRule[] {
  const known = new Map(statuses.map((one) => [one.rule, one]))
  const due = rules.flatMap((rule) => {
    const slotMs = newestSlot(rule.schedule, nowMs)
    return slotMs === undefined || (known.get(rule.name)?.slotMs ?? 0) >= slotMs ? [] : [{ rule, slotMs }]
  })
  // What ran into its time limit will do so again: whoever is well does not wait behind it.
  const erred = ({ rule }: DueRule) => (known.get(rule.name)?.health === 'error' ? 1 : 0)
  return due.toSorted((a, b) => erred(a) - erred(b))
}

/** Due rules in waves: those that nothing inhibits, those that the first inhibit, and so on. */
function inWaves(due: readonly DueRule[], rules: readonly Rule[]): readonly (readonly DueRule[])[] {
  const byName = new Map(rules.map((rule) => [rule.name, rule]))
  const waveOf = (rule: Rule, above: readonly string[]): number => {
    const inhibitors = rule.inhibitedBy.flatMap((name) =>
      above.includes(name) ? [] : (byName.get(name) ?? []),
    )
    return Math.max(0, ...inhibitors.map((one) => 1 + waveOf(one, [...above, rule.name])))
  }
  const waves: DueRule[][] = []
  for (const one of due) {
    const wave = waveOf(one.rule, [one.rule.name])
    waves[wave] = [...(waves[wave] ?? []), one]
  }
  return waves.filter((wave) => wave !== undefined)
}

async function evaluateRule(parts: EvaluationParts, { rule, slotMs }: DueRule): Promise<void> {
  const { store, runner, meter } = parts
  const startedMs = performance.now()
  const result = await runner.ask(rule, slotMs)
  const durationMs = performance.now() - startedMs
  let diagnosis: Diagnosis = diagnose(rule, result)
  let won: boolean
  try {
    won = await store.record(rule, slotMs, { ...diagnosis, durationMs }, (known) =>
      decide(rule, known, result, slotMs),
    )
  } catch (error) {
    // What cannot be written down is the rule's own trouble; where not even that can be written, the store's.
    diagnosis = { health: 'error', error: `The outcome cannot be recorded: ${messageOf(error)}` }
    const nothing = { states: [], ended: [], signals: [] }
    won = await store.record(rule, slotMs, { ...diagnosis, durationMs }, () => nothing)
  }
  if (!won) return
  meter.evaluated(rule.name, diagnosis.health, durationMs / 1000)
  logFailure(parts, rule.name, diagnosis.error)
}

function logFailure({ notified, onProblem }: EvaluationParts, rule: string, error: string | undefined): void {
  if (error === undefined) notified.delete(rule)
  else if (notified.get(rule) !== error) {
    notified.set(rule, error)
    onProblem(`rule ${rule} cannot be evaluated: ${error}`)
  }
}

async function retireRules(
  { store, rules, broken = [], onProblem }: EvaluationParts,
  statuses: readonly RuleStatus[],
  nowMs: number,
): Promise<void> {
  const kept = [...rules.map(({ name }) => name), ...broken]
  for (const name of rulesToRetire(statuses, kept, nowMs)) {
    await store.retire(name, nowMs, (open) => open.flatMap((alert) => retirementOf(alert, nowMs)))
    onProblem(`rule ${name} is gone: its alerts are closed`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
