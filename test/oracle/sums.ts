import { binOf } from './bins.ts'
import { concludeFrom } from './facts.ts'
import { between, untilReply } from './row-breakdown.ts'
import type { Model, ModelMessage } from './state.ts'

export type Sums = Record<string, number>
const QUARTER_HOUR_MS = 15 * 60_000
const HOUR_MS = 4 * QUARTER_HOUR_MS

function add(sums: Sums, key: string, n: number): void {
  sums[key] = (sums[key] ?? 0) + n
}

/** Each campaign's counters, summed from its recipients. */
export function countersOf(model: Model): Map<string, Sums> {
  const all = new Map<string, Sums>()
  for (const id of model.campaigns.keys()) {
    all.set(id, { recipients: 0, pending: 0, sent: 0, delivered: 0, read: 0, failed: 0, replied: 0 })
  }
  for (const { campaign, status, times, repliedAt } of model.rows) {
    const sums = all.get(campaign)
    if (sums === undefined) throw new Error(`A recipient of no campaign: ${campaign}`)
    add(sums, 'recipients', 1)
    add(sums, 'pending', Number(status === 'pending'))
    add(sums, 'failed', Number(status === 'failed'))
    add(sums, 'replied', Number(repliedAt !== undefined))
    for (const kind of ['sent', 'delivered', 'read'] as const)
      add(sums, kind, Number(times[kind] !== undefined))
  }
  return all
}

/** Recipients by campaign and key of breakdown. */
export function breakdownsOf(model: Model): Sums {
  const sums: Sums = {}
  for (const { campaign, breakdown } of model.rows)
    for (const key of breakdown) add(sums, `${campaign} ${key}`, 1)
  return sums
}

/** What messages add to the rollups, by campaign ('': all) and quarter-hour. `createdAt`: as the database has it. */
export function rollupsOf(
  messages: Iterable<ModelMessage>,
  createdAt: (message: ModelMessage) => number | undefined,
): Sums {
  const sums: Sums = {}
  for (const message of messages) {
    const at = createdAt(message)
    if (at === undefined) continue
    const bucket = new Date(at - (at % QUARTER_HOUR_MS)).toISOString()
    for (const campaign of new Set(['', message.countedIn])) {
      for (const [what, n] of contributions(message))
        if (n !== 0) add(sums, `${campaign} ${bucket} ${what}`, n)
    }
  }
  return sums
}

function contributions({ facts }: ModelMessage): (readonly [string, number])[] {
  const conclusion = concludeFrom(facts)
  const { sent, delivered, read } = conclusion.times
  const delivery = between(facts, 'sent', 'delivered')
  const reading = between(facts, 'delivered', 'read')
  const replying = untilReply(facts)
  const is = (condition: boolean) => Number(condition)
  return [
    ['messages', 1],
    ['sent', is(sent !== undefined)],
    ['delivered', is(delivered !== undefined)],
    ['read', is(read !== undefined)],
    ['failed', is(conclusion.status === 'failed')],
    ['contradictory', is(conclusion.contradictory)],
    ['sent_undelivered', is(sent !== undefined && delivered === undefined)],
    ['deliveries', is(sent !== undefined && delivered !== undefined)],
    ['delivery_ms', sent !== undefined && delivered !== undefined ? delivered - sent : 0],
    ['read_delay_ms', read !== undefined && delivered !== undefined ? read - delivered : 0],
    ['replied', is(conclusion.repliedAt !== undefined)],
    ['replied_unread', is(conclusion.repliedUnread)],
    ['reply_ms', replying ?? 0],
    ['replied_within_hour', is(replying !== undefined && replying <= HOUR_MS)],
    ...(replying === undefined ? [] : [[`reply_times ${binOf(replying)}`, 1] as const]),
    ...(delivery === undefined ? [] : [[`delivery_times ${binOf(delivery)}`, 1] as const]),
    ...(reading === undefined ? [] : [[`read_times ${binOf(reading)}`, 1] as const]),
    ...(conclusion.status === 'failed' ? [[`failure "${conclusion.code ?? 'unknown'}"`, 1] as const] : []),
    ...(facts.category === undefined ? [] : [[`price ${facts.category}`, 1] as const]),
  ]
}
