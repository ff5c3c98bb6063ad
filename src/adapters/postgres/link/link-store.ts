import type { Pool, PoolClient } from 'pg'
import { DIRECTIONS, type LinkStore, type OutboxEntry } from '../../../domain/link/ports.ts'
import { LINKABLE, type Role } from '../../../domain/link/shape.ts'
import { rethrow, rethrowRefusal } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery } from '../connection/query.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Statements } from '../schema/statements.ts'
import { followTable, linkTables, unlinkTables } from './linking.ts'
import { relationOf } from './relations.ts'
import { columnsOfSeen } from './seen-rows.ts'

/** What is known of the link, in Bluetick's own schema. */
export function createLinkStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): LinkStore {
  const send = createQuery(pool, statements, instrument)
  const query: typeof send = (name, ...parameters) => send(name, ...parameters).catch(rethrow)
  /** What our own tables refuse may be the fault of one row. */
  const refusable: typeof send = (name, ...parameters) => send(name, ...parameters).catch(rethrowRefusal)
  const asTable = (name: string) => oneOf(LINKABLE, name, 'linked table')
  return {
    async state() {
      const { rows } = await query('link/link')
      const [first] = rows
      if (first === undefined) return undefined
      return {
        schema: first.schema,
        linkedAtMs: first.linked_at.getTime(),
        outbox: first.outbox,
        lagSeconds: first.oldest_seconds,
        changes: first.changes,
        failures: first.failures,
        tables: rows.map((row) => ({
          name: asTable(row.name),
          hasTrigger: row.has_trigger,
          rowsRead: Number(row.rows_read),
          isCopied: row.is_copied,
          hasKnown: row.has_known,
          readsAnew: row.reads_anew,
          ...(row.identity !== null && { identity: row.identity }),
          ...(row.swept_to !== null && { sweptTo: row.swept_to }),
        })),
      }
    },
    async relation(schema, name) {
      const opening = statements.text('transactions/begin-reading-theirs')
      const look = (client: PoolClient) =>
        createQuery(client, statements, instrument)('link/catalogue', schema, name).catch(rethrow)
      return relationOf(schema, name, (await inTransaction(pool, look, instrument, opening)).rows)
    },
    link: (shapes) => linkTables(pool, statements, instrument, shapes),
    follow: (shape, wantsTrigger, readsAnew) =>
      followTable(pool, statements, instrument, shape, wantsTrigger, readsAnew),
    async lose(table) {
      await query('link/lose-table', table)
    },
    unlink: () => unlinkTables(pool, statements, instrument),
    async lease(holder) {
      return (await query('link/lease', holder)).rows.length > 0
    },
    async giveUpLease(holder) {
      await query('link/give-up-lease', holder)
    },
    async changes(tables, limit) {
      const { rows } = await query('link/changes', tables, limit)
      return rows.map(({ id, table_name, their_key }) => ({
        table: asTable(table_name),
        key: their_key,
        ...(id !== null && { id }),
      }))
    },
    async forgetChanges(table, ids) {
      await query('link/forget-changes', table, ids)
    },
    async outbox(tables, limit) {
      const { rows } = await query('link/outbox', tables, limit)
      return rows.map(
        (row): OutboxEntry => ({
          table: asTable(row.table_name),
          key: row.own_key,
          isWaiting: row.is_waiting,
          waitingColumns: row.waiting_columns,
          waitedMs: row.waited_seconds * 1000,
          ...(row.id !== null && { id: row.id }),
        }),
      )
    },
    async forgetOutbox(table, ids) {
      await query('link/forget-outbox', table, ids)
    },
    async enqueueCampaigns() {
      await query('link/enqueue-campaigns')
    },
    async enqueue(table, keys) {
      await query('link/enqueue', table, keys)
    },
    async enqueueKnown(table, limit) {
      const { rows } = await query('link/enqueue-known', table, limit)
      return (rows[0]?.known ?? 0) > 0
    },
    async enqueueMessages(ids) {
      await query('link/enqueue-messages', ids)
    },
    async known(table, theirKeys) {
      const { rows } = await query('link/linked-rows', table, theirKeys)
      return new Map(
        rows.map((row) => [
          row.their_key,
          { ownKey: row.own_key, seen: row.seen as Readonly<Record<Role, unknown>> },
        ]),
      )
    },
    async knownAfter(table, afterKey, limit) {
      const { rows } = await query('link/linked-keys-after', table, afterKey, limit)
      return rows.map((row) => row.their_key)
    },
    async saveKnown(table, rows) {
      await query('link/save-linked-rows', table, ...columnsOfSeen(rows))
    },
    async forgetRows(table, theirKeys) {
      await query('link/forget-rows', table, theirKeys)
    },
    async swept(table, lastKey, rows) {
      await query('link/sweep', table, lastKey ?? null, rows)
    },
    async putCampaigns(rows) {
      await refusable('link/put-campaigns', JSON.stringify(rows))
    },
    async changeRecipients(lines) {
      await refusable('link/change-recipients', JSON.stringify(lines))
    },
    async failed(direction, table, keys, code, message, columns) {
      await query('link/insert-failures', direction, table, keys, code, message, columns)
    },
    async taken(direction, table, keys) {
      await query('link/forget-failures', direction, table, keys)
    },
    async waiting(table, theirKeys) {
      const { rows } = await query('link/waiting-failures', table, theirKeys)
      return new Set(rows.map((row) => row.key))
    },
    async failures(limit) {
      const { rows } = await query('link/list-failures', limit)
      return rows.map((row) => ({
        direction: oneOf(DIRECTIONS, row.direction, 'direction'),
        table: row.table_name,
        key: row.key,
        attempts: row.attempts,
        firstAtMs: row.first_at.getTime(),
        ...(row.next_attempt_at !== null && { nextAttemptAtMs: row.next_attempt_at.getTime() }),
        code: row.code,
        message: row.message,
      }))
    },
    async retryFailures() {
      return (await query('link/retry-failures')).rowCount ?? 0
    },
  }
}
