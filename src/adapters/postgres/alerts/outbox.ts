import type { Pool } from 'pg'
import type { Signal } from '../../../domain/alerts/alert-state.ts'
import {
  type Composed,
  type LeasedMail,
  MAIL_KINDS,
  type MailContent,
  type NewMail,
  type NewNotification,
} from '../../../domain/alerts/mail.ts'
import type { WaitingSignal } from '../../../domain/alerts/mail-plan.ts'
import type { Notification } from '../../../domain/alerts/notification.ts'
import type { Outbox } from '../../../domain/alerts/ports.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery, type Query, type RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { notificationOfJson, notificationToJson, signalOfJson, storableText } from './signal-json.ts'

/** How many signals one pass puts into mails. */
const MAX_SIGNALS_PER_PASS = 500

function storable(content: MailContent): MailContent {
  const { subject, text, html } = content
  return { ...content, subject: storableText(subject), text: storableText(text), html: storableText(html) }
}

function waitingOfRow({ id, signal, held }: RowOf<'alerts/store/waiting-signals'>): WaitingSignal {
  return { id, signal: signalOfJson(signal as Signal), ...(held && { held }) }
}

/** What differs between mails and notifications on their way into the outbox. */
interface Medium<T> {
  /** The key under which replicas compose one after the other. */
  readonly lock: number
  readonly waiting: 'alerts/store/waiting-signals' | 'alerts/store/waiting-notifications'
  readonly mark: 'alerts/store/mark-composed' | 'alerts/store/mark-channel-composed'
  readonly rowOf: (made: T) => object
}

const MAIL: Medium<NewMail> = {
  // "mail" as a number.
  lock: 0x6d_61_69_6c,
  waiting: 'alerts/store/waiting-signals',
  mark: 'alerts/store/mark-composed',
  rowOf: rowOfMail,
}

const CHANNEL: Medium<NewNotification> = {
  // "chan" as a number.
  lock: 0x63_68_61_6e,
  waiting: 'alerts/store/waiting-notifications',
  mark: 'alerts/store/mark-channel-composed',
  rowOf: ({ recipient, signalIds, content }) => ({
    kind: 'notification',
    message_id: content.key,
    recipient,
    signals: signalIds,
    mail: notificationToJson(content),
  }),
}

function rowOfMail({ kind, messageId, recipient, signalIds, content }: NewMail): object {
  return { kind, message_id: messageId, recipient, signals: signalIds, mail: storable(content) }
}

/** The outbox in PostgreSQL. */
export function createOutbox(pool: Pool, statements: Statements): Outbox {
  const query = createQuery(pool, statements)
  const transaction = <T>(work: (query: Query) => Promise<T>) =>
    inTransaction(pool, (client) => work(createQuery(client, statements)))
  const insertRows = async (run: Query, rows: readonly object[], nowMs: number) => {
    if (rows.length > 0) await run('alerts/store/insert-mails', JSON.stringify(rows), nowMs)
  }
  const insert = (run: Query, mails: readonly NewMail[], nowMs: number) =>
    insertRows(run, mails.map(rowOfMail), nowMs)
  /** Gives what waits to `write`, on one replica at a time, and stores what it makes of that. */
  const compose = <T>(
    nowMs: number,
    medium: Medium<T>,
    write: (
      waiting: readonly WaitingSignal[],
      lastHour: ReadonlyMap<string, number>,
    ) => Promise<Composed<T> | 'wait'>,
  ) =>
    transaction(async (run) => {
      const lock = await run('alerts/store/lock-composing', medium.lock)
      if (lock.rows[0]?.won !== true) return 0
      const waiting = await run(medium.waiting, MAX_SIGNALS_PER_PASS, nowMs)
      if (waiting.rows.length === 0) return 0
      const recent = await run('alerts/store/mails-last-hour', nowMs)
      const composed = await write(
        waiting.rows.map(waitingOfRow),
        new Map(recent.rows.map((row) => [row.recipient, row.mails])),
      )
      if (composed === 'wait') return 0
      const { made, hold } = composed
      await insertRows(run, made.map(medium.rowOf), nowMs)
      if (hold !== undefined) await run('alerts/store/hold-signals', hold.ids, hold.untilMs)
      const done = waiting.rows.map(({ id }) => id).filter((id) => hold?.ids.includes(id) !== true)
      await run(medium.mark, done)
      return made.length
    })

  return {
    compose: (nowMs, write) => compose(nowMs, MAIL, write),
    composeNotifications: (nowMs, write) => compose(nowMs, CHANNEL, write),
    async lease(nowMs, leaseMs): Promise<LeasedMail | undefined> {
      const { rows } = await query('alerts/store/lease-mail', nowMs, leaseMs)
      const [row] = rows
      if (row === undefined) return undefined
      const { message_id, mail, kind, ...rest } = row
      return {
        ...rest,
        kind: oneOf(MAIL_KINDS, kind, 'kind of mail'),
        messageId: message_id,
        content: mail as MailContent,
      }
    },
    async leaseNotification(channel, nowMs, leaseMs) {
      const { rows } = await query('alerts/store/lease-notification', nowMs, leaseMs, channel)
      const [row] = rows
      if (row === undefined) return undefined
      const { id, mail, attempts, created_ms, maybe_sent } = row
      const content = notificationOfJson(mail as Notification)
      return { id, content, attempts, createdAtMs: Math.round(created_ms), maybeSent: maybe_sent }
    },
    async giveUpUnknown(channels, nowMs) {
      const { rows } = await query('alerts/store/give-up-unknown', channels, nowMs)
      return [...new Set(rows.map(({ recipient }) => recipient))]
    },
    async sent(id, nowMs) {
      await query('alerts/store/mail-sent', id, nowMs)
    },
    async failed(id, { nextAttemptMs, refused, maybeSent, takeApart, error, givenUpAtMs }) {
      await transaction(async (run) => {
        await run(
          'alerts/store/mail-failed',
          id,
          nextAttemptMs,
          refused,
          maybeSent,
          error,
          givenUpAtMs ?? null,
        )
        if (takeApart) await run('alerts/store/release-mail', id)
      })
    },
    async unnotified(beforeMs) {
      const { rows } = await query('alerts/store/unmailed-signals', beforeMs)
      return rows.map(waitingOfRow)
    },
    async secondChannelTried(id, nowMs, taken) {
      await query('alerts/store/second-channel-tried', id, nowMs, taken)
    },
    async age(nowMs) {
      const { rows } = await query('alerts/store/outbox-age', nowMs)
      const [row] = rows
      const oldestMs = row?.oldest_ms ?? undefined
      const holdingSinceMs = row?.holding_ms ?? undefined
      return {
        ...(oldestMs !== undefined && { oldestMs }),
        ...(holdingSinceMs !== undefined && { holdingSinceMs }),
        mails: row?.mails ?? 0,
      }
    },
    async add(mails, nowMs) {
      await insert(query, mails, nowMs)
    },
    addSummary: ({ name, period, zone, late }, mails, nowMs) =>
      transaction(async (run) => {
        const { rows } = await run('alerts/store/claim-summary', name, period, zone, nowMs, late)
        const [claim] = rows
        if (claim === undefined) return 'taken'
        if (!claim.mailed) return 'skipped'
        await insert(run, mails, nowMs)
        return 'made'
      }),
    async restingCampaigns(nowMs, limit) {
      const { rows } = await query('alerts/store/resting-campaigns', nowMs, limit)
      return rows.map((row) => ({
        id: row.id,
        ...(row.name !== null && { name: row.name }),
        messages: row.messages ?? 0,
        delivered: row.delivered ?? 0,
        read: row.read ?? 0,
        failed: row.failed ?? 0,
        replied: row.replied ?? 0,
        firstMs: Math.round(row.first_ms ?? nowMs),
      }))
    },
    async summariesMade() {
      const { rows } = await query('alerts/store/summaries-made')
      return rows.map(({ name, period, time_zone }) => ({ name, period, zone: time_zone }))
    },
  }
}
