import type { CampaignStore } from '../../../../domain/campaigns/ports.ts'
import type { SendRules } from '../../../../domain/sending/plan.ts'
import type { MadePlan, PlanRequest } from '../../../../domain/sending/plan-request.ts'
import type { AttemptStore, PlanStore, PlanSummary } from '../../../../domain/sending/ports.ts'

/** What the endpoints of sending drive. What must not be done is thrown as PlanRefusedError. */
export interface SendingApi {
  readonly campaigns: Pick<CampaignStore, 'find'>
  readonly plans: Pick<PlanStore, 'list' | 'members' | 'exclusions' | 'results' | 'log'>
  readonly attempts: Pick<AttemptStore, 'uncertain' | 'resolveByPerson' | 'numbers' | 'tryNumber'>
  /** The rules as the configuration has them. */
  readonly rules: SendRules
  plan(request: PlanRequest): Promise<MadePlan>
  find(hash: string): Promise<PlanSummary>
  confirm(hash: string, by: string): Promise<PlanSummary>
  stop(hash: string, by: string): Promise<PlanSummary>
  resume(hash: string, by: string): Promise<PlanSummary>
  now(): number
}
