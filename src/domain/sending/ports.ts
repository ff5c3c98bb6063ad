import type { Decide } from '../messages/ports.ts'
import type { ApiResult } from './answer.ts'
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
export type MatchedBy = 'reference' | 'campaign-name' | 'phone'

/**
 * An API that sends messages, for one number or account.
 *
 * `send` never rejects. It answers `accepted` only with an id, `refused` only where it is certain that nothing was sent (the request
 * never left, or the API said so), and `uncertain` otherwise: it must not be called again for that attempt. It takes at most
 * `SEND_TIMEOUT_MS` (limits.ts).
 */
export interface MessageSender {
  /** Names the number in the database; two replicas with one number have one name. Holds no secret. */
  readonly name: string
  readonly matchedBy: MatchedBy
  send(message: OutgoingMessage): Promise<ApiResult>
}

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
  /** Its place in the plan. */
  readonly position: number
  readonly campaignId: string
  readonly state: AttemptState
  readonly stateReason?: string
  readonly tries: number
  readonly claimedAtMs?: number
  /** The message that came of it. */
  readonly messageId?: string
  /** Who or what says so: "answer", "report", or a person. */
  readonly resolvedBy?: string
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
  /** In how many milliseconds, from the question on, the number's rate allows the next ones. */
  readonly nextMs?: number
  /** Where there are none: why, and when to ask again. */
  readonly idle?: {
    readonly because: 'breaker' | 'rate' | 'canary' | 'not-yet' | 'finished'
    readonly waitMs: number
  }
}

/** Why nothing more of a plan leaves at present, and when to look again. */
export interface Pause {
  readonly because: 'breaker' | 'canary' | 'not-yet' | 'finished' | 'aborted'
  readonly waitMs: number
}

export interface ClaimOptions {
  /** Names the process. */
  readonly owner: string
  readonly wanted: number
  /** The configured rate of the number. */
  readonly perSecond: number
  readonly nowMs: number
}

/** A sending number as people see it. */
export interface NumberState {
  readonly sender: string
  readonly breaker: Breaker
  /** Messages a second at present. */
  readonly perSecond: number
}

/**
 * Plans: made once, never changed but for their state. Times come from the caller, in milliseconds since the epoch. Calls reject with
 * `StoreUnavailableError` where the store cannot work just now; repeating is harmless unless said otherwise.
 */
export interface PlanStore {
  /** The recipients of a campaign that an action may concern, in key order. */
  candidates(
    campaignId: string,
    action: Action,
    nowMs: number,
    limit: number,
  ): Promise<{ readonly items: readonly Candidate[]; readonly more: boolean }>
  habits(campaignId: string, phones: readonly string[], nowMs: number): Promise<Habits>
  /**
   * How many different people outside an open conversation the account wrote to within 24 hours, and what WhatsApp last said of its
   * limit; nothing where it said nothing.
   */
  dailyUse(nowMs: number): Promise<{ readonly people: number; readonly limit: string } | undefined>
  /** Keeps a plan as a draft. Not to be repeated. */
  save(plan: Plan): Promise<void>
  /** By its hash, or the beginning of it where that is unique. */
  find(hash: string): Promise<PlanSummary | undefined>
  /** Newest first. */
  list(limit: number): Promise<readonly PlanSummary[]>
  /** Plans that are being sent by this number, oldest first. */
  open(sender: string): Promise<readonly PlanSummary[]>
  /** In their order, after a position; -1 for the first. */
  members(planId: string, after: number, limit: number): Promise<readonly Attempt[]>
  exclusions(planId: string, after: number, limit: number): Promise<readonly Exclusion[]>
  results(planId: string): Promise<PlanResults>
  /**
   * A draft becomes a plan that is sent, or a stopped one goes on.
   *
   * @returns whether it did: false where another was faster, or it is in another state
   */
  confirm(planId: string, from: 'draft' | 'stopped', by: string, nowMs: number): Promise<boolean>
  /** Stops a plan that is being sent. What has left is not called back. @returns whether it was being sent */
  stop(planId: string, by: string, reason: string, nowMs: number): Promise<boolean>
  /** Ends plans of which nothing is left to send. @returns how many */
  finish(nowMs: number): Promise<number>
  /** The first wave was well. @returns whether it had not passed before */
  passCanary(planId: string, nowMs: number): Promise<boolean>
  wave(planId: string, nowMs: number): Promise<Wave>
  /** Forgets plans that ended before a time, and the people in them; not what is uncertain. @returns how many */
  expire(beforeMs: number): Promise<number>
  /** The audit trail, newest first. */
  log(limit: number): Promise<readonly SendLogEntry[]>
}

/** What schedules remember, for all replicas. Calls reject with `StoreUnavailableError` where the store cannot work just now. */
export interface ScheduleStore {
  /** Takes one time of a schedule. @returns whether nobody had taken it, or a later one */
  takeSlot(schedule: string, slotMs: number): Promise<boolean>
  /** The newest plan for a campaign that somebody made and confirmed. */
  newestPlanOf(by: string, campaignId: string): Promise<Pick<PlanSummary, 'hash' | 'state'> | undefined>
  /** Adds a line to the audit trail. */
  note(by: string, what: string, details: string, nowMs: number): Promise<void>
}

/**
 * Attempts and numbers: what may leave, and what became of it. Any number of callers on any number of replicas may call at once.
 * Calls reject with `StoreUnavailableError` where the store cannot work just now.
 */
export interface AttemptStore {
  /**
   * Takes up to `wanted` messages of a plan, as many as the number's rate and breaker allow, and leaves out who must not be written to
   * any more. When it resolves, the claims are durable: each message may then leave once. What a call that rejected may have
   * claimed becomes uncertain.
   */
  claim(planId: string, sender: string, options: ClaimOptions): Promise<Claimed>
  /** Gives back claims whose request never began. */
  release(attempts: readonly string[], owner: string, nowMs: number): Promise<void>
  /** Records what came of a claim, also where it has become uncertain meanwhile. Repeating it is harmless. */
  record(attempt: string, owner: string, answer: ApiResult, nowMs: number): Promise<void>
  /** Claims whose process is gone become uncertain. @returns how many */
  expireClaims(nowMs: number): Promise<number>
  /** Accepted messages are joined to their recipients, whose columns and counters follow them from then on. @returns how many */
  joinAccepted(limit: number, decide: (links: readonly (readonly string[])[]) => Decide): Promise<number>
  /** Uncertain attempts whose message reports name by now become accepted. @returns how many */
  resolveByReports(sender: Pick<MessageSender, 'name' | 'matchedBy'>, nowMs: number): Promise<number>
  /** The attempts that a message came of, and those that followed it, by any id of the message. Oldest first. */
  ofMessage(messageId: string): Promise<readonly Attempt[]>
  /** Uncertain ones, oldest first. */
  uncertain(limit: number): Promise<readonly Attempt[]>
  /**
   * A person knows what became of an uncertain attempt. Not sent: it is planned again.
   *
   * @returns whether there is such an uncertain attempt
   */
  resolveByPerson(attempt: string, sent: boolean, by: string, nowMs: number): Promise<boolean>
  numbers(): Promise<readonly NumberState[]>
  /** A person says that a number may send again: one message tries. @returns whether its breaker was open */
  tryNumber(sender: string, by: string, nowMs: number): Promise<boolean>
  /** Slows a number whose messages failed as too fast since the last look, and opens its breaker on errors of the account. */
  updateBreaker(sender: string, nowMs: number): Promise<void>
}
