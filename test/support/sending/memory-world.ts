import { type Breaker, notProbed, probing, triedNow } from '../../../src/domain/sending/breaker.ts'
import { decideClaim } from '../../../src/domain/sending/claim.ts'
import { CLAIM_LEASE_MS } from '../../../src/domain/sending/limits.ts'
import { grantOf, newNumber, type SendingNumber } from '../../../src/domain/sending/number.ts'
import { type AttemptState, afterAnswer } from '../../../src/domain/sending/outcome.ts'
import type { Claim, Claimed } from '../../../src/domain/sending/ports.ts'
import { spent } from '../../../src/domain/sending/rate.ts'
import type { KillStore, KillWorld } from './kill-run.ts'
import { candidate, RULES, TEMPLATE } from './rules.ts'

interface Row {
  readonly id: string
  readonly phone: string
  state: AttemptState
  tries: number
  notBeforeMs: number
  claimedAtMs: number
  owner: string | undefined
}

/** The port in memory: each call is one step that nothing interrupts, as a transaction is. */
export function createMemoryWorld(phones: readonly string[], startMs: number): KillWorld {
  const rows = new Map<string, Row>()
  for (const phone of phones)
    rows.set(phone, {
      id: phone,
      phone,
      state: 'planned',
      tries: 0,
      notBeforeMs: startMs,
      claimedAtMs: 0,
      owner: undefined,
    })
  const suppressed = new Set<string>()
  const reported = new Set<string>()
  const plan = { action: 'send', rules: RULES, confirmedAtMs: startMs } as const
  let number: SendingNumber | undefined
  const isInFlight = ({ state }: Row) => state === 'claimed' || state === 'uncertain'
  const setBreaker = (change: (breaker: Breaker) => Breaker) => {
    if (number !== undefined) number = { ...number, breaker: change(number.breaker) }
  }

  const attempts: KillStore = {
    async claim(_, __, { owner, wanted, perSecond, nowMs }): Promise<Claimed> {
      const grant = grantOf(number ?? newNumber(perSecond, nowMs), perSecond, wanted, nowMs)
      if (grant.blocked !== undefined) {
        number = grant.number
        const { by, waitMs } = grant.blocked
        return { claims: [], idle: { because: by, waitMs } }
      }
      const planned = [...rows.values()].filter(({ state }) => state === 'planned')
      if (planned.length === 0) return { claims: [], idle: { because: 'finished', waitMs: 0 } }
      const claims: Claim[] = []
      for (const row of planned) {
        if (claims.length >= grant.messages) break
        if (row.notBeforeMs > nowMs) continue
        const member = { ...row, recipient: row.phone, round: 1, values: [], zones: ['UTC'] }
        const now = candidate({
          recipient: row.phone,
          phone: row.phone,
          inFlight: isInFlight(row),
          ...(suppressed.has(row.phone) && { suppressed: 'opt-out' }),
        })
        const decision = decideClaim(plan, { ...member, notBeforeMs: startMs }, now, nowMs)
        if (decision.kind === 'exclude') row.state = 'excluded'
        else if (decision.kind === 'postpone') row.notBeforeMs = decision.untilMs
        else {
          Object.assign(row, { state: 'claimed', tries: row.tries + 1, claimedAtMs: nowMs, owner })
          claims.push({ attempt: row.id, message: messageOf(row) })
        }
      }
      number = { ...grant.number, rate: spent(grant.number.rate, claims.length) }
      const [probe] = claims
      if (grant.isProbe && probe !== undefined)
        setBreaker((breaker) => probing(breaker, probe.attempt, nowMs))
      if (claims.length > 0) return { claims }
      const nextMs = Math.min(...planned.map(({ notBeforeMs }) => notBeforeMs))
      return { claims, idle: { because: 'not-yet', waitMs: Math.max(0, nextMs - nowMs) } }
    },
    async release(ids, owner) {
      for (const id of ids) {
        const row = rows.get(id)
        if (row?.state === 'claimed' && row.owner === owner)
          Object.assign(row, { state: 'planned', tries: row.tries - 1, owner: undefined })
      }
      setBreaker((breaker) => notProbed(breaker, ids))
    },
    async record(id, owner, answer, nowMs) {
      const row = rows.get(id)
      if (row === undefined || row.owner !== owner || number === undefined) return
      const isOpen = isInFlight(row) || (answer.kind === 'accepted' && row.state === 'planned')
      if (!isOpen) return
      const after = afterAnswer(answer, row, number, nowMs)
      number = after.number
      row.state = after.attempt.state
      if (after.attempt.state === 'planned') row.notBeforeMs = after.attempt.notBeforeMs
    },
    async expireClaims(nowMs) {
      const dead = [...rows.values()].filter(
        ({ state, claimedAtMs }) => state === 'claimed' && claimedAtMs < nowMs - CLAIM_LEASE_MS,
      )
      for (const row of dead) row.state = 'uncertain'
      return dead.length
    },
  }
  return {
    attempts,
    planId: 'plan',
    sender: 'memory',
    async optOut(phone) {
      suppressed.add(phone)
    },
    async report({ phone }) {
      reported.add(phone)
    },
    async finish(nowMs) {
      await attempts.expireClaims(nowMs)
      for (const row of rows.values())
        if (row.state === 'uncertain' && reported.has(row.phone)) row.state = 'accepted'
    },
    async tryAgain(nowMs) {
      setBreaker((breaker) => triedNow(breaker, nowMs))
    },
    states: async () => new Map([...rows.values()].map(({ phone, state }) => [phone, state])),
  }
}

function messageOf({ id, phone }: Row): Claim['message'] {
  return { reference: `bluetick:${id}`, phone, template: TEMPLATE, values: [] }
}
