import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import type { SendRules } from '../../domain/sending/plan.ts'
import { type MadePlan, PlanRefusedError } from '../../domain/sending/plan-request.ts'
import type { ScheduleStore } from '../../domain/sending/ports.ts'
import { authorOf, dueSlot, type Schedule, waitsFor } from '../../domain/sending/schedule.ts'
import type { SendingUseCases } from './use-cases.ts'

export interface ScheduleParts {
  readonly schedules: readonly Schedule[]
  readonly store: ScheduleStore
  readonly campaigns: Pick<CampaignStore, 'find'>
  readonly sending: Pick<SendingUseCases, 'plan' | 'confirm'>
  /** The rules as the configuration has them. */
  readonly rules: SendRules
}

/** What came of a schedule for one campaign. */
export type ScheduleOutcome = {
  readonly schedule: string
  readonly campaign: string
} & (
  | { readonly kind: 'sent'; readonly hash: string; readonly people: number }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: unknown }
)

/**
 * Plans and confirms what is due by schedule, for each time once, whatever the number of replicas: the time is taken first, so a process
 * that dies then costs this time. What fails for one campaign costs no other. Whoever cannot be written to is found out by the plan, as for a person's.
 */
export async function runSchedules(parts: ScheduleParts, nowMs: number): Promise<readonly ScheduleOutcome[]> {
  const outcomes: ScheduleOutcome[] = []
  for (const schedule of parts.schedules) {
    const slotMs = dueSlot(schedule, nowMs)
    if (slotMs === undefined || !(await parts.store.takeSlot(schedule.name, slotMs))) continue
    for (const campaign of schedule.campaigns)
      outcomes.push({
        schedule: schedule.name,
        campaign,
        ...(await runFor(parts, schedule, campaign, nowMs).catch(
          (error: unknown) => ({ kind: 'failed', error }) as const,
        )),
      })
  }
  return outcomes
}

async function runFor(parts: ScheduleParts, schedule: Schedule, campaignId: string, nowMs: number) {
  const { store, sending, campaigns, rules } = parts
  const by = authorOf(schedule)
  const refused = async (reason: string) => {
    await store.note(by, 'schedule: nothing sent', `${campaignId}: ${reason}`, nowMs)
    return { kind: 'refused', reason } as const
  }
  if ((await campaigns.find(campaignId)) === undefined) return refused('there is no such campaign')
  const inTheWay = waitsFor(await store.newestPlanOf(by, campaignId))
  if (inTheWay !== undefined) return refused(inTheWay)
  const { action, template, values, canary, limit } = schedule
  try {
    const { plan }: MadePlan = await sending.plan({
      action,
      campaignId,
      template,
      rules: { ...rules, values },
      canary,
      ...(limit !== undefined && { limit }),
      by,
    })
    if (plan.members.length === 0) return { kind: 'nobody' } as const
    await sending.confirm(plan.hash, by)
    return { kind: 'sent', hash: plan.hash, people: plan.members.length } as const
  } catch (error) {
    if (error instanceof PlanRefusedError) return refused(error.message)
    throw error
  }
}
