import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { createPlanStore } from '../src/adapters/postgres/sending/plan-store.ts'
import { makePlan } from '../src/app/sending/make-plan.ts'
import { DEFAULT_RULES } from '../src/domain/sending/default-rules.ts'
import type { Action } from '../src/domain/sending/plan.ts'
import type { PlanRequest } from '../src/domain/sending/plan-request.ts'
import { onFilled } from './filled.ts'
import { CAMPAIGN, fillForSending } from './sending-data.ts'
import { median, printTable } from './table.ts'

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000_000)
const RUNS = 5

/** Plans over ten million messages. */
export async function benchSending(): Promise<void> {
  await onFilled(
    (pool) => fillForSending(pool, MESSAGES, (line) => process.stderr.write(`${line}\n`)),
    benchPlans,
  )
}

async function benchPlans(pool: Pool): Promise<void> {
  const plans = createPlanStore(pool, loadStatements(AS_WRITTEN))
  const rows: string[][] = []
  const cases: readonly (readonly [string, Action, Partial<PlanRequest>])[] = [
    ['resend what failed', 'resend', {}],
    ['follow up 2,000', 'follow-up', { limit: 2_000 }],
    ['follow up all', 'follow-up', {}],
  ]
  for (const [name, action, over] of cases) {
    const times: number[] = []
    let members = 0
    let excluded = 0
    for (let run = 0; run <= RUNS; run += 1) {
      const startedMs = performance.now()
      const { plan } = await makePlan(
        plans,
        { name: 'bench', perSecond: 60 },
        {
          action,
          campaignId: CAMPAIGN,
          template: { name: 'bench', language: 'en', category: 'marketing' },
          rules: { ...DEFAULT_RULES, values: ['{name}'], ttlHours: 24 },
          by: 'bench',
          ...over,
        },
        Date.now(),
        randomUUID,
      )
      // The first call reads the pages in.
      times.push(performance.now() - startedMs)
      members = plan.members.length
      excluded = plan.exclusions.length
    }
    const [first = 0, ...warm] = times
    rows.push([
      name,
      String(members),
      String(excluded),
      `${first.toFixed(0)} ms`,
      `${median(warm).toFixed(0)} ms`,
    ])
  }
  printTable(['plan', 'people', 'left out', 'first', 'median'], rows)
}
