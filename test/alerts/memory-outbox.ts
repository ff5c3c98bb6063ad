import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { Composed, LeasedMail, MailContent, NewMail } from '../../src/domain/alerts/mail.ts'
import type { WaitingSignal } from '../../src/domain/alerts/mail-plan.ts'
import type { Notification } from '../../src/domain/alerts/notification.ts'
import type { Outbox } from '../../src/domain/alerts/ports.ts'
import type { MemoryDatabase } from './memory-alerts.ts'

export interface StoredSignal {
  readonly id: string
  readonly signal: Signal
  composed: boolean
  channelComposed: boolean
  heldUntilMs?: number
  secondTriedMs?: number
  escalated: boolean
}

export interface StoredMail {
  readonly id: string
  readonly kind: NewMail['kind'] | 'notification'
  readonly messageId: string
  readonly recipient: string
  readonly signalIds: readonly string[]
  readonly content: unknown
  readonly createdAtMs: number
  attempts: number
  nextAttemptMs: number
  /** As in the SQL: undefined where no replica has it. */
  leasedUntilMs?: number | undefined
  maybeSent: boolean
  refused: boolean
  givenUpAtMs?: number | undefined
  sentAtMs?: number
}

const HOUR_MS = 3_600_000

type NewRow = Pick<StoredMail, 'kind' | 'messageId' | 'recipient' | 'signalIds' | 'content'>

/** The outbox in memory, statement by statement as in sql/alerts/store: conformance.test.ts runs both. */
export function openMemoryOutbox(
  db: MemoryDatabase,
  transaction: <T>(work: () => T | Promise<T>) => Promise<T>,
): Outbox {
  const signalsOf = (mail: StoredMail) =>
    mail.signalIds.flatMap((id) => db.signals.find((one) => one.id === id) ?? [])
  const unsent = () =>
    db.mails.filter(({ sentAtMs, givenUpAtMs }) => sentAtMs === undefined && givenUpAtMs === undefined)

  function insert(mails: readonly NewRow[], nowMs: number): void {
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

  const isHeld = ({ heldUntilMs }: StoredSignal, nowMs: number) =>
    heldUntilMs !== undefined && heldUntilMs > nowMs
  const waitingOf = ({ id, signal, heldUntilMs }: StoredSignal): WaitingSignal => ({
    id,
    signal,
    ...(heldUntilMs !== undefined && { held: true }),
  })

  function waitingSignals(nowMs: number): readonly StoredSignal[] {
    const onTheWay = new Set(
      unsent()
        .filter((mail) => !mail.refused && mail.kind !== 'notification')
        .flatMap((mail) => signalsOf(mail).map(({ signal }) => signal.episode)),
    )
    return db.signals.filter(
      (one) => !one.composed && !isHeld(one, nowMs) && !onTheWay.has(one.signal.episode),
    )
  }

  function mailedLastHour(nowMs: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { kind, recipient, givenUpAtMs, sentAtMs = nowMs } of db.mails) {
      if (
        !['alert', 'notification'].includes(kind) ||
        givenUpAtMs !== undefined ||
        sentAtMs <= nowMs - HOUR_MS
      )
        continue
      counts.set(recipient, (counts.get(recipient) ?? 0) + 1)
    }
    return counts
  }

  /** With its twins for other recipients, and only where none of them may have left. */
  function takeApart(mail: StoredMail): void {
    if (mail.kind !== 'alert') return
    const related = db.mails.filter(
      (one) => one.kind === 'alert' && one.signalIds.some((id) => mail.signalIds.includes(id)),
    )
    const isTwin = (one: StoredMail) => one.signalIds.join() === mail.signalIds.join()
    const mayHaveLeft = (one: StoredMail) =>
      one.sentAtMs !== undefined || one.maybeSent || one.leasedUntilMs !== undefined
    if (related.some((one) => !isTwin(one) || mayHaveLeft(one))) return
    db.mails = db.mails.filter((one) => !related.includes(one))
    for (const stored of signalsOf(mail)) stored.composed = false
  }

  /** One medium: what waits, what `write` makes of it, and what is marked then. */
  function compose<T>(
    medium: string,
    nowMs: number,
    waiting: readonly StoredSignal[],
    write: (
      waiting: readonly WaitingSignal[],
      lastHour: ReadonlyMap<string, number>,
    ) => Promise<Composed<T> | 'wait'>,
    rowOf: (made: T) => NewRow,
    mark: (signal: StoredSignal) => void,
  ) {
    return transaction(async () => {
      if (db.composing.has(medium) || waiting.length === 0) return 0
      db.composing.add(medium)
      const composed = await write(waiting.map(waitingOf), mailedLastHour(nowMs)).finally(() =>
        db.composing.delete(medium),
      )
      if (composed === 'wait') return 0
      const { made, hold } = composed
      insert(made.map(rowOf), nowMs)
      for (const signal of waiting) {
        if (hold?.ids.includes(signal.id) !== true) mark(signal)
        else signal.heldUntilMs ??= hold.untilMs
      }
      return made.length
    })
  }

  /** The first row that is due, in order for its recipient. */
  function due(rows: readonly StoredMail[], nowMs: number): StoredMail | undefined {
    return rows.find(
      (one, index, all) =>
        one.nextAttemptMs <= nowMs &&
        (one.leasedUntilMs ?? nowMs) <= nowMs &&
        !all.slice(0, index).some((earlier) => earlier.recipient === one.recipient && !earlier.refused),
    )
  }

  return {
    compose: (nowMs, write) =>
      compose(
        'mail',
        nowMs,
        waitingSignals(nowMs),
        write,
        (mail) => mail,
        (signal) => {
          signal.composed = true
        },
      ),
    composeNotifications: (nowMs, write) =>
      compose(
        'channel',
        nowMs,
        db.signals.filter((one) => !one.channelComposed && !isHeld(one, nowMs)),
        write,
        (made) => ({ ...made, kind: 'notification', messageId: made.content.key }),
        (signal) => {
          signal.channelComposed = true
        },
      ),
    leaseNotification: (channel, nowMs, leaseMs) =>
      transaction(() => {
        const mine = unsent().filter(
          ({ kind, recipient }) => kind === 'notification' && recipient === channel,
        )
        const row = due(mine, nowMs)
        if (row === undefined) return undefined
        const maybeSent = row.maybeSent || row.leasedUntilMs !== undefined
        row.leasedUntilMs = nowMs + leaseMs
        row.attempts++
        const { id, attempts, createdAtMs } = row
        return { id, content: row.content as Notification, attempts, createdAtMs, maybeSent }
      }),
    giveUpUnknown: (channels, nowMs) =>
      transaction(() => {
        const lost = unsent().filter(
          (row) => row.kind === 'notification' && !channels.includes(row.recipient),
        )
        for (const row of lost) row.givenUpAtMs = nowMs
        return [...new Set(lost.map(({ recipient }) => recipient))]
      }),
    lease: (nowMs, leaseMs) =>
      transaction((): LeasedMail | undefined => {
        const mail = due(
          unsent().filter(({ kind }) => kind !== 'notification'),
          nowMs,
        )
        if (mail === undefined || mail.kind === 'notification') return undefined
        mail.leasedUntilMs = nowMs + leaseMs
        mail.attempts++
        const { id, kind, messageId, recipient, attempts } = mail
        return { id, kind, messageId, recipient, content: mail.content as MailContent, attempts }
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
        mail.givenUpAtMs = failure.givenUpAtMs
        mail.leasedUntilMs = undefined
        if (failure.takeApart) takeApart(mail)
      }),
    unnotified: async (beforeMs) =>
      db.signals
        .filter(({ id, signal, composed, channelComposed, escalated, heldUntilMs = 0 }) => {
          const rows = db.mails.filter((row) => row.signalIds.includes(id))
          const lostSince = beforeMs - HOUR_MS
          const waits =
            !composed ||
            !channelComposed ||
            rows.some((row) => row.sentAtMs === undefined && (row.givenUpAtMs ?? beforeMs) > lostSince)
          const due = Math.max(signal.atMs, heldUntilMs) <= beforeMs
          return !escalated && due && waits && rows.every((row) => row.sentAtMs === undefined)
        })
        .sort((a, b) => (a.secondTriedMs ?? 0) - (b.secondTriedMs ?? 0))
        .slice(0, 50)
        .map(waitingOf),
    secondChannelTried: (id, nowMs, taken) =>
      transaction(() => {
        const stored = db.signals.find((one) => one.id === id)
        if (stored !== undefined) Object.assign(stored, { secondTriedMs: nowMs, escalated: taken })
      }),
    async age(nowMs) {
      const signals = db.signals
        .filter((one) => !one.composed && !isHeld(one, nowMs))
        .map(({ signal, heldUntilMs = 0 }) => Math.max(signal.atMs, heldUntilMs))
      const oldest = (mails: readonly StoredMail[]) => {
        const times = [...signals, ...mails.map(({ createdAtMs }) => createdAtMs)]
        return times.length === 0 ? undefined : Math.min(...times)
      }
      const oldestMs = oldest(unsent())
      const holdingSinceMs = oldest(
        unsent().filter(({ refused, kind }) => !refused && kind !== 'notification'),
      )
      return {
        ...(oldestMs !== undefined && { oldestMs }),
        ...(holdingSinceMs !== undefined && { holdingSinceMs }),
        mails: unsent().length,
      }
    },
    add: (mails, nowMs) => transaction(() => insert(mails, nowMs)),
    addSummary: (claim, mails, nowMs) =>
      transaction(() => {
        const ofName = db.summaries.filter(({ name }) => name === claim.name)
        if (ofName.some(({ period, zone }) => period === claim.period && zone === claim.zone)) return 'taken'
        const mailed = !claim.late || ofName.length > 0
        db.summaries.push({ ...claim, mailed })
        if (mailed) insert(mails, nowMs)
        return mailed ? 'made' : 'skipped'
      }),
    restingCampaigns: async () => [],
    summariesMade: async () =>
      db.summaries
        .slice(-50)
        .reverse()
        .map(({ name, period, zone }) => ({ name, period, zone })),
  }
}
