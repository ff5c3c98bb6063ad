import type { CampaignStore } from '../../../../domain/campaigns/ports.ts'
import type { SendRules } from '../../../../domain/sending/plan.ts'
import type { PlanOperations } from '../../../../domain/sending/plan-operations.ts'
import type { AttemptStore, PlanStore } from '../../../../domain/sending/ports.ts'

/** What the endpoints of sending drive. What must not be done is thrown as PlanRefusedError. */
export interface SendingApi extends PlanOperations {
  readonly campaigns: Pick<CampaignStore, 'find'>
  readonly plans: Pick<PlanStore, 'list' | 'members' | 'exclusions' | 'results' | 'log'>
  readonly attempts: Pick<AttemptStore, 'uncertain' | 'resolveByPerson' | 'numbers' | 'tryNumber'>
  /** The rules as the configuration has them. */
  readonly rules: SendRules
}
