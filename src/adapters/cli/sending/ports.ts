import type { CampaignStore } from '../../../domain/campaigns/ports.ts'
import type { SendRules } from '../../../domain/sending/plan.ts'
import type { PlanOperations } from '../../../domain/sending/plan-operations.ts'
import type { AttemptStore, Pause, PlanStore, PlanSummary } from '../../../domain/sending/ports.ts'

/** What the commands that send drive. What must not be done is thrown as PlanRefusedError. */
export interface SendingCommands extends PlanOperations {
  readonly campaigns: Pick<CampaignStore, 'find'>
  readonly plans: PlanStore
  readonly attempts: AttemptStore
  /** The rules as the configuration has them. */
  readonly rules: SendRules
  /** Messages a second of the number. */
  readonly perSecond: number
  /** Sends what is due of a plan in this process, and follows up; stops where nothing more is due for now. */
  run(plan: PlanSummary, onProgress: () => Promise<void>): Promise<Pause>
}
