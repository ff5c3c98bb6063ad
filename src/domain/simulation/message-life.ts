import { logNormal, pick, type Random } from './random.ts'
import type { SimulatedEvent, SimulationParameters } from './simulation.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
/** Nobody waits longer for a phone that is off, or to open a message. */
const MAX_WAIT_MS = 12 * HOUR_MS

/** Shares of the messages that do not fail. */
const PHONE_OFF = 0.1
const NEVER_DELIVERED = 0.03
/** Share of the delivered ones that are read. */
const READ = 0.6
/** Share of the read ones of which WhatsApp never says "delivered". */
const DELIVERY_UNREPORTED = 0.05
/** Share of the failed ones that arrive after all, on another device. */
const ARRIVES_AFTER_ALL = 0.03
/** Share of the failed ones that were never reported as sent. */
const FAILS_AT_ONCE = 0.3

/** Failure codes by how often a marketing campaign meets them. */
const FAILURE_CODES = [
  ['131049', 45],
  ['131026', 35],
  ['131050', 8],
  ['131047', 4],
  ['130472', 4],
  ['131053', 2],
  ['131000', 2],
] as const

/** What becomes of one message that is sent at `sentAtMs`, in the order in which it happens. */
export function lifeOf(
  { failures, failureCode, replies }: Pick<SimulationParameters, 'failures' | 'failureCode' | 'replies'>,
  sentAtMs: number,
  random: Random,
): readonly SimulatedEvent[] {
  const events: SimulatedEvent[] = []
  const say = (kind: SimulatedEvent['kind'], atMs: number) => events.push({ kind, atMs: Math.round(atMs) })
  if (random() < failures) {
    if (random() >= FAILS_AT_ONCE) say('sent', sentAtMs)
    const failedAtMs = Math.round(sentAtMs + logNormal(random, 2 * SECOND_MS, 0.8))
    events.push({
      kind: 'failed',
      atMs: failedAtMs,
      code: failureCode ?? pick(random, FAILURE_CODES) ?? '131026',
    })
    if (random() < ARRIVES_AFTER_ALL) say('delivered', failedAtMs + logNormal(random, MINUTE_MS, 1))
    return events
  }
  say('sent', sentAtMs)
  const way = random()
  if (way < NEVER_DELIVERED) return events
  const isOff = way < NEVER_DELIVERED + PHONE_OFF
  const deliveredAtMs = sentAtMs + wait(random, isOff ? 2 * HOUR_MS : 3 * SECOND_MS, 1)
  const isRead = random() < READ
  if (!isRead || random() >= DELIVERY_UNREPORTED) say('delivered', deliveredAtMs)
  if (!isRead) return events
  const readAtMs = deliveredAtMs + wait(random, 10 * MINUTE_MS, 1.3)
  say('read', readAtMs)
  if (random() < replies) say('reply', readAtMs + wait(random, 3 * MINUTE_MS, 1))
  return events
}

function wait(random: Random, medianMs: number, sigma: number): number {
  return Math.min(logNormal(random, medianMs, sigma), MAX_WAIT_MS)
}
