import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { LeasedMail, NewMail } from '../../src/domain/alerts/mail.ts'
import type { Outbox } from '../../src/domain/alerts/ports.ts'
import type { MemoryDatabase } from './memory-alerts.ts'

export interface StoredSignal {
  readonly id: string
  readonly signal: Signal
  composed: boolean
  escalated: boolean
}

export interface StoredMail extends NewMail {
  readonly id: string
  readonly createdAtMs: number
  attempts: number
  nextAttemptMs: number
  /** As in the SQL: undefined where no replica has it. */
  leasedUntilMs?: number | undefined
  maybeSent: boolean
  refused: boolean
  sentAtMs?: number
}

const HOUR_MS = 3_600_000

/** The outbox in memory, statement by statement as in sql/alerts/store: conformance.test.ts runs both. */
export function openMemoryOutbox(
  db: MemoryDatabase,
  transaction: <T>(work: () => T | Promise<T>) => Promise<T>,
): Outbox {
  const signalsOf = (mail: StoredMail) =>
    mail.signalIds.flatMap((id) => db.signals.find((one) => one.id === id) ?? [])
  const unsent = () => db.mails.filter((mail) => mail.sentAtMs === undefined)

  function insert(mails: readonly NewMail[], nowMs: number): void {
    for (const mail of mails) {
      const there = (one: StoredMail) => one.messageId === mail.messageId && one.recipient === mail.recipient
      if (db.mails.some(there)) continue
      db.mails.push({
        ...mail,
        id: String(++db.mailsMade),
        createdAtMs: nowMs,
        attempts: 0,
        nextAttemptMs: nowMs,
        maybeSent: false,
        refused: false,
      })
    }
  }

  function waitingSignals(): readonly StoredSignal[] {
    const onTheWay = new Set(
      unsent()
        .filter((mail) => !mail.refused)
        .flatMap((mail) => signalsOf(mail).map(({ signal }) => signal.episode)),
    )
    return db.signals.filter(({ signal, composed }) => !composed && !onTheWay.has(signal.episode))
  }

  function mailedLastHour(nowMs: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { kind, recipient, sentAtMs = nowMs } of db.mails) {
      if (kind !== 'alert' || sentAtMs <= nowMs - HOUR_MS) continue
      counts.set(recipient, (counts.get(recipient) ?? 0) + 1)
    }
    return counts
  }

  /** With its twins for other recipients, and only where none of them may have left. */
  function takeApart(mail: StoredMail): void {
    if (mail.kind !== 'alert') return
    const related = db.mails.filter((one) => one.signalIds.some((id) => mail.signalIds.includes(id)))
    const isTwin = (one: StoredMail) => one.signalIds.join() === mail.signalIds.join()
    const mayHaveLeft = (one: StoredMail) =>
      one.sentAtMs !== undefined || one.maybeSent || one.leasedUntilMs !== undefined
    if (related.some((one) => !isTwin(one) || mayHaveLeft(one))) return
    db.mails = db.mails.filter((one) => !related.includes(one))
    for (const stored of signalsOf(mail)) stored.composed = false
  }

  return {
    compose: (nowMs, write) =>
      transaction(async () => {
        if (db.composing) return 0
        const waiting = waitingSignals()
        if (waiting.length === 0) return 0
        db.composing = true
        const mails = await write(waiting, mailedLastHour(nowMs)).finally(() => {
          db.composing = false
        })
        if (mails === 'wait') return 0
        insert(mails, nowMs)
        for (const signal of waiting) signal.composed = true
        return mails.length
      }),
    lease: (nowMs, leaseMs) =>
      transaction((): LeasedMail | undefined => {
        const mail = unsent().find(
          (one, index, all) =>
            one.nextAttemptMs <= nowMs &&
            (one.leasedUntilMs ?? nowMs) <= nowMs &&
            !all.slice(0, index).some((earlier) => earlier.recipient === one.recipient && !earlier.refused),
        )
        if (mail === undefined) return undefined
        mail.leasedUntilMs = nowMs + leaseMs
        mail.attempts++
        const { id, kind, messageId, recipient, content, attempts } = mail
        return { id, kind, messageId, recipient, content, attempts }
      }),
    sent: (id, nowMs) =>
      transaction(() => {
        const mail = db.mails.find((one) => one.id === id)
        if (mail !== undefined) Object.assign(mail, { sentAtMs: nowMs, leasedUntilMs: undefined })
      }),
    failed: (id, failure) =>
      transaction(() => {
        const mail = db.mails.find((one) => one.id === id)
        if (mail === undefined) return
        mail.nextAttemptMs = failure.nextAttemptMs
        mail.refused = failure.refused
        mail.maybeSent ||= failure.maybeSent
        mail.leasedUntilMs = undefined
        if (failure.takeApart) takeApart(mail)
      }),
    unnotified: async (beforeMs) =>
      db.signals.filter(({ id, signal, composed, escalated }) => {
        const mails = db.mails.filter((mail) => mail.signalIds.includes(id))
        const waits = !composed || mails.some((mail) => mail.sentAtMs === undefined)
        return (
          !escalated && signal.atMs <= beforeMs && waits && mails.every((mail) => mail.sentAtMs === undefined)
        )
      }),
    escalated: (id) =>
      transaction(() => {
        const stored = db.signals.find((one) => one.id === id)
        if (stored !== undefined) stored.escalated = true
      }),
    async age() {
      const signals = db.signals.filter(({ composed }) => !composed).map(({ signal }) => signal.atMs)
      const oldest = (mails: readonly StoredMail[]) => {
        const times = [...signals, ...mails.map(({ createdAtMs }) => createdAtMs)]
        return times.length === 0 ? undefined : Math.min(...times)
      }
      const oldestMs = oldest(unsent())
      const holdingSinceMs = oldest(unsent().filter(({ refused }) => !refused))
      return {
        ...(oldestMs !== undefined && { oldestMs }),
        ...(holdingSinceMs !== undefined && { holdingSinceMs }),
        mails: unsent().length,
      }
    },
    add: (mails, nowMs) => transaction(() => insert(mails, nowMs)),
    addSummary: (claim, mails, nowMs) =>
      transaction(() => {
        const ofName = db.reports.filter(({ name }) => name === claim.name)
        if (ofName.some(({ period, zone }) => period === claim.period && zone === claim.zone)) return 'taken'
        const mailed = !claim.late || ofName.length > 0
        db.reports.push({ ...claim, mailed })
        if (mailed) insert(mails, nowMs)
        return mailed ? 'made' : 'skipped'
      }),
    restingCampaigns: async () => [],
    summariesMade: async () =>
      db.reports
        .slice(-50)
        .reverse()
        .map(({ name, period, zone }) => ({ name, period, zone })),
  }
}
