import type { CampaignStore } from '../../../domain/campaigns/ports.ts'
import type { SendRules } from '../../../domain/sending/plan.ts'
import type { MadePlan, PlanRequest } from '../../../domain/sending/plan-request.ts'
import type { AttemptStore, Pause, PlanStore, PlanSummary } from '../../../domain/sending/ports.ts'

/** What the commands that send drive. What must not be done is thrown as PlanRefusedError. */
export interface SendingCommands {
  readonly campaigns: Pick<CampaignStore, 'find'>
  readonly plans: PlanStore
  readonly attempts: AttemptStore
  /** The rules as the configuration has them. */
  readonly rules: SendRules
  /** Messages a second of the number. */
  readonly perSecond: number
  plan(request: PlanRequest): Promise<MadePlan>
  find(hash: string): Promise<PlanSummary>
  confirm(hash: string, by: string): Promise<PlanSummary>
  stop(hash: string, by: string): Promise<PlanSummary>
  resume(hash: string, by: string): Promise<PlanSummary>
  /** Sends what is due of a plan in this process, and follows up; stops where nothing more is due for now. */
  run(plan: PlanSummary, onProgress: () => Promise<void>): Promise<Pause>
  now(): number
}
