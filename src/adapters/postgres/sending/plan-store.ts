import type { Pool } from 'pg'
import type { QuarterHour } from '../../../domain/sending/best-hour.ts'
import { ATTEMPT_STATES } from '../../../domain/sending/outcome.ts'
import { REASONS } from '../../../domain/sending/plan.ts'
import type { PlanResults, PlanStore } from '../../../domain/sending/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery, type Query, type RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { runOn } from '../messages/transact.ts'
import type { Statements } from '../schema/statements.ts'
import { documentsOfPlan } from './plan-documents.ts'
import { attemptOfRow, candidateOfRow, planOfRow, rowOfPlan } from './sending-rows.ts'

/** Plans in PostgreSQL. */
export function createPlanStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): PlanStore {
  const send = createQuery(pool, statements, instrument)
  const query: Query = (name, ...values) => send(name, ...values).catch(rethrow)
  const note = (atMs: number, plan: string, by: string, what: string, details?: string) =>
    query('sending/add-to-log', isoOf(atMs), plan, by, what, details ?? null)

  return {
    async candidates(campaignId, action, nowMs, limit) {
      const [{ rows }, { rows: ofTheDay }] = await Promise.all([
        query('sending/candidates', campaignId, action, null, isoOf(nowMs), limit + 1),
        query('sending/messages-of-the-day', campaignId, action, isoOf(nowMs), limit + 1),
      ])
      const messages = new Map(ofTheDay.map((row) => [row.key, row.messages]))
      const items = rows.slice(0, limit).map((row) => candidateOfRow(row, messages.get(row.key)))
      return { items, more: rows.length > limit }
    },
    async habits(campaignId, phones, nowMs) {
      const { rows } = await query('sending/habits-of-people', phones)
      const people = new Map<string, number[]>()
      for (const { phone, at } of rows) {
        const times = people.get(phone)
        if (times === undefined) people.set(phone, [at.getTime()])
        else times.push(at.getTime())
      }
      const { rows: hours } = await query('sending/habits-of-hours', campaignId, isoOf(nowMs))
      const of = (campaign: string): QuarterHour[] => hours.filter((row) => row.campaign_id === campaign)
      return { people, campaign: of(campaignId), everybody: of('') }
    },
    async dailyUse(nowMs) {
      const { rows: limits } = await query('sending/daily-limit', isoOf(nowMs))
      const limit = limits[0]?.value
      if (limit === undefined) return undefined
      const { rows } = await query('sending/daily-use', isoOf(nowMs))
      return { people: rows[0]?.people ?? 0, limit }
    },
    async save(plan) {
      await inTransaction(
        pool,
        async (client) => {
          const run = runOn(client, statements, instrument)
          await run('sending/insert-plan', JSON.stringify(rowOfPlan(plan)))
          for (const { kind, position, people } of documentsOfPlan(plan))
            await run('sending/insert-people', plan.id, kind, position, JSON.stringify(people))
          await run('sending/add-to-log', isoOf(plan.plannedAtMs), plan.id, plan.plannedBy, 'planned', null)
        },
        instrument,
      ).catch(rethrow)
    },
    async find(hash) {
      const { rows } = await query('sending/plans-page', hash, null, 2)
      const [row] = rows
      return row === undefined || rows.length > 1 ? undefined : planOfRow(row)
    },
    list: async (limit) => (await query('sending/plans-page', null, null, limit)).rows.map(planOfRow),
    open: async (sender) => (await query('sending/plans-page', null, sender, null)).rows.map(planOfRow),
    async members(planId, after, limit) {
      return (await query('sending/attempts-page', planId, after, limit)).rows.map(attemptOfRow)
    },
    async exclusions(planId, after, limit) {
      const { rows } = await query('sending/exclusions-page', planId, after, limit)
      return rows.map(({ recipient, phone, reason, details }) => ({
        recipient: recipient ?? '',
        ...(phone !== null && { phone }),
        reason: oneOf(REASONS, reason ?? '', 'reason of an exclusion'),
        ...(details !== null && { details }),
      }))
    },
    async results(planId) {
      const { rows } = await query('sending/results', planId)
      return resultsOf(rows[0])
    },
    async confirm(planId, from, by, nowMs) {
      const { rowCount } = await query('sending/confirm-plan', planId, from, by, isoOf(nowMs))
      if (rowCount === 0) return false
      await note(nowMs, planId, by, from === 'draft' ? 'confirmed' : 'resumed')
      return true
    },
    async stop(planId, by, reason, nowMs) {
      const { rowCount } = await query('sending/stop-plan', planId, reason, isoOf(nowMs))
      if (rowCount === 0) return false
      await note(nowMs, planId, by, 'stopped', reason)
      return true
    },
    async finish(nowMs) {
      const { rows } = await query('sending/finish-plans', isoOf(nowMs))
      for (const { id } of rows) if (id !== null) await note(nowMs, id, 'service', 'done')
      return rows.length
    },
    async passCanary(planId, nowMs) {
      const { rowCount } = await query('sending/pass-canary', planId, isoOf(nowMs))
      if (rowCount === 0) return false
      await note(nowMs, planId, 'service', 'first wave passed')
      return true
    },
    async wave(planId, nowMs) {
      const { rows } = await query('sending/wave', planId, isoOf(nowMs))
      const [row] = rows
      if (row === undefined) throw new Error('wave gave no row.')
      const { opted_out: optedOut, rested_ms: restedMs, ...counts } = row
      return { ...counts, optedOut, restedMs }
    },
    async expire(beforeMs) {
      return (await query('sending/expire-plans', isoOf(beforeMs))).rowCount ?? 0
    },
    async log(limit) {
      const { rows } = await query('sending/log-page', limit)
      return rows.map(({ at, hash, by, what, details }) => ({
        atMs: at?.getTime() ?? 0,
        ...(hash !== null && { planHash: hash }),
        by: by ?? '',
        what: what ?? '',
        ...(details !== null && { details }),
      }))
    },
  }
}

function resultsOf(row: RowOf<'sending/results'> | undefined): PlanResults {
  const attempts = (row?.attempts ?? {}) as Record<string, number>
  return {
    attempts: Object.fromEntries(
      ATTEMPT_STATES.map((state) => [state, attempts[state] ?? 0]),
    ) as PlanResults['attempts'],
    reasons: (row?.reasons ?? {}) as Record<string, number>,
    delivered: row?.delivered ?? 0,
    read: row?.read ?? 0,
    failed: row?.failed ?? 0,
    replied: row?.replied ?? 0,
    gotItTwice: row?.got_it_twice ?? 0,
    ...(row?.next_at != null && { nextMs: row.next_at.getTime() }),
  }
}
