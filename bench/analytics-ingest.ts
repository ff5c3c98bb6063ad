import type { Pool } from 'pg'
import { createStateStore } from '../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements, type Statements } from '../src/adapters/postgres/schema/statements.ts'
import { commitBatch } from '../src/app/ingest/commit-batch.ts'
import type { Kind, StatusReport } from '../src/domain/messages/report.ts'

/** What the queue gathers under load, and how many batches it has under way at once. */
const REPORTS_PER_BATCH = 320
const BATCHES_IN_FLIGHT = 2
const CAMPAIGNS = 4

/** Reports a second that are joined and committed, with or without what analytics costs. */
export async function ingestRate(
  pool: Pool,
  reports: readonly StatusReport[],
  rollups: boolean,
): Promise<number> {
  const statements = rollups ? loadStatements(AS_WRITTEN) : withoutAnalytics(loadStatements(AS_WRITTEN))
  const store = createStateStore(pool, statements)
  let next = 0
  const startedMs = performance.now()
  await Promise.all(
    Array.from({ length: BATCHES_IN_FLIGHT }, async () => {
      while (next < reports.length) {
        const batch = reports.slice(next, next + REPORTS_PER_BATCH)
        next += REPORTS_PER_BATCH
        await commitBatch(store, batch, 'latest')
      }
    }),
  )
  return reports.length / ((performance.now() - startedMs) / 1000)
}

/** What arrives in two hours: sent at once, delivered after seconds, six in ten read, half an hour later on average. */
export function trafficOf(batch: string, messages: number, fromMs: number): StatusReport[] {
  const random = createRandom(messages)
  const reports: StatusReport[] = []
  const spanMs = 2 * 3_600_000
  for (let n = 0; n < messages; n++) {
    const id = `wamid.HBgMOTE5ODAwMDAwMDAwFQIAERgSM0VCMEQ4${batch}${String(Math.floor(random() * 1e9)).padStart(9, '0')}${n}AA==`
    const sentMs = fromMs + Math.floor((n / messages) * spanMs)
    const deliveredMs = sentMs + 1000 + Math.floor(random() * 20_000)
    const add = (kind: Kind, atMs: number) =>
      reports.push({
        source: 'meta',
        ids: [id],
        kind,
        occurrence: { atMs: Math.floor(atMs / 1000) * 1000, estimated: false },
        phone: `+9198${String(Math.floor(random() * 300_000)).padStart(8, '0')}`,
        ...(kind === 'sent' && {
          pricing: { billable: true, model: 'PMP', type: 'regular', category: 'marketing' },
        }),
        campaignName: `${batch}-${n % CAMPAIGNS}`,
        receivedAtMs: atMs + 500,
      })
    add('sent', sentMs)
    add('delivered', deliveredMs)
    if (random() < 0.6) add('read', deliveredMs - Math.log(1 - random()) * 30 * 60_000)
  }
  return reports.sort((a, b) => a.receivedAtMs - b.receivedAtMs)
}

/** The same statements, less what they do for analytics. */
function withoutAnalytics(statements: Statements): Statements {
  return {
    ...statements,
    text(name) {
      if (name === 'analytics/upkeep/add-to-rollups') return 'SELECT $1::json, $2::json'
      return statements.text(name).replace(/WHERE (\w+)\.newly_read_at IS NOT NULL/, 'WHERE false')
    },
  }
}

/** Repeatable: the same seed gives the same traffic. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
