import type { Action, Plan, SendRules, Template } from './plan.ts'

/** What somebody wants to be planned. */
export interface PlanRequest {
  readonly action: Action
  readonly campaignId: string
  readonly template: Template
  readonly rules: SendRules
  /** The size of the first wave; absent: all in one. */
  readonly canary?: number
  /** At most as many people. */
  readonly limit?: number
  /** Who asks. */
  readonly by: string
}

/** A plan that was made and kept, and what stays for another. */
export interface MadePlan {
  readonly plan: Plan
  /** People who would have been written to, but for the limit of the request. */
  readonly leftForAnother: number
  /** More recipients were not even looked at. */
  readonly hasMoreCandidates: boolean
}

/** A plan that must not be made or sent as it is. The message says why, and what would be right. */
export class PlanRefusedError extends Error {
  override readonly name = 'PlanRefusedError'
}
