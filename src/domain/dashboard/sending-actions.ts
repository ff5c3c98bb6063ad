import type { SendRules } from '../sending/plan.ts'
import type { MadePlan, PlanRequest } from '../sending/plan-request.ts'
import type { AttemptStore, PlanStore, PlanSummary } from '../sending/ports.ts'

/** What people see and do of sending. What must not be done is thrown as PlanRefusedError. */
export interface SendingActions {
  readonly plans: Pick<PlanStore, 'list' | 'exclusions' | 'results' | 'log'>
  readonly attempts: Pick<AttemptStore, 'uncertain' | 'settleByPerson' | 'numbers' | 'tryNumber'>
  /** The rules as the configuration has them. */
  readonly rules: SendRules
  plan(request: PlanRequest): Promise<MadePlan>
  find(hash: string): Promise<PlanSummary>
  confirm(hash: string, by: string): Promise<PlanSummary>
  stop(hash: string, by: string): Promise<PlanSummary>
  resume(hash: string, by: string): Promise<PlanSummary>
  now(): number
}
