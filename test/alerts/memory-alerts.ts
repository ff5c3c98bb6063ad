import type { AlertState, Signal } from '../../src/domain/alerts/alert-state.ts'
import type { LeasedMail, NewMail } from '../../src/domain/alerts/mail.ts'
import type { AlertStore, Outbox, ReportClaim } from '../../src/domain/alerts/ports.ts'
import { keyOfLabels } from '../../src/domain/alerts/rule.ts'
import type { Silence } from '../../src/domain/alerts/silence.ts'

interface StoredSignal {
  readonly id: string
  readonly signal: Signal
  composed: boolean
}

interface StoredMail extends NewMail {
  readonly id: string
  attempts: number
  nextAttemptMs: number
  leasedUntilMs: number
  maybeSent: boolean
  refused: boolean
  sent: boolean
}

/** What lives on when a replica dies: the database, with the semantics of sql/alerts/store. */
export interface MemoryDatabase {
  nowMs: number
  readonly slots: Map<string, number>
  readonly states: Map<string, AlertState>
  readonly signals: StoredSignal[]
  mails: StoredMail[]
  readonly silences: Silence[]
  /** In the order in which they were made. */
  readonly reports: (ReportClaim & { readonly mailed: boolean })[]
  mailsMade: number
  /** Held by the one replica that composes. */
  composing: boolean
}

export function newMemoryDatabase(nowMs: number): MemoryDatabase {
  return {
    nowMs,
    slots: new Map(),
    states: new Map(),
    signals: [],
    mails: [],
    silences: [],
    reports: [],
    mailsMade: 0,
    composing: false,
  }
}

/** A replica's view of the database. `step` is called around each transaction, and may throw: the replica dies there. */
export function openMemoryAlerts(db: MemoryDatabase, step: (where: 'before' | 'after') => void) {
  async function transaction<T>(work: () => T | Promise<T>): Promise<T> {
    step('before')
    const result = await work()
    step('after')
    return result
  }

  const store: Pick<AlertStore, 'now' | 'standings' | 'record'> = {
    now: async () => db.nowMs,
    standings: async () =>
      [...db.slots].map(([rule, slotMs]) => ({ rule, slotMs, health: 'ok' as const, durationMs: 0 })),
    record: (rule, slotMs, _diagnosis, decide) =>
      transaction(() => {
        if ((db.slots.get(rule.name) ?? 0) >= slotMs) return false
        const { states, signals } = decide({
          states: [...db.states.values()],
          silences: db.silences.filter((one) => one.startsAtMs <= slotMs && slotMs < one.endsAtMs),
          openRules: new Set(),
          ruleChanged: false,
        })
        db.slots.set(rule.name, slotMs)
        for (const state of states) {
          if (state.phase === 'ok') db.states.delete(keyOfLabels(state.labels))
          else db.states.set(keyOfLabels(state.labels), state)
        }
        for (const signal of signals)
          db.signals.push({ id: String(db.signals.length + 1), signal, composed: false })
        return true
      }),
  }

  const outbox: Omit<Outbox, 'age' | 'add'> = {
    compose: (nowMs, write) =>
      transaction(async () => {
        const onTheWay = new Set(
          db.mails
            .filter((mail) => !mail.sent && !mail.refused)
            .flatMap((mail) => mail.signalIds.map((id) => db.signals[Number(id) - 1]?.signal.episode)),
        )
        const waiting = db.signals.filter(
          ({ signal, composed }) => !composed && !onTheWay.has(signal.episode),
        )
        if (waiting.length === 0 || db.composing) return 0
        db.composing = true
        const mails = await write(waiting, new Map()).finally(() => {
          db.composing = false
        })
        if (mails === 'wait') return 0
        for (const mail of mails) {
          const id = String(++db.mailsMade)
          db.mails.push({
            ...mail,
            id,
            attempts: 0,
            nextAttemptMs: nowMs,
            leasedUntilMs: 0,
            maybeSent: false,
            refused: false,
            sent: false,
          })
        }
        for (const signal of waiting) signal.composed = true
        return mails.length
      }),
    lease: (nowMs, leaseMs) =>
      transaction((): LeasedMail | undefined => {
        const mail = db.mails.find(
          (one, index) =>
            !one.sent &&
            one.nextAttemptMs <= nowMs &&
            one.leasedUntilMs <= nowMs &&
            !db.mails.slice(0, index).some((e) => e.recipient === one.recipient && !e.sent && !e.refused),
        )
        if (mail === undefined) return undefined
        mail.leasedUntilMs = nowMs + leaseMs
        mail.attempts++
        return mail
      }),
    sent: (id) =>
      transaction(() => {
        for (const mail of db.mails) if (mail.id === id) mail.sent = true
      }),
    failed: (id, failure) =>
      transaction(() => {
        const mail = db.mails.find((one) => one.id === id)
        if (mail === undefined) return
        Object.assign(mail, {
          nextAttemptMs: failure.nextAttemptMs,
          refused: failure.refused,
          leasedUntilMs: 0,
        })
        mail.maybeSent ||= failure.maybeSent
        if (!failure.takeApart || mail.maybeSent) return
        db.mails = db.mails.filter((one) => one !== mail)
        for (const signal of mail.signalIds) {
          const stored = db.signals[Number(signal) - 1]
          if (stored !== undefined) stored.composed = false
        }
      }),
    unnotified: async () => [],
    escalated: async () => undefined,
    addSummary: (claim) =>
      transaction(() => {
        const ofName = db.reports.filter(({ name }) => name === claim.name)
        if (ofName.some(({ period, zone }) => period === claim.period && zone === claim.zone)) return 'taken'
        const mailed = !claim.late || ofName.length > 0
        db.reports.push({ ...claim, mailed })
        return mailed ? 'made' : 'skipped'
      }),
    summariesMade: async () => db.reports.slice(-50).reverse(),
  }
  return { store: store as AlertStore, outbox: outbox as Outbox }
}
