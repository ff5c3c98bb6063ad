import { createHash } from 'node:crypto'
import { readDailyLimit } from '../../domain/sending/daily-limit.ts'
import { MAX_CANDIDATES } from '../../domain/sending/limits.ts'
import { type Plan, planText } from '../../domain/sending/plan.ts'
import { type MadePlan, PlanRefusedError, type PlanRequest } from '../../domain/sending/plan-request.ts'
import type { PlanStore } from '../../domain/sending/ports.ts'
import { select } from '../../domain/sending/select.ts'

/**
 * Makes a plan and keeps it as a draft: nothing is sent.
 *
 * @throws PlanRefusedError where the account's daily limit does not allow it
 */
export async function makePlan(
  store: Pick<PlanStore, 'candidates' | 'habits' | 'dailyUse' | 'save'>,
  sender: { readonly name: string; readonly perSecond: number },
  request: PlanRequest,
  nowMs: number,
  newId: () => string,
): Promise<MadePlan> {
  const { action, campaignId, template, rules, canary, limit, by } = request
  const { items, more } = await store.candidates(campaignId, action, nowMs, MAX_CANDIDATES)
  const habits =
    rules.at === 'best-hour'
      ? await store.habits(
          campaignId,
          items.flatMap(({ phone }) => phone ?? []),
          nowMs,
        )
      : { people: new Map(), campaign: [], everybody: [] }
  const { members: chosen, exclusions } = select(items, {
    action,
    rules,
    habits,
    perSecond: sender.perSecond,
    nowMs,
  })
  const members = limit === undefined ? chosen : chosen.slice(0, limit)
  await refuseBeyondLimit(store, members.length, nowMs)
  const frozen = {
    id: newId(),
    action,
    campaignId,
    sender: sender.name,
    template,
    rules,
    ...(canary !== undefined && canary < members.length && { canary }),
    plannedAtMs: nowMs,
    members,
  }
  const plan: Plan = { ...frozen, hash: hashOf(planText(frozen)), plannedBy: by, exclusions }
  await store.save(plan)
  return { plan, leftForAnother: chosen.length - members.length, hasMoreCandidates: more }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** WhatsApp refuses what goes beyond the account's limit, one message after the other. */
async function refuseBeyondLimit(
  store: Pick<PlanStore, 'dailyUse'>,
  people: number,
  nowMs: number,
): Promise<void> {
  const use = await store.dailyUse(nowMs)
  const limit = use && readDailyLimit(use.limit)
  if (use === undefined || limit === undefined) return
  const left = Math.max(0, limit - use.people)
  if (people <= left) return
  throw new PlanRefusedError(
    `The plan has ${people} people, and WhatsApp allows the account ${limit} a day, of which ${use.people} are used: ` +
      `plan at most ${left} now (--limit ${left}).`,
  )
}
