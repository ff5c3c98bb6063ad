import { createHash, randomUUID } from 'node:crypto'
import { type Member, PLAN_VALID_MS, planText } from '../../domain/sending/plan.ts'
import type { PlanOperations } from '../../domain/sending/plan-operations.ts'
import { PlanRefusedError } from '../../domain/sending/plan-request.ts'
import type {
  Attempt,
  AttemptStore,
  MessageSender,
  PlanStore,
  PlanSummary,
} from '../../domain/sending/ports.ts'
import { makePlan } from './make-plan.ts'

/** Rows of one look at a plan's members. */
const PAGE = 10_000
/** Fewer digits of a hash name a plan by chance. */
const MIN_HASH_DIGITS = 8

/** What people do with plans: what the API, the dashboard and the command line drive. */
export interface SendingUseCases extends PlanOperations {
  readonly plans: PlanStore
  readonly attempts: AttemptStore
}

/**
 * @param sender the number that sends; absent where none is set up: plans can then be looked at, and not made
 */
export function createSendingUseCases(
  plans: PlanStore,
  attempts: AttemptStore,
  sender: (Pick<MessageSender, 'name'> & { readonly perSecond: number }) | undefined,
  now: () => number,
): SendingUseCases {
  async function find(hash: string): Promise<PlanSummary> {
    const isHash = /^[0-9a-f]+$/.test(hash) && hash.length >= MIN_HASH_DIGITS
    const found = isHash ? await plans.find(hash) : undefined
    if (found !== undefined) return found
    throw new PlanRefusedError(
      `There is no plan ${hash}: give the hash that the plan was shown with, at least ${MIN_HASH_DIGITS} digits of it.`,
    )
  }
  const ourNumber = () => {
    if (sender !== undefined) return sender
    throw new PlanRefusedError(
      'No number is set up to send: set SEND_VIA and what belongs to it (docs/sending.md).',
    )
  }

  return {
    plans,
    attempts,
    now,
    find,
    plan: async (request) => makePlan(plans, ourNumber(), request, now(), randomUUID),
    async confirm(hash, by) {
      const plan = await find(hash)
      if (plan.state !== 'draft')
        throw new PlanRefusedError(`The plan is ${plan.state} already: it is sent once.`)
      if (plan.sender !== ourNumber().name)
        throw new PlanRefusedError(
          `The plan is for ${plan.sender}, and this service sends by ${ourNumber().name}.`,
        )
      if (now() - plan.plannedAtMs > PLAN_VALID_MS)
        throw new PlanRefusedError('The plan is older than a day: much may have changed. Plan again.')
      if ((await hashOfStored(plans, plan)) !== plan.hash)
        throw new PlanRefusedError(
          'The plan is not what was shown any more: somebody changed it in the database. Plan again.',
        )
      if (!(await plans.confirm(plan.id, 'draft', by, now())))
        throw new PlanRefusedError('Somebody else has just confirmed the plan: it is sent once.')
      return find(plan.hash)
    },
    async stop(hash, by) {
      const plan = await find(hash)
      if (!(await plans.stop(plan.id, by, `stopped by ${by}`, now())))
        throw new PlanRefusedError(`The plan is ${plan.state}: only one that is being sent can be stopped.`)
      return find(plan.hash)
    },
    async resume(hash, by) {
      const plan = await find(hash)
      if (!(await plans.confirm(plan.id, 'stopped', by, now())))
        throw new PlanRefusedError(`The plan is ${plan.state}: only a stopped one can go on.`)
      return find(plan.hash)
    },
  }
}

/** The hash of a plan as it is kept: what is sent is what was shown. */
async function hashOfStored(plans: PlanStore, plan: PlanSummary): Promise<string> {
  const members: Member[] = []
  let page: Awaited<ReturnType<PlanStore['members']>>
  do {
    page = await plans.members(plan.id, members.length - 1, PAGE)
    members.push(...page.map(memberOf))
  } while (page.length === PAGE)
  const text = planText({ ...plan, members })
  return createHash('sha256').update(text).digest('hex')
}

/** What the plan froze of an attempt. */
function memberOf({
  recipient,
  phone,
  name,
  previousMessage,
  round,
  values,
  zones,
  notBeforeMs,
  hour,
}: Attempt): Member {
  return {
    recipient,
    phone,
    ...(name !== undefined && { name }),
    ...(previousMessage !== undefined && { previousMessage }),
    round,
    values,
    zones,
    notBeforeMs,
    ...(hour !== undefined && { hour }),
  }
}
