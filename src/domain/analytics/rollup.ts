import type { Conclusion } from '../messages/conclusion.ts'
import type { Facts } from '../messages/facts.ts'
import type { Kind, Pricing } from '../messages/report.ts'
import { replyMsOf } from '../replies/answered-by.ts'
import { addToHistogram, timeBin } from './time-bins.ts'

/** The step of the rollups: every time zone's offset is a multiple of it, so days are exact in all of them. */
export const BUCKET_MS = 15 * 60_000

const HOUR_MS = 60 * 60_000

/** Under this campaign id the rollups hold all messages, whatever their campaign; also: no campaign. */
export const ALL_MESSAGES = ''

/** A sum of what messages contribute, or a difference of two; `message_rollup` in SQL. */
export interface Rollup {
  messages: number
  sent: number
  delivered: number
  read: number
  failed: number
  contradictory: number
  sentUndelivered: number
  /** Messages with a time for both sent and delivered, and the sum of what lies between. */
  deliveries: number
  deliveryMs: number
  readDelayMs: number
  replied: number
  /** Replied to, and nobody reported that it was read. */
  repliedUnread: number
  /** The sum of the times in `replyTimes`, and how many of them are an hour at most, which is not a bound of the bins. */
  replyMs: number
  repliedWithinHour: number
  /** Histograms by `timeBin`, of times that were reported: nothing inferred or estimated. */
  readonly deliveryTimes: number[]
  readonly readTimes: number[]
  readonly replyTimes: number[]
}

/** Counts messages by something that has too many values for columns; `message_rollup_labels` in SQL. */
export interface LabelCount {
  readonly dimension: 'failure' | 'price'
  /** A failure code, or a price. */
  readonly label: string | Pricing
  messages: number
}

/** What a batch changes in one campaign's quarter-hour. */
export interface RollupDelta {
  readonly campaignId: string
  readonly bucketMs: number
  readonly total: Rollup
  readonly labels: Map<string, LabelCount>
}

/** By campaign and bucket: a batch writes one row for each, however many messages are behind it. */
export type RollupDeltas = Map<string, RollupDelta>

/** A message as the rollups count it. */
export interface CountedMessage {
  /** `created_at` of its row. */
  readonly createdAtMs: number
  /** The campaign it is counted under besides all messages; '' for none. */
  readonly countedIn: string
  readonly facts: Facts
  readonly conclusion: Conclusion
}

/** Adds a message to the deltas, or takes it out: the one rule by which rollups count. */
export function countMessage(deltas: RollupDeltas, message: CountedMessage, sign: 1 | -1): void {
  addTo(deltas, ALL_MESSAGES, message, sign)
  if (message.countedIn !== ALL_MESSAGES) addTo(deltas, message.countedIn, message, sign)
}

/** Without the deltas in which everything cancelled out. */
export function changedRollups(deltas: RollupDeltas): RollupDelta[] {
  return [...deltas.values()].filter((delta) => !isZero(delta))
}

function addTo(deltas: RollupDeltas, campaignId: string, message: CountedMessage, sign: 1 | -1): void {
  const { facts, conclusion } = message
  const { times } = conclusion
  const { total, labels } = deltaOf(deltas, campaignId, message.createdAtMs)
  const delivered = times.delivered !== undefined
  total.messages += sign
  if (times.sent !== undefined) total.sent += sign
  if (delivered) total.delivered += sign
  if (times.read !== undefined) total.read += sign
  if (conclusion.contradictory) total.contradictory += sign
  if (times.sent !== undefined && !delivered) total.sentUndelivered += sign
  if (times.sent !== undefined && times.delivered !== undefined) {
    total.deliveries += sign
    total.deliveryMs += sign * (times.delivered - times.sent)
    if (isReported(message, 'sent') && isReported(message, 'delivered')) {
      addToHistogram(total.deliveryTimes, timeBin(times.delivered - times.sent), sign)
    }
  }
  if (times.delivered !== undefined && times.read !== undefined) {
    total.readDelayMs += sign * (times.read - times.delivered)
    if (isReported(message, 'delivered') && isReported(message, 'read')) {
      addToHistogram(total.readTimes, timeBin(times.read - times.delivered), sign)
    }
  }
  if (conclusion.repliedAtMs !== undefined) total.replied += sign
  if (conclusion.repliedUnread) total.repliedUnread += sign
  const replyMs = replyMsOf(facts)
  if (replyMs !== undefined) {
    total.replyMs += sign * replyMs
    if (replyMs <= HOUR_MS) total.repliedWithinHour += sign
    addToHistogram(total.replyTimes, timeBin(replyMs), sign)
  }
  if (conclusion.status === 'failed') {
    total.failed += sign
    addLabel(labels, 'failure', conclusion.failureCode ?? 'unknown', sign)
  }
  for (const _ in facts.pricing) {
    addLabel(labels, 'price', facts.pricing, sign)
    break
  }
}

function isReported({ facts, conclusion }: CountedMessage, kind: Kind): boolean {
  return facts.times[kind]?.estimated === false && !conclusion.inferred.includes(kind)
}

function deltaOf(deltas: RollupDeltas, campaignId: string, createdAtMs: number): RollupDelta {
  const bucketMs = Math.floor(createdAtMs / BUCKET_MS) * BUCKET_MS
  const key = `${bucketMs} ${campaignId}`
  let delta = deltas.get(key)
  if (delta === undefined) {
    delta = { campaignId, bucketMs, total: emptyRollup(), labels: new Map() }
    deltas.set(key, delta)
  }
  return delta
}

function emptyRollup(): Rollup {
  return {
    messages: 0,
    sent: 0,
    delivered: 0,
    read: 0,
    failed: 0,
    contradictory: 0,
    sentUndelivered: 0,
    deliveries: 0,
    deliveryMs: 0,
    readDelayMs: 0,
    replied: 0,
    repliedUnread: 0,
    replyMs: 0,
    repliedWithinHour: 0,
    deliveryTimes: [],
    readTimes: [],
    replyTimes: [],
  }
}

function addLabel(
  labels: RollupDelta['labels'],
  dimension: LabelCount['dimension'],
  label: LabelCount['label'],
  sign: 1 | -1,
): void {
  const key = typeof label === 'string' ? label : priceKey(label)
  const count = labels.get(`${dimension} ${key}`)
  if (count === undefined) labels.set(`${dimension} ${key}`, { dimension, label, messages: sign })
  else count.messages += sign
}

/** The same for equal prices, whatever the order in which their parts became known. */
function priceKey({ billable, model, type, category }: Pricing): string {
  return JSON.stringify([billable, model, type, category])
}

function isZero({ total, labels }: RollupDelta): boolean {
  for (const value of Object.values(total)) {
    if (typeof value === 'number' ? value !== 0 : value.some((n: number) => n !== 0)) return false
  }
  for (const { messages } of labels.values()) if (messages !== 0) return false
  return true
}
