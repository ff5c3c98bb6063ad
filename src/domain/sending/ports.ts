import type { Decide } from '../messages/ports.ts'
import type { Answer } from './answer.ts'
import type { Habits } from './best-hour.ts'
import type { Breaker } from './breaker.ts'
import type { Wave } from './canary.ts'
import type { Candidate } from './candidate.ts'
import type { AttemptState } from './outcome.ts'
import type { Action, Exclusion, Member, Plan, Reason, Template } from './plan.ts'

/** One message as it leaves. */
export interface OutgoingMessage {
  /** `bluetick:` and the attempt's id: goes along where the API takes something that comes back in reports. */
  readonly reference: string
  /** "+" and digits. */
  readonly phone: string
  /** How the person is called, where the list says so. */
  readonly name?: string
  readonly template: Template
  /** The template's variables, in order. */
  readonly values: readonly string[]
}

/** How the report of an attempt is known where nobody answered: by its reference, else by what else reports name. */
export type SettledBy = 'reference' | 'campaign-name' | 'phone'

/**
 * An API that sends messages, for one number or account.
 *
 * `send` never rejects. It answers `accepted` only with an id, `refused` only where it is certain that nothing was sent (the request
 * never left, or the API said so), and `uncertain` otherwise: it must not be called again for that attempt. It takes at most
 * `SEND_TIMEOUT_MS`.
 */
export interface MessageSender {
  /** Names the number in the database; two replicas with one number have one name. Holds no secret. */
  readonly name: string
  readonly settledBy: SettledBy
  send(message: OutgoingMessage): Promise<Answer>
}

/** Answers of carousels took two minutes. */
export const SEND_TIMEOUT_MS = 120_000
/** A claim of a process that died becomes uncertain after this time; longer than any answer takes. */
export const CLAIM_LEASE_MS = 300_000
/** Uncertain attempts are left to reports for this time, then listed for a person. */
export const UNCERTAIN_FOR_MS = 15 * 60_000

export const PLAN_STATES = ['draft', 'sending', 'stopped', 'done'] as const
export type PlanState = (typeof PLAN_STATES)[number]

/** A plan without its people. */
export interface PlanSummary extends Omit<Plan, 'members' | 'exclusions'> {
  readonly state: PlanState
  /** Why it was stopped. */
  readonly stateReason?: string
  readonly canaryPassedAtMs?: number
  readonly confirmedBy?: string
  readonly confirmedAtMs?: number
  readonly endedAtMs?: number
  readonly members: number
  /** Left out when it was made, by reason. */
  readonly excluded: Readonly<Partial<Record<Reason, number>>>
}

/** What came of a plan so far. */
export interface PlanResults {
  readonly attempts: Readonly<Record<AttemptState, number>>
  /** Left out, or refused, after it was made: by reason or code. */
  readonly reasons: Readonly<Record<string, number>>
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly replied: number
  /** The message that it follows arrived as well. */
  readonly gotItTwice: number
  /** When the next message is due. */
  readonly nextMs?: number
}

/** One message of a plan. */
export interface Attempt extends Member {
  readonly id: string
  readonly planId: string
  readonly campaignId: string
  readonly state: AttemptState
  readonly stateReason?: string
  readonly tries: number
  readonly claimedAtMs?: number
  /** The message that came of it. */
  readonly messageId?: string
  /** Who or what says so: "answer", "report", or a person. */
  readonly settledBy?: string
}

/** A line of the audit trail. */
export interface SendLogEntry {
  readonly atMs: number
  readonly planHash?: string
  /** A person, or "service". */
  readonly by: string
  readonly what: string
  readonly details?: string
}

/** A claimed attempt: its message may leave, once. */
export interface Claim {
  readonly attempt: string
  readonly message: OutgoingMessage
}

export interface Claimed {
  readonly claims: readonly Claim[]
  /** Where there are none: why, and when to ask again. */
  readonly idle?: {
    readonly because: 'breaker' | 'rate' | 'canary' | 'not-yet' | 'finished'
    readonly waitMs: number
  }
}

/** A sending number as people see it. */
export interface NumberState {
  readonly sender: string
  readonly breaker: Breaker
  /** Messages a second at present. */
  readonly perSecond: number
}

/**
 * Plans, attempts and numbers. Times come from the caller, in milliseconds since the epoch. Calls reject with
 * `StoreUnavailableError` where the store cannot work just now; what they changed is then unknown, and repeating is harmless unless
 * said otherwise.
 */
export interface SendStore {
  /** The recipients of a campaign that an action may concern, in key order. */
  candidates(
    campaignId: string,
    action: Action,
    nowMs: number,
    limit: number,
  ): Promise<{ readonly items: readonly Candidate[]; readonly recipients: number; readonly more: boolean }>
  habits(campaignId: string, phones: readonly string[], nowMs: number): Promise<Habits>
  /** Different people outside an open conversation whom the account wrote to within 24 hours, and its limit where WhatsApp told it. */
  dailyUse(nowMs: number): Promise<{ readonly people: number; readonly limit?: number }>
  /** Keeps a plan as a draft. */
  savePlan(plan: Plan): Promise<void>
  /** By its hash, or the beginning of it where that is unique. */
  findPlan(hash: string): Promise<PlanSummary | undefined>
  /** Newest first. */
  plans(limit: number): Promise<readonly PlanSummary[]>
  /** Plans that are being sent by this number, oldest first. */
  openPlans(sender: string): Promise<readonly PlanSummary[]>
  members(planId: string, afterPosition: number, limit: number): Promise<readonly Attempt[]>
  exclusions(planId: string, afterPosition: number, limit: number): Promise<readonly Exclusion[]>
  results(planId: string): Promise<PlanResults>
  /**
   * A draft becomes a plan that is sent, or a stopped one goes on.
   *
   * @returns whether it did: false where another was faster, or it is in another state
   */
  confirm(planId: string, from: 'draft' | 'stopped', by: string, nowMs: number): Promise<boolean>
  /** Stops a plan that is being sent. What has left is not called back. */
  stop(planId: string, by: string, reason: string, nowMs: number): Promise<boolean>
  /** Ends plans of which nothing is left to send. @returns their ids */
  finishPlans(nowMs: number): Promise<readonly string[]>
  passCanary(planId: string, nowMs: number): Promise<boolean>
  wave(planId: string, nowMs: number): Promise<Wave>

  /**
   * Takes up to `wanted` messages of a plan, as many as the number's rate and breaker allow, and leaves out who must not be written to
   * any more. When it resolves, the claims are durable: each message may then leave once. Not to be repeated for the same
   * claims: what a call that rejected may have claimed becomes uncertain.
   */
  claim(
    planId: string,
    options: {
      readonly owner: string
      readonly wanted: number
      readonly perSecond: number
      readonly nowMs: number
    },
  ): Promise<Claimed>
  /** Gives back claims whose request never began. */
  release(attempts: readonly string[], owner: string): Promise<void>
  /** Records what came of a claim, also when it has become uncertain meanwhile. */
  record(attempt: string, owner: string, answer: Answer, nowMs: number): Promise<void>
  /** Claims whose process is gone become uncertain. @returns how many */
  expireClaims(nowMs: number): Promise<number>
  /** Joins accepted messages to their recipients, whose columns and counters follow from then on. @returns how many */
  joinAccepted(limit: number, decide: (links: readonly (readonly string[])[]) => Decide): Promise<number>
  /** Uncertain attempts whose message reports name by now become accepted. @returns how many */
  settleByReports(settledBy: SettledBy, sender: string, nowMs: number): Promise<number>
  /** Uncertain ones, oldest first. */
  uncertain(limit: number): Promise<readonly Attempt[]>
  /**
   * A person knows what became of an uncertain attempt. Not sent: it is planned again.
   *
   * @returns whether there is such an uncertain attempt
   */
  settleByPerson(attempt: string, sent: boolean, by: string, nowMs: number): Promise<boolean>

  numbers(): Promise<readonly NumberState[]>
  /** A person says that a number may send again: one message tries. @returns whether its breaker was open */
  tryNumber(sender: string, by: string, nowMs: number): Promise<boolean>
  /** Slows a number whose messages failed as too fast since the last look, and opens its breaker on errors of the account. */
  watchFailures(sender: string, nowMs: number): Promise<void>
  log(limit: number): Promise<readonly SendLogEntry[]>
}
