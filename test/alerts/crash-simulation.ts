import { deliver } from '../../src/app/alerts/deliver.ts'
import { evaluateDue } from '../../src/app/alerts/evaluate.ts'
import type { RuleResult } from '../../src/domain/alerts/decide.ts'
import type { SendResult } from '../../src/domain/alerts/mail.ts'
import { newestOf } from '../../src/domain/alerts/mail-plan.ts'
import { MINUTE_MS, ruleOf, START_MS } from './builders.ts'
import { newMemoryDatabase, openMemoryAlerts } from './memory-alerts.ts'

/** What one seed came to. */
export interface CrashOutcome {
  readonly crashes: number
  readonly episodes: number
  readonly mails: number
  /** Mails beyond the first with their Message-ID. */
  readonly copies: number
  /** Signals that were committed and that no mail notified of. */
  readonly lost: number
  /** Episodes whose end was notified without their beginning, or the reverse. */
  readonly unpaired: number
  /** Mails that notified of an episode's end before its beginning. */
  readonly disordered: number
}

class Crash extends Error {}

const RULE = ruleOf({ fire: 'value > 0', for: '2m', 'keep-firing-for': '3m', repeat: '10m' })
const TROUBLED_TICKS = 60
/** Quiet at the end, so that what is still to be notified can be: longer than any lease or back-off. */
const QUIET_TICKS = 30

/**
 * Two replicas evaluate and deliver for an hour while they crash at any transaction and any sending, the mail server
 * comes and goes, and the figure does what it likes; then there is peace. Deterministic by its seed.
 */
export async function simulateCrashes(seed: number): Promise<CrashOutcome> {
  const random = mulberry32(seed)
  const db = newMemoryDatabase(START_MS)
  const notified: { messageId: string; kinds: readonly { episode: string; kind: string }[] }[] = []
  let crashes = 0
  let troubled = true
  let serverUp = true
  let value = 0
  const crashSometimes = () => {
    if (troubled && random() < 0.04) {
      crashes++
      throw new Crash()
    }
  }
  const ask = async (): Promise<RuleResult> => {
    if (troubled && random() < 0.1) return { kind: 'error', error: 'time-out' }
    return { kind: 'rows', rows: [{ labels: {}, figures: { value } }] }
  }
  const contents = new Map<string, readonly { episode: string; kind: string }[]>()

  async function work(): Promise<void> {
    const { store, outbox } = openMemoryAlerts(db, crashSometimes)
    await evaluateDue({
      store,
      runner: { ask },
      rules: [RULE],
      meter: { evaluated: ignore },
      notified: new Map(),
      onProblem: ignore,
    })
    await deliver({
      outbox,
      mailer: {
        async send(mail): Promise<SendResult> {
          crashSometimes()
          if (!serverUp) return { kind: 'deferred', error: 'away', wholeServer: true }
          notified.push({ messageId: mail.messageId, kinds: contents.get(mail.content.text) ?? [] })
          crashSometimes()
          if (troubled && random() < 0.05) return { kind: 'unknown', error: 'closed', wholeServer: true }
          return { kind: 'sent' }
        },
        close: ignore,
      },
      audience: () => ['oncall@example.org'],
      async write(plan, nowMs) {
        const text = `${plan.key} ${contents.size}`
        contents.set(
          text,
          plan.sections.flatMap((section) => section.map(({ episode, kind }) => ({ episode, kind }))),
        )
        return {
          subject: newestOf(plan.sections[0] ?? never()).rule,
          text,
          html: '',
          references: [],
          atMs: nowMs,
        }
      },
      domain: 'example.org',
      now: store.now,
      meter: { mail: ignore },
      onProblem: ignore,
    })
  }

  for (let tick = 0; tick < TROUBLED_TICKS + QUIET_TICKS; tick++) {
    troubled = tick < TROUBLED_TICKS
    if (random() < 0.15) value = value === 0 ? 1 : 0
    if (random() < 0.1) serverUp = !serverUp
    if (!troubled) {
      value = 0
      serverUp = true
    }
    db.nowMs += MINUTE_MS
    const replicas = [work(), work()]
    for (const result of await Promise.allSettled(replicas)) {
      if (result.status === 'rejected' && !(result.reason instanceof Crash)) throw result.reason
    }
  }
  return {
    crashes,
    ...judge(
      db.signals.map(({ signal }) => signal),
      notified,
    ),
  }
}

function judge(
  signals: readonly { readonly episode: string; readonly kind: string }[],
  notified: readonly {
    readonly messageId: string
    readonly kinds: readonly { episode: string; kind: string }[]
  }[],
): Omit<CrashOutcome, 'crashes'> {
  const heard = notified.flatMap(({ kinds }) => kinds)
  const has = (list: readonly { episode: string; kind: string }[], episode: string, kind: string) =>
    list.some((one) => one.episode === episode && one.kind === kind)
  const episodes = [...new Set(signals.map(({ episode }) => episode))]
  const first = (episode: string, kind: string) =>
    heard.findIndex((o) => o.episode === episode && o.kind === kind)
  return {
    episodes: episodes.length,
    mails: notified.length,
    copies: notified.length - new Set(notified.map(({ messageId }) => messageId)).size,
    lost: signals.filter(({ episode, kind }) => !has(heard, episode, kind)).length,
    unpaired: episodes.filter((episode) => has(heard, episode, 'firing') !== has(heard, episode, 'resolved'))
      .length,
    disordered: episodes.filter((episode) => first(episode, 'resolved') < first(episode, 'firing')).length,
  }
}

const ignore = () => undefined
function never(): never {
  throw new Error('must not be called')
}

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
