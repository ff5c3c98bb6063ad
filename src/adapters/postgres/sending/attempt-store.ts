import type { Pool } from 'pg'
import type { ApiResult } from '../../../domain/sending/answer.ts'
import { notProbed, triedNow } from '../../../domain/sending/breaker.ts'
import { CLAIM_LEASE_MS } from '../../../domain/sending/limits.ts'
import type { SendingNumber } from '../../../domain/sending/number.ts'
import { afterFailures } from '../../../domain/sending/number-after-failures.ts'
import { afterAnswer } from '../../../domain/sending/outcome.ts'
import type { AttemptStore } from '../../../domain/sending/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type Query } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import { loadPendingJoin } from '../messages/load.ts'
import { createTransact, type Run, runOn } from '../messages/transact.ts'
import { rewrite } from '../messages/write.ts'
import type { Statements } from '../schema/statements.ts'
import { createClaim } from './claim.ts'
import { attemptOfRow, numberOfRow, rowOfNumber } from './sending-rows.ts'

/** How many people answers of the API may add within a day: a fault of it once opted everybody out (glific#2822). */
const MAX_SUPPRESSED_A_DAY = 200

/** What becomes of a number, within its transaction. */
type Change = (number: SendingNumber, run: Run, watchedMs: number) => Promise<SendingNumber>

/** Attempts and numbers in PostgreSQL. A number's row is locked before attempts are: nobody waits in a circle. */
export function createAttemptStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): AttemptStore {
  const send = createQuery(pool, statements, instrument)
  const query: Query = (name, ...values) => send(name, ...values).catch(rethrow)
  const transact = createTransact(pool, statements, instrument)
  const inOne = <T>(work: (run: Run) => Promise<T>): Promise<T> =>
    inTransaction(pool, (client) => work(runOn(client, statements, instrument)), instrument).catch(rethrow)

  /** Changes a number, locked for it; `isWatched`: failures up to now have had their effect. */
  const changeNumber = (sender: string, nowMs: number, change: Change, isWatched = false) =>
    inOne(async (run) => {
      const [row] = await run('sending/lock-number', sender)
      if (row === undefined) return
      const number = numberOfRow(row)
      const changed = await change(number, run, row.watched_at.getTime())
      if (changed === number && !isWatched) return
      const watched = isWatched ? { watched_at: isoOf(nowMs) } : {}
      await run('sending/write-number', sender, JSON.stringify({ ...rowOfNumber(changed), ...watched }))
      await noteBreaker(run, number, changed, sender, nowMs)
    })

  async function recordAccepted(attempt: string, owner: string, ids: readonly string[], nowMs: number) {
    const { rows } = await query('sending/record-accepted', attempt, owner, ids, isoOf(nowMs))
    const [row] = rows
    if (row?.concerns_number !== true) return
    const answer: ApiResult = { kind: 'accepted', ids }
    await changeNumber(
      row.sender,
      nowMs,
      async (number) => afterAnswer(answer, { id: attempt, tries: row.tries }, number, nowMs).number,
    )
  }

  return {
    claim: createClaim(inOne),
    async release(attempts, owner, nowMs) {
      const { rows } = await query('sending/release-claims', attempts, owner)
      const senders = new Set(rows.flatMap(({ sender }) => sender ?? []))
      for (const sender of senders)
        await changeNumber(sender, nowMs, async (number) => {
          const breaker = notProbed(number.breaker, attempts)
          return breaker === number.breaker ? number : { ...number, breaker }
        })
    },
    async record(attempt, owner, answer, nowMs) {
      if (answer.kind === 'accepted') return recordAccepted(attempt, owner, answer.ids, nowMs)
      const { rows } = await query('sending/claimed-attempt', attempt, owner)
      const [claimed] = rows
      if (claimed === undefined) return
      await changeNumber(claimed.sender, nowMs, async (number, run) => {
        const { attempt: outcome, number: changed, stopsPlan } = afterAnswer(answer, claimed, number, nowMs)
        if (outcome.state === 'accepted')
          throw new Error('An answer that accepts nothing made an accepted attempt.')
        await run(
          'sending/record-outcome',
          attempt,
          owner,
          outcome.state,
          outcome.state === 'planned' ? isoOf(outcome.notBeforeMs) : null,
          outcome.state === 'uncertain' ? null : outcome.code,
          outcome.reason,
          isoOf(nowMs),
        )
        if (answer.kind === 'refused' && answer.suppress !== undefined)
          await suppress(run, claimed, answer.suppress, nowMs)
        if (stopsPlan !== undefined) {
          await run('sending/stop-plan', claimed.plan, stopsPlan, isoOf(nowMs))
          await run('sending/add-to-log', isoOf(nowMs), claimed.plan, 'service', 'stopped', stopsPlan)
        }
        return changed
      })
    },
    async expireClaims(nowMs) {
      return (await query('sending/expire-claims', isoOf(nowMs - CLAIM_LEASE_MS))).rowCount ?? 0
    },
    joinAccepted(limit, decide) {
      return transact('begin-join', async (run) => {
        const attempts = await run('sending/lock-unjoined', limit)
        if (attempts.length === 0) return 0
        const links = attempts.map((row) => row.message_ids ?? [])
        const wanted = attempts.flatMap(({ recipient, campaign_id, message_ids }) => {
          const [id] = message_ids ?? []
          return id === undefined ? [] : [{ id: recipient, campaign_id, whatsapp_message_id: id }]
        })
        await run('transactions/set-writer', 'no')
        const changed = await run('sending/follow-newest', JSON.stringify(wanted))
        await run('transactions/set-writer', 'yes')
        const recipients = {
          keys: changed.map(({ key }) => key),
          messageIds: changed.flatMap((row) => row.whatsapp_message_id ?? []),
          campaignNames: [],
        }
        await rewrite(run, await loadPendingJoin(run, { recipients, ids: links.flat() }), decide(links))
        await run(
          'sending/mark-joined',
          attempts.map(({ id }) => id),
        )
        return attempts.length
      }).catch(rethrow)
    },
    async resolveByReports({ name, matchedBy }, nowMs) {
      return (await query('sending/resolve-by-reports', name, matchedBy, isoOf(nowMs))).rowCount ?? 0
    },
    ofMessage: async (id) => (await query('sending/attempts-of-message', id)).rows.map(attemptOfRow),
    async uncertain(limit) {
      return (await query('sending/attempts-page', null, null, limit)).rows.map(attemptOfRow)
    },
    resolveByPerson(attempt, sent, by, nowMs) {
      return inOne(async (run) => {
        const [row] = await run('sending/resolve-by-person', attempt, sent, by, isoOf(nowMs))
        if (row === undefined) return false
        if (!sent) await run('sending/reopen-plan', row.plan)
        const what = sent ? 'uncertain: sent' : 'uncertain: not sent'
        await run('sending/add-to-log', isoOf(nowMs), row.plan, by, what, attempt)
        return true
      })
    },
    async numbers() {
      const { rows } = await query('sending/numbers')
      return rows.map((row) => {
        const { breaker, rate } = numberOfRow(row)
        return { sender: row.sender, breaker, perSecond: rate.perSecond }
      })
    },
    async tryNumber(sender, by, nowMs) {
      let wasOpen = false
      await changeNumber(sender, nowMs, async (number, run) => {
        const breaker = triedNow(number.breaker, nowMs)
        if (breaker === number.breaker) return number
        wasOpen = true
        await run('sending/add-to-log', isoOf(nowMs), null, by, 'lets one message try', sender)
        return { ...number, breaker }
      })
      return wasOpen
    },
    updateBreaker(sender, nowMs) {
      return changeNumber(
        sender,
        nowMs,
        async (number, run, watchedMs) => {
          const failures = await run('sending/recent-failures', sender, isoOf(watchedMs))
          return afterFailures(number, failures, nowMs)
        },
        true,
      )
    },
  }
}

/** The API says that a person wants no messages. Where it says so of very many, it is hardly the people's wish: a person looks. */
async function suppress(
  run: Run,
  { phone, plan }: { readonly phone: string; readonly plan: string },
  reason: 'opt-out' | 'block',
  nowMs: number,
): Promise<void> {
  const [row] = await run('sending/suppressed-by-answers', isoOf(nowMs))
  if ((row?.people ?? 0) >= MAX_SUPPRESSED_A_DAY) {
    const why = `the API says of more than ${MAX_SUPPRESSED_A_DAY} people within a day that they opted out: nobody more was added`
    await run('sending/stop-plan', plan, why, isoOf(nowMs))
    await run('sending/add-to-log', isoOf(nowMs), plan, 'service', 'stopped', why)
    return
  }
  const change = { phone, reason, source: 'send-answer', at: isoOf(nowMs), ends: false }
  await run('account/change-suppressions', JSON.stringify([change]))
}

/** A breaker that opens or closes stands in the audit trail. */
async function noteBreaker(
  run: Run,
  before: SendingNumber,
  after: SendingNumber,
  sender: string,
  atMs: number,
): Promise<void> {
  const { open } = after.breaker
  if ((before.breaker.open === undefined) === (open === undefined)) return
  const what = open === undefined ? 'number sends again' : 'number stopped'
  const details = open === undefined ? sender : `${sender}: ${open.code} ${open.reason}`
  await run('sending/add-to-log', isoOf(atMs), null, 'service', what, details)
}
