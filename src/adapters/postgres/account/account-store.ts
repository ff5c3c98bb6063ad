import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { type AccountEvent, contentOf, EVENT_EFFECTS, EVENT_KINDS } from '../../../domain/account/event.ts'
import type { AccountStore, KeptEvent } from '../../../domain/account/ports.ts'
import {
  SUPPRESSION_REASONS,
  type SuppressionChange,
  suppressionOf,
} from '../../../domain/account/suppression.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type Query, type RowOf } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'

/** Account events and the people who must not be written to, in PostgreSQL. */
export function createAccountStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): AccountStore {
  const send = createQuery(pool, statements, instrument)
  const query: Query = (name, ...values) => send(name, ...values).catch(rethrow)

  async function changeSuppressions(changes: readonly SuppressionChange[]): Promise<number> {
    if (changes.length === 0) return 0
    const json = changes.map(({ atMs, ...change }) => ({ ...change, at: isoOf(atMs) }))
    const { rows } = await query('account/change-suppressions', JSON.stringify(json))
    return rows[0]?.changed ?? 0
  }

  return {
    async keepEvents(events) {
      await query('account/keep-events', JSON.stringify(rowsOf(events)))
      await changeSuppressions(events.flatMap((event) => suppressionOf(event) ?? []))
    },
    async events({ kind, effect, fromMs }, after, limit) {
      const { rows } = await query(
        'account/events-page',
        kind ?? null,
        effect ?? null,
        fromMs === undefined ? null : isoOf(fromMs),
        after?.at ?? null,
        after?.id ?? null,
        limit + 1,
      )
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        items: rows.slice(0, limit).map(eventOfRow),
        ...(last !== undefined && { next: { at: last.position, id: last.id } }),
      }
    },
    async suppressions({ phone, reason }, after, limit) {
      const { rows } = await query(
        'account/suppressions-page',
        phone ?? null,
        reason ?? null,
        after?.phone ?? null,
        after?.reason ?? null,
        limit,
      )
      return rows.map((row) => ({
        phone: row.phone,
        reason: SUPPRESSION_REASONS.find((known) => known === row.reason) ?? 'manual',
        source: row.source,
        sinceMs: row.since.getTime(),
      }))
    },
    changeSuppressions,
    async endSuppressions(phone, source, atMs) {
      return (await query('account/end-suppressions', phone, source, isoOf(atMs))).rowCount ?? 0
    },
  }
}

/** One row for each id; of events that are one the first and the newest time. */
function rowsOf(events: readonly AccountEvent[]): object[] {
  const byId = new Map<string, { first: AccountEvent; firstMs: number; lastMs: number }>()
  for (const event of events) {
    const id = createHash('sha256').update(contentOf(event)).digest('hex')
    const { atMs } = event.occurrence
    const known = byId.get(id)
    byId.set(id, {
      first: known?.first ?? event,
      firstMs: Math.min(known?.firstMs ?? atMs, atMs),
      lastMs: Math.max(known?.lastMs ?? atMs, atMs),
    })
  }
  return [...byId].map(([id, { first, firstMs, lastMs }]) => {
    const { occurrence: _, untilMs, ...event } = first
    return {
      id,
      ...event,
      at: isoOf(firstMs),
      last_at: isoOf(lastMs),
      until: untilMs === undefined ? undefined : isoOf(untilMs),
    }
  })
}

function eventOfRow(row: RowOf<'account/events-page'>): KeptEvent {
  return {
    id: row.id,
    kind: EVENT_KINDS.find((known) => known === row.kind) ?? 'account-alert',
    effect: EVENT_EFFECTS.find((known) => known === row.effect) ?? 'informs',
    subject: row.subject,
    value: row.value,
    ...(row.before !== null && { before: row.before }),
    ...(row.account !== null && { account: row.account }),
    ...(row.details !== null && { details: row.details }),
    occurrence: { atMs: row.at.getTime(), estimated: false },
    lastAtMs: row.last_at.getTime(),
    ...(row.until !== null && { untilMs: row.until.getTime() }),
  }
}
