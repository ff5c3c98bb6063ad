import type {
  Change,
  MessageWrite,
  RecipientWrite,
  StoredRecipient,
} from '../../../domain/messages/change.ts'
import type { Decide } from '../../../domain/messages/ports.ts'
import { KINDS } from '../../../domain/messages/report.ts'
import { MAX_REPLY_WINDOW_HOURS } from '../../../domain/replies/answered-by.ts'
import { rowsOfCohorts, rowsOfRollups } from '../analytics/rollup-rows.ts'
import { countBreakdowns, countCampaigns } from '../campaigns/count.ts'
import { noteRanges, type RangeEntry } from '../campaigns/ranges.ts'
import { columnsOfRecipients, columnsOfStored } from '../campaigns/recipient-rows.ts'
import { keptBackError } from './kept-back.ts'
import { type Locked, newKeys } from './load.ts'
import { columnsOfMessages, isoOfMs } from './message-rows.ts'
import type { Run } from './transact.ts'

/**
 * Asks what to change, and writes it.
 *
 * @param also sends what is to be written with it, before sums are locked: what that takes to work out is done while the server writes
 */
export async function rewrite(
  run: Run,
  locked: Locked,
  decide: Decide,
  also: (change: Change) => Promise<unknown>[] = () => [],
): Promise<Change> {
  const change = decide(locked.loaded)
  const made = change.messages.filter((message) => message.key === undefined)
  const more = made.length - locked.freeKeys.length
  const freeKeys = more > 0 ? [...locked.freeKeys, ...(await newKeys(run, more))] : locked.freeKeys
  await write(run, change, made, freeKeys, locked, also)
  return change
}

/**
 * Sends everything at once, in the order in which batches lock, and waits afterwards. A statement that fails has all
 * later ones fail, so the first error is the one that counts.
 */
async function write(
  run: Run,
  change: Change,
  made: readonly MessageWrite[],
  freeKeys: readonly string[],
  locked: Locked,
  also: (change: Change) => Promise<unknown>[],
): Promise<void> {
  const steps = [
    deleteMerged(run, change),
    writeMessages(run, change, made, freeKeys),
    writeRecipients(run, change, locked),
    ...also(change),
    addUp(run, change),
  ] as const
  // Nothing may be under way any more when the transaction is rolled back.
  await Promise.allSettled(steps)
  for (const step of steps) await step
  const inserted = await steps[2]
  // Only now their keys are known.
  if (inserted !== undefined && inserted.length > 0) await noteRanges(run, inserted)
}

async function deleteMerged(run: Run, { mergedMessages }: Change): Promise<void> {
  if (mergedMessages.length === 0) return
  const merged = mergedMessages.map(({ key }) => String(key))
  const kept = mergedMessages.map(({ into }) => String(into))
  await Promise.all([
    run('replies/move-inbound', merged, kept),
    run('messages/move-ids', merged, kept),
    run('messages/uncount-messages', merged),
    run('messages/delete-messages', merged),
  ])
}

async function writeMessages(
  run: Run,
  { messages }: Change,
  made: readonly MessageWrite[],
  freeKeys: readonly string[],
): Promise<void> {
  const changed = messages.flatMap((message) => (message.key === undefined ? [] : [message]))
  const changedKeys = changed.map(({ key }) => String(key))
  const keyed = [...made.map((message, n) => [message, freeKeys[n] ?? ''] as const)]
  for (const [n, message] of changed.entries()) keyed.push([message, changedKeys[n] ?? ''])
  const claims = keyed.flatMap(([{ newIds }, key]) => newIds.map((id) => [id, key] as const))
  const reads = keyed.flatMap(([{ newlyReadAtMs }, key]) =>
    newlyReadAtMs === undefined ? [] : [[isoOfMs(newlyReadAtMs), key] as const],
  )
  const [, inserted, updated] = await Promise.all([
    claims.length > 0 &&
      run(
        'messages/claim-ids',
        claims.map(([id]) => id),
        claims.map(([, key]) => key),
      ),
    made.length > 0 &&
      run('messages/insert-messages', ...columnsOfMessages(made, freeKeys.slice(0, made.length))),
    changed.length > 0 && run('messages/update-messages', ...columnsOfMessages(changed, changedKeys)),
    reads.length > 0 &&
      run(
        'messages/note-reads',
        reads.map(([at]) => at),
        reads.map(([, key]) => key),
      ),
  ])
  if (inserted) {
    const asMade = inserted.filter(({ kinds }, n) => (kinds ?? 0) === bitsOfKinds(made[n]))
    expectWritten('broadcasts_messages', made.length, asMade.length)
  }
  if (updated) {
    const asAsked = updated.filter(({ as_asked }) => as_asked === true)
    expectWritten('broadcasts_messages', changed.length, asAsked.length)
  }
}

/** Gives back the recipients that were inserted, with their keys. */
async function writeRecipients(
  run: Run,
  change: Change,
  { revisions, unread, unwritten }: Locked,
): Promise<readonly RangeEntry[]> {
  const campaigns = [...change.newCampaigns].map(([id, name]) => ({ id, name }))
  const removed = change.removedRecipients.map(({ key }) => ({ id: key }))
  const stored = change.recipients.filter(isStored)
  const changed = stored.filter((one) => unwritten?.has(one.stored.key) !== true)
  const first = stored.filter((one) => unwritten?.has(one.stored.key) === true)
  const changedTo = changed.map(({ stored }) => (revisions.get(stored.key) ?? 0) + 1)
  const early = changed.filter(({ stored }) => unread.has(stored.key)).map(({ stored }) => stored.key)
  const made = change.recipients.filter(({ stored }) => stored === undefined)
  const [, gone, written, linked, inserted] = await Promise.all([
    campaigns.length > 0 && run('campaigns/insert-campaigns', JSON.stringify(campaigns)),
    removed.length > 0 && run('campaigns/delete-recipients', JSON.stringify(removed)),
    changed.length > 0 && run('campaigns/update-recipients', ...columnsOfStored(changed, changedTo)),
    first.length > 0 &&
      run(
        'link/insert-recipients',
        ...columnsOfStored(
          first,
          first.map(() => 0),
        ),
        first.map((one) => unwritten?.get(one.stored.key) ?? null),
      ),
    made.length > 0 && run('campaigns/insert-recipients', ...columnsOfRecipients(made)),
    early.length > 0 && run('campaigns/leave-unread', early),
  ])
  if (gone) expectWritten('campaign_recipients', removed.length, gone.length)
  if (written) {
    const wanted = new Map(changed.map(({ stored }, n) => [stored.key, changedTo[n]]))
    const asWanted = written.filter(
      ({ key, revision, as_counted }) => as_counted && wanted.get(key) === revision,
    )
    expectWritten('campaign_recipients', changed.length, asWanted.length)
  }
  // They come back in the order in which they were given.
  const asCounted = (rows: readonly InsertedRow[], given: readonly RecipientWrite[]) =>
    rows.filter(({ as_counted, campaign_id }, n) => as_counted && campaign_id === given[n]?.campaignId).length
  if (linked) expectWritten('campaign_recipients', unwritten?.size ?? 0, asCounted(linked, first))
  if (!inserted) return []
  expectWritten('campaign_recipients', made.length, asCounted(inserted, made))
  return made.map(({ campaignId, columns }, n) => ({
    campaignId,
    status: columns.status,
    key: inserted[n]?.key ?? '',
  }))
}

interface InsertedRow {
  readonly campaign_id: string
  readonly as_counted: boolean
}

/** Adds what the batch changes to every sum. */
async function addUp(run: Run, change: Change): Promise<void> {
  const stored = change.recipients.filter(isStored)
  const written = change.recipients.map(({ campaignId }) => campaignId)
  const breakdowns = [...change.breakdowns].flatMap(([campaignId, sums]) =>
    [...sums].map(([key, recipients]) => ({ campaignId, key, recipients })),
  )
  const { totals, labels } = rowsOfRollups(change.rollups)
  const cohorts = rowsOfCohorts(change.cohorts)
  const { ids, arrivals } = change.rematch
  await Promise.all([
    // Also those whose counters stay: the ranges rely on it.
    countCampaigns(run, change.counters, written),
    countBreakdowns(run, breakdowns),
    noteRanges(
      run,
      stored.map(({ stored: { key }, campaignId, columns }) => ({ campaignId, status: columns.status, key })),
    ),
    // A message that was heard of earlier may only change its five minutes.
    totals.length + cohorts.length > 0 &&
      run(
        'analytics/upkeep/add-to-rollups',
        JSON.stringify(totals),
        JSON.stringify(labels),
        JSON.stringify(cohorts),
      ),
    ids.length + arrivals.length > 0 &&
      run(
        'replies/mark-inbound',
        ids,
        arrivals.map(({ phone }) => phone),
        arrivals.map(({ arrivedAtMs }) => isoOfMs(arrivedAtMs)),
        MAX_REPLY_WINDOW_HOURS,
      ),
  ])
}

function isStored(write: RecipientWrite): write is RecipientWrite & { readonly stored: StoredRecipient } {
  return write.stored !== undefined
}

/** The kinds of a message's status, as sql/messages/insert-messages.sql gives them back. */
function bitsOfKinds(message: MessageWrite | undefined): number {
  if (message?.statusChanged !== true) return 0
  const { times } = message.conclusion
  return KINDS.reduce((bits, kind, n) => (times[kind] === undefined ? bits : bits | (1 << n)), 0)
}

/**
 * A trigger or policy of somebody else's may keep a row back, or change it, without an error. What is counted must be what was written.
 *
 * @throws StoreRefusedError where it is not
 */
function expectWritten(table: string, asked: number, written: number): void {
  if (written === asked) return
  throw keptBackError(table, asked, asked - written)
}
