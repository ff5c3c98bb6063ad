import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { SendingCommands } from '../../adapters/cli/sending/ports.ts'
import { createCampaignStore } from '../../adapters/postgres/campaigns/campaign-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { createAttemptStore } from '../../adapters/postgres/sending/attempt-store.ts'
import { createPlanStore } from '../../adapters/postgres/sending/plan-store.ts'
import { runPlan } from '../../app/sending/run-plan.ts'
import { createSendingUseCases } from '../../app/sending/use-cases.ts'
import { DEFAULT_RULES } from '../../domain/sending/default-rules.ts'
import { PlanRefusedError } from '../../domain/sending/plan-request.ts'
import type { MessageSender } from '../../domain/sending/ports.ts'
import type { CliParts } from './parts.ts'

export function createSendingCommands({ pool, names, config, signal }: CliParts): SendingCommands {
  const statements = loadStatements(names)
  const plans = createPlanStore(pool, statements)
  const attempts = createAttemptStore(pool, statements)
  const perSecond = 60
  const sender: MessageSender | undefined = undefined
  const number = undefined
  return {
    ...createSendingUseCases(plans, attempts, number, Date.now),
    campaigns: createCampaignStore(pool, statements),
    rules: DEFAULT_RULES,
    perSecond,
    async run(plan, onProgress) {
      if (sender === undefined)
        throw new PlanRefusedError('No number is set up to send: set SEND_VIA (docs/sending.md).')
      const owner = `cli ${randomUUID()}`
      const wait = (ms: number, until: AbortSignal) =>
        setTimeout(ms, undefined, { signal: until }).catch(() => undefined)
      const parts = {
        plans,
        attempts,
        sender,
        perSecond,
        owner,
        rule: config.STATUS_TIMESTAMP,
        now: Date.now,
        wait,
      }
      return runPlan(parts, plan.id, signal, onProgress)
    },
  }
}
