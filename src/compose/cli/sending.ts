import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { SendingCommands } from '../../adapters/cli/sending/ports.ts'
import { createCampaignStore } from '../../adapters/postgres/campaigns/campaign-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { createAttemptStore } from '../../adapters/postgres/sending/attempt-store.ts'
import { createPlanStore } from '../../adapters/postgres/sending/plan-store.ts'
import { runPlan } from '../../app/sending/run-plan.ts'
import { createSendingUseCases } from '../../app/sending/use-cases.ts'
import { PlanRefusedError } from '../../domain/sending/plan-request.ts'
import { sendRules } from '../config/send-rules.ts'
import { createSender } from '../sending-sender.ts'
import type { CliParts } from './parts.ts'

export function createSendingCommands({ pool, names, config, signal }: CliParts): SendingCommands {
  const statements = loadStatements(names)
  const plans = createPlanStore(pool, statements)
  const attempts = createAttemptStore(pool, statements)
  const perSecond = config.SEND_PER_SECOND
  const sender = createSender(config, Date.now)
  const number = sender === undefined ? undefined : { name: sender.name, perSecond }
  return {
    ...createSendingUseCases(plans, attempts, number, Date.now),
    campaigns: createCampaignStore(pool, statements),
    rules: sendRules(config),
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
