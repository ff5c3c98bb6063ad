import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createStateStore } from '../../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../../src/app/ingest/commit-batch.ts'
import { KINDS, type StatusReport } from '../../../src/domain/messages/report.ts'
import { counters, recount } from '../../support/memory-subject.ts'
import { anyDeliveries, NOON_MS, report } from '../../support/reports.ts'
import { type PostgresSubject, postgresSubject, rowsOf } from '../../support/subject.ts'

const REPLICAS = 3
/** Of large batches at once: enough that locks taken out of order meet. */
const ROUNDS = 5

describe('several replicas that write at once', () => {
  let subject: PostgresSubject
  let pools: pg.Pool[]
  beforeAll(async () => {
    subject = await postgresSubject()
    pools = Array.from(
      { length: REPLICAS },
      () => new pg.Pool({ connectionString: subject.url, max: 8, pipeline: true }),
    )
  })
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()))
    await subject.close()
  })
  beforeEach(() => subject.clear())

  const stores = () => pools.map((pool) => createStateStore(pool, loadStatements(AS_WRITTEN)))

  /** Every batch at once, spread over the replicas. */
  async function commitAtOnce(batches: readonly StatusReport[][]): Promise<void> {
    const replicas = stores()
    await Promise.all(
      batches.map((batch, index) => {
        const store = replicas[index % REPLICAS]
        return store === undefined ? undefined : commitBatch(store, batch, 'latest')
      }),
    )
  }

  async function deadlocks(): Promise<number> {
    const { rows } = await subject.pool.query(
      'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
    )
    return rows[0].deadlocks
  }

  test('a batch whose new ids others claim again and again gets its turn', async () => {
    // Small batches take the ids of the large one, a few at a time.
    const large = Array.from({ length: 600 }, (_, n) => report({ ids: [`wanted-${n}`] }))
    let attempts = 0
    const [mine, others] = pools
    if (mine === undefined || others === undefined) throw new Error('unreachable')
    const store = createStateStore(mine, loadStatements(AS_WRITTEN), (step, run) => {
      if (step === 'begin') attempts++
      return run()
    })
    let done = false
    const rival = createStateStore(others, loadStatements(AS_WRITTEN))
    const taking = (async () => {
      for (let n = 0; n < large.length && !done; n += 2)
        await commitBatch(rival, large.slice(n, n + 2), 'latest')
    })()
    await commitBatch(store, large, 'latest')
    done = true
    await taking
    expect(attempts).toBeLessThanOrEqual(4)
    const { rows } = await others.query('SELECT count(*)::integer AS n FROM broadcasts_messages')
    expect(rows).toEqual([{ n: large.length }])
  })

  test('end in the very rows that one writer alone would leave', async () => {
    await fc.assert(
      fc.asyncProperty(anyDeliveries, async ({ once, again }) => {
        await subject.clear()
        for (const batch of once) await commitBatch(subject.store, batch, 'latest')
        const alone = await rowsOf(subject.pool)
        await subject.clear()
        await commitAtOnce(again)
        expect(await rowsOf(subject.pool)).toEqual(alone)
        const snapshot = await subject.snapshot()
        expect(counters(snapshot)).toEqual(recount(snapshot))
      }),
      { numRuns: 40 },
    )
    expect(await deadlocks()).toBe(0)
  })

  test('never wait for one another in a circle, in whatever order large batches name the same messages', async () => {
    const all = Array.from({ length: 300 }, (_, n) =>
      report({
        ids: [`crowd-${n}`],
        campaignName: `crowd ${n % 7}`,
        phone: `+9198000${String(n).padStart(5, '0')}`,
      }),
    )
    await commitAtOnce([all])
    for (let round = 0; round < ROUNDS; round++) {
      const batch = all.map((one) => ({
        ...one,
        occurrence: { atMs: NOON_MS + round * 1000, estimated: false },
      }))
      const turned = batch
        .map((_, n) => batch[(n * 7) % batch.length] ?? batch[0])
        .filter((one) => one !== undefined)
      await commitAtOnce([batch, batch.toReversed(), turned, turned.toReversed()])
    }
    expect(await deadlocks()).toBe(0)
  })

  test('count exactly while a sender inserts recipients and others join them in', async () => {
    const messages = Array.from({ length: 120 }, (_, index) => `wamid.${index}`)
    const campaigns = ['c1', 'c2', 'c3']
    for (const id of campaigns) await subject.addCampaign(id)
    const reports = messages.flatMap((id, index) =>
      KINDS.filter((kind) => kind !== 'played' && (kind !== 'failed' || index % 7 === 0)).map((kind) =>
        report({ ids: [id], kind, occurrence: { atMs: NOON_MS, estimated: false } }),
      ),
    )
    const batches = Array.from({ length: 24 }, (_, offset) =>
      reports.filter((_r, index) => index % 24 === offset),
    )
    const insert = async () => {
      for (const [index, id] of messages.entries())
        await subject.addRecipient(campaigns[index % 3] ?? 'c1', id)
    }
    const join = () => Promise.all(stores().map((store) => joinExternalRows(store, 'latest', NEVER)))
    await Promise.all([insert(), commitAtOnce(batches), join()])
    await join()
    const snapshot = await subject.snapshot()
    expect(counters(snapshot)).toEqual(recount(snapshot))
    expect([...counters(snapshot).values()].map(({ read, recipients }) => ({ read, recipients }))).toEqual(
      campaigns.map(() => ({ read: 40, recipients: 40 })),
    )
    expect(await deadlocks()).toBe(0)
  })
})

const NEVER = new AbortController().signal
