import type { Pool } from 'pg'
import type { LeftRecipient, StoredMessage } from '../../../domain/messages/change.ts'
import type { StateStore } from '../../../domain/messages/ports.ts'
import { EXTERNAL_CHANGES, type ExternalChange } from '../../../domain/messages/unjoined-changes.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'
import { pendingRecipients } from '../campaigns/pending-recipients.ts'
import { claimListed, endReplaced, giveWay } from '../campaigns/provisional.ts'
import { leftRecipientOfRow } from '../campaigns/recipient-rows.ts'
import { recountWithin } from '../campaigns/recount.ts'
import { rethrow, rethrowRefusal } from '../connection/errors.ts'
import type { Instrument } from '../connection/instrument.ts'
import { oneOf } from '../connection/one-of.ts'
import { createQuery } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'
import { keptBackError } from './kept-back.ts'
import { loadPendingJoin } from './load.ts'
import { type MessageRow, messageOfRow } from './message-rows.ts'
import type { Run, Transact } from './transact.ts'
import { rewrite } from './write.ts'

/** How many messages of truncated recipients are done at once. */
const TRUNCATED_AT_ONCE = 500

type ExternalChanges = Pick<StateStore, 'externalChanges' | 'joinExternal' | 'postponeExternal'>

/**
 * What others wrote, joined in. It runs alone: batches wait for it. A batch that creates a message and a join of that
 * message's recipient could not see each other.
 *
 * @param country where national numbers are from that others write, if their campaign does not say
 */
export function createExternalChanges(
  pool: Pool,
  statements: Statements,
  transact: Transact,
  instrument: Instrument,
  country: Country | undefined,
): ExternalChanges {
  const query = createQuery(pool, statements, instrument)
  return {
    async externalChanges(limit) {
      const { rows } = await query('external/changes', limit).catch(rethrow)
      return rows.map(({ kind, key }) => ({ kind: oneOf(EXTERNAL_CHANGES, kind, 'kind of change'), key }))
    },
    joinExternal(changes, decide) {
      const keys = (kind: ExternalChange['kind']) =>
        changes.flatMap((one) => (one.kind === kind ? [one.key] : []))
      return transact('begin-join', async (run) => {
        const campaigns = keys('campaign')
        const disturbed = campaigns.length === 0 ? [] : await run('external/take-disturbed', campaigns)
        // Before anything else is locked: see recountWithin.
        for (const { id, miscounted } of disturbed) if (miscounted) await recountWithin(run, id)
        const replaced = await giveWay(run, campaigns)
        const recipients = await pendingRecipients(run, keys('recipient'), country)
        const leftRecipients = [
          ...(await takeLeftRecipients(run, keys('left-recipient'))),
          ...(keys('truncation').length === 0 ? [] : await truncatedRecipients(run)),
        ]
        await takeMoved(run, keys('moved-recipient'))
        const messageKeys = keys('message')
        const ids = [
          ...leftRecipients.flatMap(({ messageId }) => messageId ?? []),
          ...(messageKeys.length === 0 ? [] : await idsOfMessages(run, messageKeys)),
        ]
        const locked = await loadPendingJoin(run, { recipients, ids, messageKeys, country })
        // Sums after rows, as whoever deletes messages locks them.
        const leftMessages = await takeLeftMessages(run, keys('left-message'))
        const { replacedCampaigns = replaced } = locked.loaded
        await claimListed(run, locked.loaded.recipients)
        await rewrite(run, { ...locked, loaded: { ...locked.loaded, leftRecipients, leftMessages } }, decide)
        await endReplaced(run, new Map([...replaced, ...replacedCampaigns]))
        if (campaigns.length > 0) {
          const keptBack = await run('external/show-counters', campaigns)
          if (keptBack.length > 0)
            throw keptBackError('marketing_campaigns', campaigns.length, keptBack.length)
        }
        await run(
          'external/forget-postponed',
          changes.map(({ kind }) => kind),
          changes.map(({ key }) => key),
        )
      }).catch(rethrowRefusal)
    },
    async postponeExternal({ kind, key }, { code, message }) {
      await query('external/postpone', kind, key, code, message).catch(rethrow)
    },
  }
}

async function takeLeftRecipients(run: Run, keys: readonly string[]): Promise<LeftRecipient[]> {
  if (keys.length === 0) return []
  const rows = await run('external/take-left-recipients', keys)
  return rows.map(leftRecipientOfRow)
}

/** Attempts go by their recipients' keys. All get a key that none has first: of two that change places, each is in the other's way. */
async function takeMoved(run: Run, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const moved = await run('external/take-moved', keys)
  await run(
    'external/follow-moved',
    moved.map(({ id }) => id),
    moved.map(({ recipient }) => recipient),
  )
}

async function takeLeftMessages(run: Run, keys: readonly string[]): Promise<StoredMessage[]> {
  if (keys.length === 0) return []
  await run('external/take-back-expired', keys)
  const rows = await run('external/take-left-messages', keys)
  return rows.map((row) => {
    const message = row.message as Omit<MessageRow, Times> & Readonly<Record<Times, string | null>>
    const { created_at, replied_at } = message
    return messageOfRow({ ...message, created_at: dateOf(created_at), replied_at: dateOf(replied_at) })
  })
}

/** Columns with times, which are text in a row as JSON. */
type Times = 'created_at' | 'replied_at'

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

/** The next messages whose recipients were truncated, and where to go on the next time. */
async function truncatedRecipients(run: Run): Promise<LeftRecipient[]> {
  const rows = await run('external/messages-without-recipients', TRUNCATED_AT_ONCE)
  const last = rows.at(-1)
  if (last === undefined) await run('external/end-truncated')
  else await run('external/go-on-truncated', last.key)
  return rows.map(({ message_id }) => ({ messageId: message_id, breakdown: [] }))
}

async function idsOfMessages(run: Run, keys: readonly string[]): Promise<string[]> {
  const rows = await run('messages/external-messages', keys)
  return rows.flatMap(({ ids }) => ids)
}
