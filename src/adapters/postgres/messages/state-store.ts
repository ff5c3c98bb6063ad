import type { Pool } from 'pg'
import type { Change, Loaded, StoredMessage } from '../../../domain/messages/change.ts'
import { type Checkpoint, passCheckpoint } from '../../../domain/messages/checkpoint.ts'
import {
  type Decide,
  type Scope,
  type StateStore,
  StoreUnavailableError,
  StuckFullError,
} from '../../../domain/messages/ports.ts'
import { MAX_REJECTS_KEPT } from '../../../domain/messages/report.ts'
import { rowsOfCohorts, rowsOfRollups } from '../analytics/rollup-rows.ts'
import { type RecipientRow, recipientOfRow, rowOfRecipient } from '../campaigns/recipient-rows.ts'
import { rethrow, rethrowRefusal } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery, type RowOf } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'
import { messageOfRow, rowOfMessage } from './message-rows.ts'
import { ClaimLostError, createTransact, type Run } from './transact.ts'

/** More reports are not set apart: what is refused then waits in the spool. */
const MAX_STUCK = 100_000
/** The longest message of the server that is kept. */
const MAX_MESSAGE_CHARACTERS = 1_000

/**
 * The state in PostgreSQL. A batch takes a fixed number of statements whatever its size, and its locks in one
 * order (messages by key, ids by name, recipients by key, campaigns by id, tallies, rollups by campaign and bucket), so that
 * batches cannot deadlock.
 */
export function createStateStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
  checkpoint: Checkpoint = passCheckpoint,
): StateStore {
  const transact = createTransact(pool, statements, instrument)
  const query = createQuery(pool, statements, instrument)
  return {
    update(scope, decide, trace) {
      const work = async (run: Run) => {
        const change = await rewrite(run, await load(run, scope), decide)
        await checkpoint('before-commit')
        return change.stats
      }
      return transact('begin-batch', work, trace).catch(rethrowRefusal)
    },
    joinExternalRows(limit, decide) {
      return transact('begin-settling', async (run) => {
        const unsettled = await run('campaigns/unsettled-recipients', limit)
        if (unsettled.length > 0) await rewrite(run, await loadUnsettled(run, unsettled), decide)
        return unsettled.length
      })
    },
    async keepRejects(rejects) {
      const rows = rejects.map(({ receivedAtMs, ...reject }) => ({
        ...reject,
        received_at: new Date(receivedAtMs).toISOString(),
      }))
      const inserted = query('messages/insert-rejects', JSON.stringify(rows), MAX_REJECTS_KEPT)
      const { rowCount } = await inserted.catch(rethrow)
      return rowCount ?? 0
    },
    async setApart({ report, code, message }) {
      const receivedAt = new Date(report.receivedAtMs).toISOString()
      const text = message.replaceAll('\0', '').slice(0, MAX_MESSAGE_CHARACTERS)
      const setApart = query('messages/set-apart', JSON.stringify(report), receivedAt, code, text, MAX_STUCK)
      const { rowCount } = await setApart.catch(rethrow)
      if (rowCount === 0) throw new StuckFullError(`${MAX_STUCK} reports are set apart: no more are.`)
    },
    async probe() {
      const written = query('connection/commit-probe').catch(rethrow)
      await written.catch((cause: unknown) => {
        if (cause instanceof StoreUnavailableError) throw cause
        throw new StoreUnavailableError('Nothing can be committed.', { cause })
      })
    },
    joinUncounted(limit, decide) {
      return transact('begin-batch', async (run) => {
        const uncounted = await run('messages/uncounted-messages', limit)
        if (uncounted.length === 0) return 0
        const ids = uncounted.map((row) => row.message_id)
        const change = await rewrite(run, await load(run, { ids, campaignNames: [] }), decide)
        return change.messages.length
      })
    },
  }
}

/** Where each loaded recipient's row is, by key: good while the transaction holds its lock. */
type Places = ReadonlyMap<string, string>

interface Locked {
  readonly loaded: Loaded
  readonly places: Places
}

/** A recipient to be joined in. */
export type UnsettledRow = RowOf<'campaigns/unsettled-recipients'>

async function load(run: Run, scope: Scope): Promise<Locked> {
  const messages = await lockMessages(run, [...new Set(scope.ids)])
  const ids = new Set([...scope.ids, ...messages.flatMap((message) => message.ids)])
  const recipients = await run('campaigns/lock-recipients', [...ids])
  return lockedOf(run, messages, recipients, scope.campaignNames)
}

/** Locks and loads recipients to be joined in and their messages, which may be known by more ids than they say. */
export async function loadUnsettled(
  run: Run,
  unsettled: readonly UnsettledRow[],
  moreIds: readonly string[] = [],
): Promise<Locked> {
  const asked = [...new Set([...unsettled.flatMap((row) => row.whatsapp_message_id ?? []), ...moreIds])]
  const messages = await lockMessages(run, asked)
  const ids = new Set([...asked, ...messages.flatMap((message) => message.ids)])
  const unsent = unsettled.filter((row) => row.whatsapp_message_id === null).map((row) => row.key)
  const recipients = await run('campaigns/lock-unsettled-recipients', [...ids], unsent)
  return lockedOf(run, messages, recipients, [])
}

async function lockMessages(run: Run, ids: readonly string[]): Promise<StoredMessage[]> {
  const rows = await run('messages/lock-messages', ids)
  return rows.map(messageOfRow)
}

async function lockedOf(
  run: Run,
  messages: readonly StoredMessage[],
  recipients: readonly RecipientRow[],
  campaignNames: readonly string[],
): Promise<Locked> {
  const names = new Set(campaignNames)
  for (const { facts } of messages) if (facts.campaignName !== undefined) names.add(facts.campaignName)
  const campaigns = names.size === 0 ? [] : await run('campaigns/campaigns-by-name', [...names])
  return {
    loaded: {
      messages,
      recipients: recipients.map(recipientOfRow),
      campaignIds: new Map(campaigns.map((campaign) => [campaign.name, campaign.id])),
    },
    places: new Map(recipients.map((row) => [row.key, row.place])),
  }
}

/** Asks what to change, and writes it. */
export async function rewrite(run: Run, { loaded, places }: Locked, decide: Decide): Promise<Change> {
  const change = decide(loaded)
  await write(run, change, places)
  return change
}

async function write(run: Run, change: Change, places: Places): Promise<void> {
  if (change.mergedMessages.length > 0) {
    const merged = change.mergedMessages.map(String)
    await run('messages/uncount-messages', merged)
    await run('messages/delete-messages', merged)
  }
  await insertMessages(run, change)
  const changed = change.messages.filter((message) => message.key !== undefined)
  if (changed.length > 0) {
    const rows = changed.map((message) => ({ ...rowOfMessage(message), key: String(message.key) }))
    await run('messages/update-messages', JSON.stringify(rows))
  }
  await writeRecipients(run, change, places)
  if (change.counters.size > 0) {
    const deltas = [...change.counters].map(([campaign_id, delta]) => ({ campaign_id, ...delta }))
    await run('campaigns/count-campaigns', JSON.stringify(deltas))
  }
  const tallies = [...change.tallies].flatMap(([campaign_id, sums]) =>
    [...sums].map(([key, recipients]) => ({ campaign_id, key, recipients })),
  )
  if (tallies.length > 0) await run('campaigns/count-tallies', JSON.stringify(tallies))
  if (change.rollups.length > 0) {
    const { totals, labels } = rowsOfRollups(change.rollups)
    const cohorts = rowsOfCohorts(change.cohorts)
    await run(
      'analytics/upkeep/add-to-rollups',
      JSON.stringify(totals),
      JSON.stringify(labels),
      JSON.stringify(cohorts),
    )
  }
}

async function insertMessages(run: Run, change: Change): Promise<void> {
  const asked = change.messages.reduce((sum, message) => sum + message.newIds.length, 0)
  if (asked === 0) return
  const fresh = change.messages.filter((message) => message.key === undefined)
  const rows = fresh.map((message) => ({
    ...rowOfMessage(message),
    created_at: new Date(message.heardAtMs).toISOString(),
  }))
  const newIds = change.messages.flatMap(({ key, newIds }) =>
    key === undefined ? [] : newIds.map((id) => ({ id, key: String(key) })),
  )
  const [result] = await run('messages/insert-messages', JSON.stringify(rows), JSON.stringify(newIds))
  if (result?.claimed !== asked) throw new ClaimLostError('Another replica claimed a message id first.')
}

async function writeRecipients(run: Run, change: Change, places: Places): Promise<void> {
  if (change.newCampaigns.size > 0) {
    const campaigns = [...change.newCampaigns].map(([id, name]) => ({ id, name }))
    await run('campaigns/insert-campaigns', JSON.stringify(campaigns))
  }
  if (change.removedRecipients.length > 0) {
    const removed = change.removedRecipients.map(({ key }) => placeOf(places, key))
    await run('campaigns/delete-recipients', removed)
  }
  const changed = change.recipients.flatMap((recipient) =>
    recipient.stored === undefined
      ? []
      : [{ ...rowOfRecipient(recipient), place: placeOf(places, recipient.stored.key) }],
  )
  if (changed.length > 0) await run('campaigns/update-recipients', JSON.stringify(changed))
  const made = change.recipients.filter((recipient) => recipient.stored === undefined)
  if (made.length > 0) await run('campaigns/insert-recipients', JSON.stringify(made.map(rowOfRecipient)))
}

/** @throws Error where the recipient was not loaded in this transaction: then nothing says which row it is */
function placeOf(places: Places, key: string): string {
  const place = places.get(key)
  if (place === undefined) throw new Error('A recipient is to be written that was not loaded.')
  return place
}
