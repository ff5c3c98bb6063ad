import type { AlertState, Signal } from '../../../domain/alerts/alert-state.ts'
import type { Health, RuleResult } from '../../../domain/alerts/decide.ts'
import type { MailContent } from '../../../domain/alerts/mail.ts'
import type { AlertActions, AlertStore, RuleRunner } from '../../../domain/alerts/ports.ts'
import type { Rule } from '../../../domain/alerts/rule.ts'

/** What the commands about alerts do with the database. */
export interface AlertCommands extends Pick<RuleRunner, 'askEach'> {
  readonly store: Pick<AlertStore, 'alerts' | 'ruleStatuses' | 'history'>
  readonly actions: AlertActions
  /** What is wrong with a rule's statement and its columns: one sentence each. */
  problemsOf(rule: Rule): Promise<readonly string[]>
}

export interface RuleSet {
  readonly rules: readonly Rule[]
  /** What is wrong with files. */
  readonly problems: readonly string[]
}

/** What one evaluation would have done. */
export interface SimulatedStep {
  readonly slotMs: number
  readonly health: Health
  readonly value?: number
  readonly samples?: number
  readonly states: readonly AlertState[]
  readonly signals: readonly Signal[]
}

/** What a rule with another threshold would have done. */
export interface Tuning {
  readonly fire: string
  /** The rule as it is. */
  readonly current: boolean
  readonly pagesAWeek: number
  readonly firingPercent: number
}

/** A test alert that was sent to an address, or why it was not. */
export interface TestDelivery {
  readonly to: string
  readonly isMail: boolean
  readonly error?: string
}

/** What the commands about rules do without a database. */
export interface RuleCommands {
  /** The rules that ship and those of ALERTS_DIR. */
  load(): Promise<RuleSet>
  /** The slots of a rule after `fromMs` and until `toMs`, oldest first. */
  slotsBetween(rule: Rule, fromMs: number, toMs: number): readonly number[]
  simulate(
    rule: Rule,
    slots: readonly number[],
    ask: (slotMs: number) => Promise<RuleResult>,
  ): AsyncIterable<SimulatedStep>
  /** What the rule would have done with other thresholds, on answers that were given; nothing where it has none. */
  tune(rule: Rule, results: ReadonlyMap<number, RuleResult>, spanMs: number): Promise<readonly Tuning[]>
  mailOf(signal: Signal, nowMs: number): MailContent
  /** Tries every way by which alerts reach people. `mailFolder` is where mails go that no server takes. */
  sendTest(): Promise<{ readonly mailFolder?: string; readonly deliveries: AsyncIterable<TestDelivery> }>
}
