import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { migrate } from '../src/adapters/postgres/schema/migrate.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../src/adapters/postgres/schema/statements.ts'
import { createAttemptStore } from '../src/adapters/postgres/sending/attempt-store.ts'
import { createPlanStore } from '../src/adapters/postgres/sending/plan-store.ts'
import { makePlan } from '../src/app/sending/make-plan.ts'
import { sendPlan } from '../src/app/sending/send-plan.ts'
import { DEFAULT_RULES } from '../src/domain/sending/default-rules.ts'
import type { MessageSender } from '../src/domain/sending/ports.ts'
import { withPostgres } from './database.ts'
import { printTable } from './table.ts'

/** What a replica sees while answers take this long. */
const ANSWER_MS = 400
const ROUNDS = [
  { perSecond: 60, people: 1_800, replicas: 1 },
  { perSecond: 60, people: 1_800, replicas: 3 },
  { perSecond: 300, people: 6_000, replicas: 1 },
] as const
/** The first requests go one by one: the rate is taken from here on. */
const WARM_UP_SECONDS = 3

/** Whether rounds keep their rate, and how many are refused when the account is. */
export async function benchRate(): Promise<void> {
  await withPostgres(async (url) => {
    const pool = new pg.Pool({ connectionString: url, max: 20 })
    // The server ends the last connections itself.
    pool.on('error', () => undefined)
    await migrate(pool)
    const rows: string[][] = []
    for (const [n, round] of ROUNDS.entries()) rows.push(await rateOf(pool, `rate-${n}`, round))
    printTable(['rate', 'replicas', 'messages', 'seconds', 'a second', 'of the configured'], rows)
    process.stdout.write(
      `\nRefused with 402 from the 500th message on: ${await refusedOf(pool)} identical refusals\n\n`,
    )
    await pool.end()
  })
}

async function rateOf(
  pool: pg.Pool,
  campaign: string,
  { perSecond, people, replicas }: (typeof ROUNDS)[number],
) {
  const times: number[] = []
  const sender: MessageSender = {
    name: campaign,
    matchedBy: 'reference',
    async send({ reference }) {
      times.push(performance.now())
      await setTimeout(ANSWER_MS)
      return { kind: 'accepted', ids: [reference] }
    },
  }
  await run(pool, campaign, people, perSecond, replicas, sender)
  const [first = 0] = times
  const steady = times.filter((ms) => ms - first > WARM_UP_SECONDS * 1000)
  const seconds = ((steady.at(-1) ?? 0) - (steady[0] ?? 0)) / 1000
  const rate = (steady.length - 1) / seconds
  return [
    `${perSecond}/s`,
    String(replicas),
    String(times.length),
    seconds.toFixed(1),
    rate.toFixed(2),
    `${((100 * rate) / perSecond).toFixed(1)}%`,
  ]
}

async function refusedOf(pool: pg.Pool): Promise<number> {
  let asked = 0
  let refused = 0
  const sender: MessageSender = {
    name: 'no-credits',
    matchedBy: 'reference',
    async send({ reference }) {
      asked += 1
      const isRefused = asked >= 500
      await setTimeout(ANSWER_MS)
      if (!isRefused) return { kind: 'accepted', ids: [reference] }
      refused += 1
      return {
        kind: 'refused',
        advice: 'stop',
        code: '402',
        reason: 'Insufficient credits',
        needsPerson: true,
      }
    },
  }
  await run(pool, 'no-credits', 3_000, 60, 1, sender)
  return refused
}

async function run(
  pool: pg.Pool,
  campaign: string,
  people: number,
  perSecond: number,
  replicas: number,
  sender: MessageSender,
) {
  await pool.query(`INSERT INTO marketing_campaigns (id, name) VALUES ($1, $1)`, [campaign])
  await pool.query(
    `INSERT INTO campaign_recipients (campaign_id, phone_number, status)
     SELECT $1, '+9198' || lpad((hashtext($1) & 9999)::text, 4, '0') || lpad(n::text, 4, '0'), 'pending' FROM generate_series(1, $2::int) AS n`,
    [campaign, people],
  )
  const statements = loadStatements(AS_WRITTEN)
  const plans = createPlanStore(pool, statements)
  const rules = { ...DEFAULT_RULES, window: { fromMinute: 0, toMinute: 1440 } }
  const template = { name: 'bench', language: 'en', category: 'marketing' } as const
  const request = { action: 'send', campaignId: campaign, template, rules, by: 'bench' } as const
  const { plan } = await makePlan(
    plans,
    { name: sender.name, perSecond: 100_000 },
    request,
    Date.now(),
    randomUUID,
  )
  await plans.confirm(plan.id, 'draft', 'bench', Date.now())
  const parts = {
    attempts: createAttemptStore(pool, statements),
    sender,
    perSecond,
    now: Date.now,
    wait: (ms: number) => setTimeout(ms),
  }
  const signal = new AbortController().signal
  await Promise.all(
    Array.from({ length: replicas }, () => sendPlan({ ...parts, owner: randomUUID() }, plan.id, signal)),
  )
}
