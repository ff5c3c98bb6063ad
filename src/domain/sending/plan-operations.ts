import type { MadePlan, PlanRequest } from './plan-request.ts'
import type { PlanSummary } from './ports.ts'

/** What people do with plans, by the API, the pages and the command line. What must not be done is thrown as PlanRefusedError. */
export interface PlanOperations {
  /** Makes a plan and keeps it as a draft. */
  plan(request: PlanRequest): Promise<MadePlan>
  /** The plan of a hash, or of its first digits. Throws PlanRefusedError where there is none. */
  find(hash: string): Promise<PlanSummary>
  /** A draft is sent from now on. */
  confirm(hash: string, by: string): Promise<PlanSummary>
  /** Nothing more of it leaves. */
  stop(hash: string, by: string): Promise<PlanSummary>
  /** A stopped plan goes on. */
  resume(hash: string, by: string): Promise<PlanSummary>
  now(): number
}
