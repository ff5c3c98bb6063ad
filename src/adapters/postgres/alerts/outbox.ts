import type { Pool } from 'pg'
import type { Signal } from '../../../domain/alerts/alert-state.ts'
import { type LeasedMail, MAIL_KINDS, type MailContent, type NewMail } from '../../../domain/alerts/mail.ts'
import type { WaitingSignal } from '../../../domain/alerts/mail-plan.ts'
import type { Outbox } from '../../../domain/alerts/ports.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery, type Query, type RowOf } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { signalOfJson } from './alert-rows.ts'

/** "mail" as a number: the key under which replicas compose one after the other. */
const COMPOSING_LOCK = 0x6d_61_69_6c
/** How many signals one pass puts into mails. */
const MAX_SIGNALS_PER_PASS = 500

// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL has no text with it.
const NUL = /\u0000/g

/** What the database refuses must not keep a mail, and with it all others, from leaving. */
function storable(content: MailContent): MailContent {
  const plain = (text: string) => text.toWellFormed().replace(NUL, '\ufffd')
  return { ...content, subject: plain(content.subject), text: plain(content.text), html: plain(content.html) }
}

function waitingOfRow({ id, signal }: RowOf<'alerts/store/waiting-signals'>): WaitingSignal {
  return { id, signal: signalOfJson(signal as Signal) }
}

/** The outbox in PostgreSQL. */
export function createOutbox(pool: Pool, statements: Statements): Outbox {
  const query = createQuery(pool, statements)
  const transaction = <T>(work: (query: Query) => Promise<T>) =>
    inTransaction(pool, (client) => work(createQuery(client, statements)))
  const insert = (run: Query, mails: readonly NewMail[], nowMs: number) => {
    const rows = mails.map((mail) => ({
      kind: mail.kind,
      message_id: mail.messageId,
      recipient: mail.recipient,
      signals: mail.signalIds,
      mail: storable(mail.content),
    }))
    return run('alerts/store/insert-mails', JSON.stringify(rows), nowMs)
  }

  return {
    compose: (nowMs, write) =>
      transaction(async (run) => {
        const lock = await run('alerts/store/lock-composing', COMPOSING_LOCK)
        if (lock.rows[0]?.won !== true) return 0
        const waiting = await run('alerts/store/waiting-signals', MAX_SIGNALS_PER_PASS)
        if (waiting.rows.length === 0) return 0
        const recent = await run('alerts/store/mails-last-hour', nowMs)
        const mails = await write(
          waiting.rows.map(waitingOfRow),
          new Map(recent.rows.map((row) => [row.recipient, row.mails])),
        )
        if (mails === 'wait') return 0
        if (mails.length > 0) await insert(run, mails, nowMs)
        await run(
          'alerts/store/mark-composed',
          waiting.rows.map((row) => row.id),
        )
        return mails.length
      }),
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
    async sent(id, nowMs) {
      await query('alerts/store/mail-sent', id, nowMs)
    },
    async failed(id, { nextAttemptMs, refused, maybeSent, takeApart, error }) {
      await transaction(async (run) => {
        await run('alerts/store/mail-failed', id, nextAttemptMs, refused, maybeSent, error)
        if (takeApart) await run('alerts/store/release-mail', id)
      })
    },
    async unnotified(beforeMs) {
      const { rows } = await query('alerts/store/unmailed-signals', beforeMs)
      return rows.map(waitingOfRow)
    },
    async escalated(id, nowMs) {
      await query('alerts/store/mark-escalated', id, nowMs)
    },
    async age() {
      const { rows } = await query('alerts/store/outbox-age')
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
        const { rows } = await run('alerts/store/claim-report', name, period, zone, nowMs, late)
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
        firstMs: Math.round(row.first_ms ?? nowMs),
      }))
    },
    async summariesMade() {
      const { rows } = await query('alerts/store/reports-made')
      return rows.map(({ name, period, time_zone }) => ({ name, period, zone: time_zone }))
    },
  }
}
