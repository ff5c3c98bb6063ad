import { probing } from '../../../domain/sending/breaker.ts'
import { type ClaimDecision, type DueMember, decideClaim } from '../../../domain/sending/claim.ts'
import { type Grant, grantOf, newNumber } from '../../../domain/sending/number.ts'
import { ACTIONS, type SendRules, type Template } from '../../../domain/sending/plan.ts'
import type { AttemptStore, Claim, Claimed, ClaimOptions } from '../../../domain/sending/ports.ts'
import { grabOf, spent, untilTokens } from '../../../domain/sending/rate.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { sqlStateOf } from '../connection/errors.ts'
import { oneOf } from '../connection/one-of.ts'
import type { RowOf } from '../connection/query.ts'
import type { Run } from '../messages/transact.ts'
import { candidateOfRow, memberOfRow, numberOfRow, rowOfNumber } from './sending-rows.ts'

/** Members that are looked at beyond those that may leave: some are left out or put off. */
const LOOK_AHEAD = 40
/** Two numbers may claim one person at once: one of them finds the other's claim, and looks again. */
const MAX_RACES = 5
const UNIQUE_VIOLATION = '23505'
/** The first wave is out: whether the others may follow shows no sooner. */
const CANARY_WAIT_MS = 5_000
const NOTHING_MS = 1_000

type DueRow = RowOf<'sending/lock-due'>

/** Makes `claim`: one transaction, with the number's row locked, so that claims of a number come one after the other. */
export function createClaim(inOne: <T>(work: (run: Run) => Promise<T>) => Promise<T>): AttemptStore['claim'] {
  return async (planId, sender, options) => {
    for (let races = 1; ; races += 1) {
      try {
        return await inOne((run) => claimIn(run, planId, sender, options))
      } catch (error) {
        const state = sqlStateOf(error) ?? sqlStateOf(error instanceof Error ? error.cause : undefined)
        if (state !== UNIQUE_VIOLATION || races >= MAX_RACES) throw error
      }
    }
  }
}

async function claimIn(run: Run, planId: string, sender: string, options: ClaimOptions): Promise<Claimed> {
  const { nowMs, owner, perSecond, wanted } = options
  const [locked] = await run('sending/lock-number', sender)
  if (locked === undefined) await run('sending/make-number', sender, perSecond, isoOf(nowMs))
  const row = locked ?? (await run('sending/lock-number', sender))[0]
  const number = row === undefined ? newNumber(perSecond, nowMs) : numberOfRow(row)
  const grant = grantOf(number, perSecond, wanted, nowMs)
  if (grant.blocked !== undefined) {
    const { by: because, waitMs } = grant.blocked
    const [plan] = await run('sending/plan-idle', planId)
    return plan?.is_sending === true ? { claims: [], idle: { because, waitMs } } : FINISHED
  }
  const due = await run('sending/lock-due', planId, isoOf(nowMs), grant.messages + LOOK_AHEAD)
  const [first] = due
  if (first === undefined)
    return { claims: [], idle: idleOf((await run('sending/plan-idle', planId))[0], nowMs) }

  const { claims, decisions } = await decide(run, due, first, grant, nowMs)
  if (decisions.length > 0) await run('sending/write-claims', JSON.stringify(decisions), owner, isoOf(nowMs))
  const [probe] = claims
  const breaker =
    grant.isProbe && probe !== undefined ? probing(number.breaker, probe.attempt, nowMs) : number.breaker
  const changed = { ...grant.number, breaker, rate: spent(grant.number.rate, claims.length) }
  await run('sending/write-number', sender, JSON.stringify(rowOfNumber(changed)))
  if (claims.length === 0) return { claims, idle: { because: 'not-yet', waitMs: 0 } }
  return { claims, nextMs: untilTokens(changed.rate, grabOf(changed.rate, wanted)) }
}

async function decide(run: Run, due: readonly DueRow[], first: DueRow, grant: Grant, nowMs: number) {
  const plan = {
    action: oneOf(ACTIONS, first.action, 'action of a plan'),
    rules: first.rules as SendRules,
    confirmedAtMs: first.confirmed_at?.getTime() ?? nowMs,
  }
  const keys = due.map(({ recipient }) => recipient)
  const rows = await run('sending/candidates', first.campaign_id, plan.action, keys, isoOf(nowMs), null)
  const candidates = new Map(rows.map((row) => [row.key, candidateOfRow(row)]))
  const claims: Claim[] = []
  const decisions: object[] = []
  const phones = new Set<string>()
  for (const row of due) {
    if (claims.length >= grant.messages) break
    // One claim a number: a second recipient of it waits for what comes of the first.
    if (phones.has(row.phone)) continue
    const member: DueMember = { ...memberOfRow(row), id: row.id, tries: row.tries }
    const decision = decideClaim(plan, member, candidates.get(row.recipient), nowMs)
    decisions.push(rowOfDecision(row.id, decision))
    if (decision.kind !== 'claim') continue
    phones.add(row.phone)
    claims.push({ attempt: row.id, message: messageOf(member, first.template as Template) })
  }
  return { claims, decisions }
}

function messageOf({ id, phone, name, values }: DueMember, template: Template): Claim['message'] {
  return { reference: `bluetick:${id}`, phone, ...(name !== undefined && { name }), template, values }
}

function rowOfDecision(id: string, decision: ClaimDecision): object {
  switch (decision.kind) {
    case 'claim':
      return { id, state: 'claimed' }
    case 'postpone':
      return { id, state: 'planned', not_before: isoOf(decision.untilMs) }
    case 'exclude':
      return { id, state: 'excluded', state_code: decision.reason, state_reason: decision.details }
  }
}

const FINISHED: Claimed = { claims: [], idle: { because: 'finished', waitMs: 0 } }

function idleOf(row: RowOf<'sending/plan-idle'> | undefined, nowMs: number): NonNullable<Claimed['idle']> {
  if (row === undefined || !row.is_sending || row.is_waiting !== true)
    return { because: 'finished', waitMs: 0 }
  if (row.next_at === null) return { because: 'canary', waitMs: CANARY_WAIT_MS }
  // What is due and still not ours is locked by another replica.
  return { because: 'not-yet', waitMs: Math.max(NOTHING_MS, row.next_at.getTime() - nowMs) }
}
