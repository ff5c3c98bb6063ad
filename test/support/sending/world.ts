import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { createCampaignStore } from '../../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../../../src/adapters/postgres/campaigns/recipient-store.ts'
import { createPool } from '../../../src/adapters/postgres/connection/pool.ts'
import { createStateStore } from '../../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { createAttemptStore } from '../../../src/adapters/postgres/sending/attempt-store.ts'
import { createPlanStore } from '../../../src/adapters/postgres/sending/plan-store.ts'
import { commitBatch } from '../../../src/app/ingest/commit-batch.ts'
import { follow } from '../../../src/app/sending/follow.ts'
import { makePlan } from '../../../src/app/sending/make-plan.ts'
import { type SendParts, sendPlan } from '../../../src/app/sending/send-plan.ts'
import { createSendingUseCases, type SendingUseCases } from '../../../src/app/sending/use-cases.ts'
import type { RecipientLine } from '../../../src/domain/campaigns/recipient-line.ts'
import { planChange } from '../../../src/domain/messages/plan.ts'
import type { StatusReport } from '../../../src/domain/messages/report.ts'
import type { MadePlan, PlanRequest } from '../../../src/domain/sending/plan-request.ts'
import type { AttemptStore, MessageSender, Pause, PlanStore } from '../../../src/domain/sending/ports.ts'
import { createTestDatabase } from '../postgres.ts'
import { NOON_MS, report } from '../reports.ts'
import { RULES, TEMPLATE } from './rules.ts'

/** A sending world on a real database, with a clock of its own. */
export interface SendingWorld {
  readonly pool: Pool
  readonly url: string
  readonly plans: PlanStore
  readonly attempts: AttemptStore
  readonly useCases: SendingUseCases
  now(): number
  pass(ms: number): void
  /** Adds a campaign and its list. */
  addCampaign(id: string, lines: readonly Partial<RecipientLine>[]): Promise<void>
  /** Reports of messages come in. */
  commit(...reports: Partial<StatusReport>[]): Promise<void>
  plan(request?: Partial<PlanRequest>): Promise<MadePlan>
  /** Makes a plan and confirms it. @returns its id */
  confirmed(request?: Partial<PlanRequest>): Promise<string>
  send(planId: string, sender: MessageSender, over?: Partial<SendParts>): Promise<Pause>
  follow(sender?: MessageSender): ReturnType<typeof follow>
  /** How many attempts are in each state. */
  states(planId: string): Promise<Record<string, number>>
  /** The number is as if it had never sent. */
  renewNumber(): Promise<void>
  close(): Promise<void>
}

const NEVER = new AbortController().signal
export const SENDER = 'test:1'
const PER_SECOND = 60

export async function createWorld(): Promise<SendingWorld> {
  const database = await createTestDatabase()
  const pool = createPool({
    connectionString: database.url,
    size: 10,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 30_000,
    onError: () => undefined,
  })
  const statements = loadStatements(AS_WRITTEN)
  const plans = createPlanStore(pool, statements)
  const attempts = createAttemptStore(pool, statements)
  const state = createStateStore(pool, statements)
  const campaigns = createCampaignStore(pool, statements)
  const recipients = createRecipientStore(pool, statements)
  let nowMs = NOON_MS
  const now = () => nowMs
  const plan = (request: Partial<PlanRequest> = {}) =>
    makePlan(
      plans,
      { name: SENDER, perSecond: PER_SECOND },
      { action: 'send', campaignId: 'c1', template: TEMPLATE, rules: RULES, by: 'tester', ...request },
      nowMs,
      randomUUID,
    )
  return {
    pool,
    url: database.url,
    plans,
    attempts,
    useCases: createSendingUseCases(plans, attempts, { name: SENDER, perSecond: PER_SECOND }, now),
    now,
    pass(ms) {
      nowMs += ms
    },
    async addCampaign(id, lines) {
      await campaigns.create(id, id, 'active')
      const whole = lines.map((line) => ({ messageIds: [], ...line }))
      await recipients.importRecipients(id, whole, () => (loaded) => planChange(loaded, [], 'latest'))
    },
    async commit(...reports) {
      const whole = reports.map((over) =>
        report({ receivedAtMs: nowMs, occurrence: { atMs: nowMs, estimated: false }, ...over }),
      )
      await commitBatch(state, whole, 'latest')
    },
    plan,
    async confirmed(request) {
      const { plan: made } = await plan(request)
      await plans.confirm(made.id, 'draft', 'tester', nowMs)
      return made.id
    },
    send: (planId, sender, over = {}) =>
      sendPlan(
        {
          attempts,
          sender,
          perSecond: PER_SECOND,
          owner: randomUUID(),
          now: () => nowMs,
          async wait(ms) {
            nowMs += ms
          },
          ...over,
        },
        planId,
        NEVER,
      ),
    follow: (sender) =>
      follow(
        { plans, attempts, sender: sender ?? { name: SENDER, matchedBy: 'reference' }, rule: 'latest' },
        nowMs,
        NEVER,
      ),
    async states(planId) {
      const { attempts: counts } = await plans.results(planId)
      return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
    },
    async renewNumber() {
      await pool.query('DELETE FROM bluetick.sending_numbers')
    },
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}
