import { sendPlan } from '../../../src/app/sending/send-plan.ts'
import type { ApiResult } from '../../../src/domain/sending/answer.ts'
import { CLAIM_LEASE_MS } from '../../../src/domain/sending/limits.ts'
import type { AttemptState } from '../../../src/domain/sending/outcome.ts'
import type { AttemptStore, MessageSender, OutgoingMessage } from '../../../src/domain/sending/ports.ts'
import { createRandom } from '../../../src/domain/simulation/random.ts'

export type KillStore = Pick<AttemptStore, 'claim' | 'release' | 'record' | 'expireClaims'>

/** A plan that is being sent, on one store or another, and what happens around it. */
export interface KillWorld {
  readonly attempts: KillStore
  readonly planId: string
  /** The number that sends it. */
  readonly sender: string
  optOut(phone: string): Promise<void>
  /** A report of the message comes in. */
  report(message: OutgoingMessage): Promise<void>
  finish(nowMs: number): Promise<void>
  /** A person lets a stopped number try. */
  tryAgain(nowMs: number): Promise<void>
  states(): Promise<ReadonlyMap<string, AttemptState>>
}

/** Where a process is killed: before or after a claim or an answer is committed, and around the request. */
export const KILL_POINTS = [
  'before-claim',
  'after-claim',
  'bytes-left',
  'after-answer',
  'after-record',
] as const
export type KillPoint = (typeof KILL_POINTS)[number]

export interface KillPlan {
  readonly seed: number
  readonly replicas: number
  /** Kills the process that comes to a point for the nth time; by chance where absent. */
  readonly kill?: { readonly point: KillPoint; readonly nth: number }
  /** Whether the API only ever accepts. */
  readonly isQuiet?: boolean
}

/** What the ledger says afterwards, and the store. */
export interface KillResult {
  readonly kills: number
  /** Accepted requests by phone. */
  readonly ledger: ReadonlyMap<string, number>
  /** Requests of people who had opted out before their claim. */
  readonly sentToSuppressed: number
  readonly states: ReadonlyMap<string, AttemptState>
  /** Accepted, and the store neither says so nor lists it as uncertain. */
  readonly unlisted: readonly string[]
}

const MAX_LIVES = 60
const PER_SECOND = 500

/**
 * Sends a plan with processes that die, an API that answers anything, people who opt out and reports that come late. A dead process
 * never goes on; another takes its place, at once or after its claims have expired.
 */
export async function runKills(world: KillWorld, plan: KillPlan, startMs: number): Promise<KillResult> {
  const random = createRandom(plan.seed)
  const ledger = new Map<string, number>()
  const optedOut = new Map<string, number>()
  const claimedAt = new Map<string, number>()
  const unreported: OutgoingMessage[] = []
  const counts = new Map<KillPoint, number>()
  let step = 0
  const nextStep = () => {
    step += 1
    return step
  }
  let kills = 0
  let nowMs = startMs
  let sentToSuppressed = 0
  const chance = (share: number) => plan.isQuiet !== true && random() < share

  function isKilledAt(point: KillPoint): boolean {
    const n = (counts.get(point) ?? 0) + 1
    counts.set(point, n)
    const killed =
      plan.kill === undefined ? random() < 0.02 : plan.kill.point === point && plan.kill.nth === n
    if (killed) kills += 1
    return killed
  }

  /** The API: accepts or not, whether or not the answer ever arrives. */
  function ask(message: OutgoingMessage): ApiResult {
    const { phone, reference } = message
    const accept = () => {
      ledger.set(phone, (ledger.get(phone) ?? 0) + 1)
      unreported.push(message)
      if ((optedOut.get(phone) ?? Number.POSITIVE_INFINITY) < (claimedAt.get(phone) ?? 0))
        sentToSuppressed += 1
    }
    if (chance(0.02)) return { kind: 'refused', advice: 'skip', code: '400', reason: 'Invalid Number' }
    if (chance(0.05)) return { kind: 'refused', advice: 'later', code: '429', reason: 'too fast' }
    if (chance(0.01))
      return { kind: 'refused', advice: 'stop', code: '402', reason: 'credits', needsPerson: true }
    if (chance(0.03)) return { kind: 'uncertain', reason: '502, not sent' }
    accept()
    return chance(0.03)
      ? { kind: 'uncertain', reason: 'no id' }
      : { kind: 'accepted', ids: [`m.${reference}`] }
  }

  async function live(): Promise<void> {
    const owner = `process ${nextStep()}`
    const life = { dead: false, died: () => {} }
    const death = new Promise<void>((resolve) => {
      life.died = resolve
    })
    const silence = new Promise<never>(() => {})
    const die = (): Promise<never> => {
      life.dead = true
      life.died()
      return silence
    }
    const alive = <T>(work: () => Promise<T>): Promise<T> => (life.dead ? silence : work())
    const attempts: KillStore = {
      ...world.attempts,
      claim: (...args) =>
        alive(async () => {
          if (isKilledAt('before-claim')) return die()
          const claimed = await world.attempts.claim(...args)
          for (const { message } of claimed.claims) claimedAt.set(message.phone, nextStep())
          return isKilledAt('after-claim') ? die() : life.dead ? silence : claimed
        }),
      release: (...args) => alive(() => world.attempts.release(...args)),
      record: (...args) =>
        alive(async () => {
          await world.attempts.record(...args)
          return isKilledAt('after-record') ? die() : undefined
        }),
    }
    const sender: MessageSender = {
      name: world.sender,
      matchedBy: 'reference',
      send: (message) =>
        alive(async () => {
          const answer = ask(message)
          if (isKilledAt('bytes-left')) return die()
          await Promise.resolve()
          return isKilledAt('after-answer') ? die() : life.dead ? silence : answer
        }),
    }
    const wait = (ms: number) =>
      alive(async () => {
        nowMs += ms
      })
    const parts = { attempts, sender, perSecond: PER_SECOND, owner, now: () => nowMs, wait }
    await Promise.race([sendPlan(parts, world.planId, new AbortController().signal), death])
  }

  for (let lives = 0; lives < MAX_LIVES; lives += 1) {
    await Promise.all(Array.from({ length: plan.replicas }, live))
    if (chance(0.5)) nowMs += CLAIM_LEASE_MS + 1
    for (const message of unreported.splice(0)) {
      if (chance(0.7)) await world.report(message)
      else unreported.push(message)
    }
    await world.finish(nowMs)
    await world.tryAgain(nowMs)
    const states = await world.states()
    for (const [phone, state] of states) {
      if (state !== 'planned' || optedOut.has(phone) || !chance(0.02)) continue
      await world.optOut(phone)
      optedOut.set(phone, nextStep())
    }
    if (![...states.values()].includes('planned')) break
  }
  // The last claims expire.
  nowMs += CLAIM_LEASE_MS + 1
  await world.finish(nowMs)
  const states = await world.states()
  const unlisted = [...ledger.keys()].filter(
    (phone) => !['accepted', 'uncertain'].includes(states.get(phone) ?? ''),
  )
  return { kills, ledger, sentToSuppressed, states, unlisted }
}
