import type { Pool, PoolClient, QueryResultRow } from 'pg'
import type { Change, Loaded, Noticed } from '../../domain/change.ts'
import type { Scope, StateStore } from '../../domain/ports.ts'
import { type MessageRow, messageOfRow, rowOfMessage } from './message-rows.ts'
import { type RecipientRow, recipientOfRow, rowOfRecipient } from './recipient-rows.ts'
import type { StatementName, Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'
import { unwatched, type Watch } from './watch.ts'

/** How often a batch starts again because another replica claimed one of its ids first. */
export const MAX_CLAIM_ATTEMPTS = 20

/**
 * The state in PostgreSQL. A batch takes a fixed number of statements whatever its size, and its locks in one
 * order (messages by key, ids by name, recipients by key, campaigns by id), so that batches cannot deadlock.
 */
export function createStateStore(pool: Pool, statements: Statements, watch: Watch = unwatched): StateStore {
  async function update(scope: Scope, decide: (loaded: Loaded) => Change): Promise<Noticed> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await inTransaction(
          pool,
          async (client) => {
            const run = runner(client, statements, watch)
            const { loaded, places } = await load(run, scope)
            const change = decide(loaded)
            await write(run, change, places)
            return change.noticed
          },
          watch,
        )
      } catch (error) {
        if (!(error instanceof ClaimLostError) || attempt === MAX_CLAIM_ATTEMPTS) throw error
      }
    }
  }

  return {
    update,
    async keepRejects(rejects) {
      const rows = rejects.map(({ receivedAtMs, ...reject }) => ({
        ...reject,
        received_at: new Date(receivedAtMs).toISOString(),
      }))
      await watch('insert-rejects', () => pool.query(statements['insert-rejects'], [JSON.stringify(rows)]))
    },
    async unsettledRecipients(limit) {
      const { rows } = await watch('unsettled-recipients', () =>
        pool.query<{ key: string; whatsapp_message_id: string | null }>(statements['unsettled-recipients'], [
          limit,
        ]),
      )
      return rows.map((row) => ({
        key: row.key,
        ...(row.whatsapp_message_id !== null && { messageId: row.whatsapp_message_id }),
      }))
    },
  }
}

/** Another transaction claimed an id between our look and our write: look again. */
class ClaimLostError extends Error {}

type Run = <Row extends QueryResultRow>(
  name: StatementName,
  parameter: unknown,
  ...more: unknown[]
) => Promise<Row[]>

function runner(client: PoolClient, statements: Statements, watch: Watch): Run {
  return async <Row extends QueryResultRow>(name: StatementName, ...parameters: unknown[]) => {
    const { rows } = await watch(name, () => client.query<Row>(statements[name], parameters))
    return rows
  }
}

/** Where each loaded recipient's row is, by key: good while the transaction holds its lock. */
type Places = ReadonlyMap<string, string>

async function load(run: Run, scope: Scope): Promise<{ loaded: Loaded; places: Places }> {
  const ids = [...new Set(scope.ids)]
  const messages = (await run<MessageRow>('lock-messages', ids)).map(messageOfRow)
  const allIds = [...new Set([...ids, ...messages.flatMap((message) => message.ids)])]
  const recipientRows =
    scope.recipientKeys.length === 0
      ? await run<RecipientRow>('lock-recipients', allIds)
      : await run<RecipientRow>('lock-recipients-and-unsent', allIds, scope.recipientKeys)
  const names = new Set(scope.campaignNames)
  for (const { facts } of messages) if (facts.campaignName !== undefined) names.add(facts.campaignName)
  const campaigns =
    names.size === 0 ? [] : await run<{ name: string; id: string }>('campaigns-by-name', [...names])
  return {
    loaded: {
      messages,
      recipients: recipientRows.map(recipientOfRow),
      campaignIds: new Map(campaigns.map((campaign) => [campaign.name, campaign.id])),
    },
    places: new Map(recipientRows.map((row) => [row.key, row.place])),
  }
}

async function write(run: Run, change: Change, places: Places): Promise<void> {
  if (change.mergedMessages.length > 0) await run('delete-messages', change.mergedMessages.map(String))
  await insertMessages(run, change)
  const changed = change.messages.filter((message) => message.key !== undefined)
  if (changed.length > 0) {
    const rows = changed.map((message) => ({ ...rowOfMessage(message), key: String(message.key) }))
    await run('update-messages', JSON.stringify(rows))
  }
  await writeRecipients(run, change, places)
  if (change.counters.size > 0) {
    const deltas = [...change.counters].map(([campaign_id, delta]) => ({ campaign_id, ...delta }))
    await run('count-campaigns', JSON.stringify(deltas))
  }
}

async function insertMessages(run: Run, change: Change): Promise<void> {
  const ids = change.messages.flatMap((message, ordinal) =>
    message.newIds.map((id) =>
      message.key === undefined ? { id, ordinal } : { id, key: String(message.key) },
    ),
  )
  if (ids.length === 0) return
  const rows = change.messages.flatMap((message, ordinal) =>
    message.key === undefined
      ? [{ ...rowOfMessage(message), ordinal, created_at: new Date(message.heardAtMs).toISOString() }]
      : [],
  )
  const [result] = await run<{ claimed: number }>(
    'insert-messages',
    JSON.stringify(rows),
    JSON.stringify(ids),
  )
  if (result?.claimed !== ids.length) throw new ClaimLostError('Another replica claimed a message id first.')
}

async function writeRecipients(run: Run, change: Change, places: Places): Promise<void> {
  if (change.newCampaigns.size > 0) {
    const campaigns = [...change.newCampaigns].map(([id, name]) => ({ id, name }))
    await run('insert-campaigns', JSON.stringify(campaigns))
  }
  if (change.removedRecipients.length > 0) {
    const removed = change.removedRecipients.map((recipient) => places.get(recipient.key))
    await run('delete-recipients', removed)
  }
  const changed = change.recipients.flatMap((recipient) =>
    recipient.stored === undefined
      ? []
      : [{ ...rowOfRecipient(recipient), place: places.get(recipient.stored.key) }],
  )
  if (changed.length > 0) await run('update-recipients', JSON.stringify(changed))
  const made = change.recipients.filter((recipient) => recipient.stored === undefined)
  if (made.length > 0) await run('insert-recipients', JSON.stringify(made.map(rowOfRecipient)))
}
