import { newestDue } from '../alerts/recurrence.ts'
import type { Template } from './plan.ts'
import type { PlanState } from './ports.ts'

/** What a schedule may do: what it would do for a first message, a person does. */
export const SCHEDULED_ACTIONS = ['resend', 'follow-up'] as const

/** A schedule: plans and confirms by itself, at the times of a cron expression. */
export interface Schedule {
  readonly name: string
  readonly cron: string
  readonly zone: string
  readonly action: (typeof SCHEDULED_ACTIONS)[number]
  readonly campaigns: readonly string[]
  readonly template: Template
  /** The pattern of each variable of the template. */
  readonly values: readonly string[]
  /** The size of the first wave. */
  readonly canary: number
  readonly limit?: number | undefined
}

/** Nobody looks at what a schedule sends: it always has a first wave. */
export const SCHEDULED_CANARY = 50
/** A time that nobody was there for is made up for this long. */
const MAX_LATE_MS = 10 * 60_000

/** The time for which the schedule is to be carried out now, in milliseconds since the epoch; nothing between its times. */
export function dueSlot(schedule: Pick<Schedule, 'cron' | 'zone'>, nowMs: number): number | undefined {
  const atMs = newestDue(schedule, nowMs)
  return atMs !== undefined && nowMs - atMs <= MAX_LATE_MS ? atMs : undefined
}

/** Who plans and confirms, in the audit trail. */
export function authorOf({ name }: Pick<Schedule, 'name'>): string {
  return `schedule ${name}`
}

/**
 * Why a schedule must not plan again after its last plan for a campaign, if there is one. One that was stopped stays so until a
 * person has looked.
 */
export function waitsFor(
  last: { readonly hash: string; readonly state: PlanState } | undefined,
): string | undefined {
  switch (last?.state) {
    case 'stopped':
      return `its plan ${last.hash.slice(0, 12)} was stopped: look at it, and let it go on or rename the schedule`
    case 'sending':
      return `its plan ${last.hash.slice(0, 12)} is still being sent`
    default:
      return undefined
  }
}
