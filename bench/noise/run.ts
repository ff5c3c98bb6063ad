import { outageSignal } from '../../src/app/alerts/outage-notification.ts'
import { slotsBetween } from '../../src/app/alerts/simulate.ts'
import type { AlertState, Signal } from '../../src/domain/alerts/alert-state.ts'
import { decide, type RuleResult } from '../../src/domain/alerts/decide.ts'
import { decideOutage, type Outage } from '../../src/domain/alerts/outage.ts'
import type { RuleRunner } from '../../src/domain/alerts/ports.ts'
import type { Rule } from '../../src/domain/alerts/rule.ts'
import type { Incident } from './incidents.ts'

/** How long a rule that resolved still inhibits others, as sql/alerts/store/open-rules.sql has it. */
const INHIBITS_AFTER_MS = 15 * 60_000
/** Somebody takes a critical alert on this long after it was notified. */
const ACKNOWLEDGED_AFTER_MS = 5 * 60_000
/** How often the service looks whether the database is there. */
const LOOK_EVERY_MS = 10_000

/** What the alerting said of a time. */
export interface Outcome {
  readonly signals: readonly Signal[]
  /** Evaluations at which a rule had an alert that fires, by rule; and all of them. */
  readonly firing: ReadonlyMap<string, number>
  readonly evaluations: ReadonlyMap<string, number>
  readonly errors: readonly string[]
}

/** Runs the engine over every slot of every rule, each rule after those that inhibit it, as the service does. */
export async function runRules(
  rules: readonly Rule[],
  runner: Pick<RuleRunner, 'askEach'>,
  fromMs: number,
  toMs: number,
  incidents: readonly Incident[] = [],
): Promise<Outcome> {
  const results = new Map<string, ReadonlyMap<number, RuleResult>>()
  for (const rule of rules) {
    const ofRule = new Map<number, RuleResult>()
    for await (const { slotMs, result } of runner.askEach(rule, slotsBetween(rule, fromMs, toMs)))
      ofRule.set(slotMs, result)
    results.set(rule.name, ofRule)
  }
  const inhibitors = new Set(rules.flatMap((rule) => rule.inhibitedBy))
  const ordered = rules.toSorted((a, b) => Number(inhibitors.has(b.name)) - Number(inhibitors.has(a.name)))
  const states = new Map<string, readonly AlertState[]>()
  const signals: Signal[] = []
  const firing = new Map<string, number>()
  const evaluations = new Map<string, number>()
  const errors = new Set<string>()
  for (let slotMs = fromMs + 60_000; slotMs <= toMs; slotMs += 60_000) {
    if (incidents.some((one) => one.databaseAway === true && one.fromMs <= slotMs && slotMs < one.toMs))
      continue
    const openRules = new Set(
      [...states].filter(([, all]) => all.some((one) => inhibits(one, slotMs))).map(([name]) => name),
    )
    for (const rule of ordered) {
      const result = results.get(rule.name)?.get(slotMs)
      if (result === undefined) continue
      if (result.kind === 'error') errors.add(`${rule.name}: ${result.error}`)
      const known = {
        states: acknowledged(states.get(rule.name) ?? [], slotMs),
        silences: [],
        openRules,
        ruleChanged: false,
      }
      const decision = decide(rule, known, result, slotMs)
      if (result.kind !== 'error')
        states.set(
          rule.name,
          decision.states.filter(({ phase }) => phase !== 'ok'),
        )
      signals.push(...decision.signals)
      add(evaluations, rule.name)
      if (states.get(rule.name)?.some(({ phase }) => phase === 'firing' || phase === 'recovering'))
        add(firing, rule.name)
    }
  }
  signals.push(...incidents.flatMap(outageOf))
  return { signals, firing, evaluations, errors: [...errors] }
}

/** What the outage alert, which needs no database, says of one that is away: it looks every ten seconds. */
function outageOf({ databaseAway, fromMs, toMs }: Incident): readonly Signal[] {
  if (databaseAway !== true) return []
  let outage: Outage | undefined
  for (let atMs = fromMs + LOOK_EVERY_MS; atMs < toMs; atMs += LOOK_EVERY_MS) {
    const step = decideOutage(outage, 'away', () => 'outage', atMs)
    if (step.kind === 'notify') return [outageSignal(step.outage, 'firing', atMs)]
    outage = step.kind === 'remember' ? step.outage : undefined
  }
  return []
}

function inhibits({ phase, sinceMs }: AlertState, nowMs: number): boolean {
  return phase === 'resolved' ? nowMs - sinceMs < INHIBITS_AFTER_MS : phase !== 'ok'
}

function acknowledged(states: readonly AlertState[], nowMs: number): readonly AlertState[] {
  return states.map((state) => {
    const { episode } = state
    if (episode === undefined || nowMs - episode.notifiedAtMs < ACKNOWLEDGED_AFTER_MS) return state
    return { ...state, episode: { ...episode, acknowledgedBy: 'on-call' } }
  })
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
