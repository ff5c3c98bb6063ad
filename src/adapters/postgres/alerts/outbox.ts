import type { Pool, PoolClient } from 'pg'
import type { Signal } from '../../../domain/alerts/alert-state.ts'
import type { LeasedMail, MailContent, NewMail } from '../../../domain/alerts/mail.ts'
import type { WaitingSignal } from '../../../domain/alerts/mail-plan.ts'
import type { Outbox } from '../../../domain/alerts/ports.ts'
import { inTransaction } from '../connection/transaction.ts'
import { signalOfJson } from './alert-rows.ts'
import type { AlertStatements } from './statements.ts'

/** "mail" as a number: the key under which replicas compose one after the other. */
const COMPOSING_LOCK = 0x6d_61_69_6c
/** How many signals one pass puts into mails. */
const MAX_SIGNALS_PER_PASS = 500

interface SignalRow {
  readonly id: string
  readonly signal: Signal
}

interface AgeRow {
  readonly oldest_ms: number | null
  readonly holding_ms: number | null
  readonly mails: number
}

interface MailRow {
  readonly id: string
  readonly kind: NewMail['kind']
  readonly message_id: string
  readonly recipient: string
  readonly mail: MailContent
  readonly attempts: number
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL has no text with it.
const NUL = /\u0000/g

/** What the database refuses must not keep a mail, and with it all others, from leaving. */
function storable(content: MailContent): MailContent {
  const plain = (text: string) => text.toWellFormed().replace(NUL, '\ufffd')
  return { ...content, subject: plain(content.subject), text: plain(content.text), html: plain(content.html) }
}

function waitingOfRow({ id, signal }: SignalRow): WaitingSignal {
  return { id, signal: signalOfJson(signal) }
}

/** The outbox in PostgreSQL. */
export function createOutbox(pool: Pool, sql: AlertStatements): Outbox {
  const insert = (client: Pool | PoolClient, mails: readonly NewMail[], nowMs: number) => {
    const rows = mails.map((mail) => ({
      kind: mail.kind,
      message_id: mail.messageId,
      recipient: mail.recipient,
      signals: mail.signalIds,
      mail: storable(mail.content),
    }))
    return client.query(sql['insert-mails'], [JSON.stringify(rows), nowMs])
  }

  return {
    compose: (nowMs, write) =>
      inTransaction(pool, async (client) => {
        const lock = await client.query<{ won: boolean }>(sql['lock-composing'], [COMPOSING_LOCK])
        if (lock.rows[0]?.won !== true) return 0
        const waiting = await client.query<SignalRow>(sql['waiting-signals'], [MAX_SIGNALS_PER_PASS])
        if (waiting.rows.length === 0) return 0
        const recent = await client.query<{ recipient: string; mails: number }>(sql['mails-last-hour'], [
          nowMs,
        ])
        const mails = await write(
          waiting.rows.map(waitingOfRow),
          new Map(recent.rows.map((row) => [row.recipient, row.mails])),
        )
        if (mails === 'wait') return 0
        if (mails.length > 0) await insert(client, mails, nowMs)
        await client.query(sql['mark-composed'], [waiting.rows.map((row) => row.id)])
        return mails.length
      }),
    async lease(nowMs, leaseMs): Promise<LeasedMail | undefined> {
      const { rows } = await pool.query<MailRow>(sql['lease-mail'], [nowMs, leaseMs])
      const [row] = rows
      if (row === undefined) return undefined
      const { message_id, mail, ...rest } = row
      return { ...rest, messageId: message_id, content: mail }
    },
    async sent(id, nowMs) {
      await pool.query(sql['mail-sent'], [id, nowMs])
    },
    async failed(id, { nextAttemptMs, refused, maybeSent, takeApart, error }) {
      await inTransaction(pool, async (client) => {
        await client.query(sql['mail-failed'], [id, nextAttemptMs, refused, maybeSent, error])
        if (takeApart) await client.query(sql['release-mail'], [id])
      })
    },
    async unnotified(beforeMs) {
      const { rows } = await pool.query<SignalRow>(sql['unmailed-signals'], [beforeMs])
      return rows.map(waitingOfRow)
    },
    async escalated(id, nowMs) {
      await pool.query(sql['mark-escalated'], [id, nowMs])
    },
    async age() {
      const { rows } = await pool.query<AgeRow>(sql['outbox-age'])
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
      await insert(pool, mails, nowMs)
    },
    addSummary: ({ name, period, zone, late }, mails, nowMs) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ mailed: boolean }>(sql['claim-report'], [
          name,
          period,
          zone,
          nowMs,
          late,
        ])
        const [claim] = rows
        if (claim === undefined) return 'taken'
        if (!claim.mailed) return 'skipped'
        await insert(client, mails, nowMs)
        return 'made'
      }),
    async summariesMade() {
      const { rows } = await pool.query<{ name: string; period: string; time_zone: string }>(
        sql['reports-made'],
      )
      return rows.map(({ name, period, time_zone }) => ({ name, period, zone: time_zone }))
    },
  }
}
