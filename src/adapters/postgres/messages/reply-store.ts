import type { Pool } from 'pg'
import { canonicalId } from '../../../domain/messages/identity.ts'
import { firstReply, type InboundMessage, type Reply } from '../../../domain/messages/reply.ts'
import { answeredBy } from '../../../domain/replies/answered-by.ts'
import type { ReplyStore } from '../../../domain/replies/ports.ts'
import { rethrow } from '../connection/errors.ts'
import { type Instrument, uninstrumented } from '../connection/instrument.ts'
import { createQuery } from '../connection/query.ts'
import type { Statements } from '../schema/statements.ts'
import { inboundOfRow } from './inbound-rows.ts'
import { load } from './load.ts'
import { isoOfMs, messageOfRow } from './message-rows.ts'
import { createTransact, type Run } from './transact.ts'
import { rewrite } from './write.ts'

/** How many of a number's messages are looked at for one inbound message, newest first: more than arrive in one second. */
const MAX_CANDIDATES = 50

/** An inbound message, and the message it is counted for so far. */
interface Assigned {
  readonly inbound: InboundMessage
  readonly message: bigint | undefined
}

/**
 * Replies in PostgreSQL. Inbound messages are kept beside the batch that brings reports; a batch that changes what the
 * choice looks at lets those wait again that it concerns (`mark-inbound`).
 *
 * A batch under way when an inbound message was committed has not seen it, and so cannot mark it. So a matching first
 * lets all batches end that are under way: whatever they wrote it sees, and later ones see the inbound message.
 */
export function createReplyStore(
  pool: Pool,
  statements: Statements,
  instrument: Instrument = uninstrumented,
): ReplyStore {
  const transact = createTransact(pool, statements, instrument)
  const send = createQuery(pool, statements, instrument)
  const batchesEnd = () => transact('begin-join', async () => undefined)
  return {
    async keepInbound(inbound) {
      const rows = inbound.map(rowOfInbound)
      await send('replies/keep-inbound', JSON.stringify(rows)).catch(rethrow)
    },
    async matchReplies(limit, windowMs, decide) {
      const { rows: marks } = await send('replies/waiting-inbound', limit).catch(rethrow)
      if (marks.length === 0) return 0
      await batchesEnd()
      await transact('begin-batch', async (run) => {
        await run('replies/lock-matching', '')
        const ids = [...new Set(marks.map((row) => row.inbound))]
        const waited = await loadInbound(run, ids, [])
        const candidates = await loadAnswerable(run, waited, windowMs)
        const chosen = waited.map(({ inbound, message }) => ({
          inbound,
          message: answeredBy(inbound, candidates, windowMs)?.key,
          before: message,
        }))
        const moved = chosen.filter(({ message, before }) => message !== before)
        const keys = new Set(moved.flatMap(({ message, before }) => [message, before]))
        // Facts of an inbound message that stays where it is may have changed too.
        for (const { message } of chosen) keys.add(message)
        keys.delete(undefined)
        const replies = await firstReplies(
          run,
          chosen,
          [...keys].flatMap((key) => key ?? []),
        )
        if (replies.size > 0) {
          const names = await run('replies/message-names', [...replies.keys()].map(String))
          const locked = await load(run, { ids: names.map((row) => row.message_id), campaignNames: [] })
          await rewrite(run, locked, (loaded) => decide(loaded, replies))
        }
        const rows = moved.map(({ inbound, message }) => ({ id: inbound.id, message: message?.toString() }))
        if (rows.length > 0) await run('replies/assign-inbound', JSON.stringify(rows))
        await run(
          'replies/forget-marks',
          marks.map((row) => row.mark),
        )
      })
      return marks.length
    },
  }
}

/** The first reply to each message, by what is chosen now and by what was counted for it and is not chosen anew. */
async function firstReplies(
  run: Run,
  chosen: readonly Assigned[],
  keys: readonly bigint[],
): Promise<ReadonlyMap<bigint, Reply | undefined>> {
  const isChosen = new Set(chosen.map(({ inbound }) => inbound.id))
  const counted = keys.length === 0 ? [] : await loadInbound(run, [], keys)
  const all = [...chosen, ...counted.filter(({ inbound }) => !isChosen.has(inbound.id))]
  const byMessage = new Map<bigint, InboundMessage[]>(keys.map((key) => [key, []]))
  for (const { inbound, message } of all) if (message !== undefined) byMessage.get(message)?.push(inbound)
  return new Map([...byMessage].map(([key, inbound]) => [key, firstReply(inbound)]))
}

async function loadInbound(run: Run, ids: readonly string[], keys: readonly bigint[]): Promise<Assigned[]> {
  const rows = await run('replies/inbound-messages', ids, keys.map(String))
  return rows.map((row) => ({
    inbound: inboundOfRow(row),
    message: row.message === null ? undefined : BigInt(row.message),
  }))
}

async function loadAnswerable(run: Run, inbound: readonly Assigned[], windowMs: number) {
  const named = inbound.flatMap(({ inbound: { answersId } }) => answersId ?? [])
  const unnamed = inbound.flatMap(({ inbound: { answersId, phone, occurrence } }) =>
    answersId === undefined && phone !== undefined ? [{ phone, at: isoOfMs(occurrence.atMs) }] : [],
  )
  const rows = await run(
    'replies/answerable-messages',
    named,
    JSON.stringify(unnamed),
    windowMs,
    MAX_CANDIDATES,
  )
  return rows.map(messageOfRow).map((message) => ({
    ...message,
    canonicalId: canonicalId(message.ids),
  }))
}

function rowOfInbound({ id, phone, occurrence, type, answersId }: InboundMessage) {
  return {
    id,
    phone,
    at: isoOfMs(occurrence.atMs),
    stand_in: occurrence.estimated,
    type,
    answers_id: answersId,
  }
}
