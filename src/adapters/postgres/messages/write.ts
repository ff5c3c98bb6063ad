import type { Change } from '../../../domain/messages/change.ts'
import { type Decide, StoreRefusedError } from '../../../domain/messages/ports.ts'
import { MAX_REPLY_WINDOW_HOURS } from '../../../domain/replies/answered-by.ts'
import { rowsOfCohorts, rowsOfRollups } from '../analytics/rollup-rows.ts'
import { rowOfRecipient } from '../campaigns/recipient-rows.ts'
import type { Locked } from './load.ts'
import { isoOfMs, rowOfMessage } from './message-rows.ts'
import { ClaimLostError, type Run } from './transact.ts'

/** SQLSTATE triggered_action_exception: no error came, and yet the row is not as it was written. Appendix A. */
export const KEPT_BACK = '09000'

/** Asks what to change, and writes it. */
export async function rewrite(run: Run, { loaded, revisions }: Locked, decide: Decide): Promise<Change> {
  const change = decide(loaded)
  await write(run, change, revisions)
  return change
}

async function write(run: Run, change: Change, revisions: Locked['revisions']): Promise<void> {
  if (change.mergedMessages.length > 0) {
    const merged = change.mergedMessages.map(String)
    await run('messages/uncount-messages', merged)
    await run('messages/delete-messages', merged)
  }
  await insertMessages(run, change)
  const changed = change.messages.filter((message) => message.key !== undefined)
  if (changed.length > 0) {
    const rows = changed.map((message) => ({ ...rowOfMessage(message), key: String(message.key) }))
    const written = await run('messages/update-messages', JSON.stringify(rows))
    expectWritten('broadcasts_messages', rows.length, written.length)
  }
  await writeRecipients(run, change, revisions)
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
  const { ids, arrivals } = change.rematch
  if (ids.length + arrivals.length > 0) {
    const rows = arrivals.map(({ phone, arrivedAtMs }) => ({ phone, arrived_at: isoOfMs(arrivedAtMs) }))
    await run('replies/mark-inbound', ids, JSON.stringify(rows), MAX_REPLY_WINDOW_HOURS)
  }
}

async function insertMessages(run: Run, change: Change): Promise<void> {
  const asked = change.messages.reduce((sum, message) => sum + message.newIds.length, 0)
  if (asked === 0) return
  const rows = change.messages.filter((message) => message.key === undefined).map(rowOfMessage)
  const newIds = change.messages.flatMap(({ key, newIds }) =>
    key === undefined ? [] : newIds.map((id) => ({ id, key: String(key) })),
  )
  const [result] = await run('messages/insert-messages', JSON.stringify(rows), JSON.stringify(newIds))
  if (result?.claimed !== asked) throw new ClaimLostError('Another replica claimed a message id first.')
}

async function writeRecipients(run: Run, change: Change, revisions: Locked['revisions']): Promise<void> {
  if (change.newCampaigns.size > 0) {
    const campaigns = [...change.newCampaigns].map(([id, name]) => ({ id, name }))
    await run('campaigns/insert-campaigns', JSON.stringify(campaigns))
  }
  if (change.removedRecipients.length > 0) {
    const removed = change.removedRecipients.map(({ key }) => ({ id: key }))
    const gone = await run('campaigns/delete-recipients', JSON.stringify(removed))
    expectWritten('campaign_recipients', removed.length, gone.length)
  }
  const changed = change.recipients.flatMap((recipient) => {
    const { stored } = recipient
    if (stored === undefined) return []
    const revision = (revisions.get(stored.key) ?? 0) + 1
    return [{ ...rowOfRecipient(recipient), id: stored.key, revision }]
  })
  if (changed.length > 0) {
    const written = await run('campaigns/update-recipients', JSON.stringify(changed))
    const wanted = new Map(changed.map(({ id, revision }) => [id, revision]))
    const asWanted = written.filter(({ key, revision }) => wanted.get(key) === revision)
    expectWritten('campaign_recipients', changed.length, asWanted.length)
  }
  const made = change.recipients.filter((recipient) => recipient.stored === undefined)
  if (made.length > 0) {
    const inserted = await run('campaigns/insert-recipients', JSON.stringify(made.map(rowOfRecipient)))
    expectWritten('campaign_recipients', made.length, inserted.length)
  }
}

/**
 * A trigger or policy of somebody else's may keep a row back without an error. What is counted must be what was written.
 *
 * @throws StoreRefusedError where it is not
 */
function expectWritten(table: string, asked: number, written: number): void {
  if (written === asked) return
  throw new StoreRefusedError(
    `${asked - written} of ${asked} rows of ${table} were not written, though no error came: a trigger or a policy on the table keeps them back.`,
    KEPT_BACK,
    false,
  )
}
