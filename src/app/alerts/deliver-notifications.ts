import type {
  LeasedNotification,
  MailFailure,
  NewNotification,
  SendResult,
} from '../../domain/alerts/mail.ts'
import { type Audience, planAlerts, planMails } from '../../domain/alerts/mail-plan.ts'
import type { Channel, Channels, Outbox, WriteNotification } from '../../domain/alerts/ports.ts'
import { holdDuringQuietHours, type QuietHours } from '../../domain/alerts/quiet-hours.ts'
import { pauseAfter } from '../../domain/async/back-off.ts'

/** Time limit for sending a notification; channels end within ten seconds. */
const LEASE_MS = 60_000
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 60_000
/** How often it is tried again where a channel refused: nothing is lost once the address is fixed. */
const REFUSED_RETRY_MS = 15 * 60_000
/** What no channel took within this time is given up: it is not news any more. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000
/** Limit of a channel's pass, so that the next evaluation is not held up. */
const MAX_PER_PASS = 50

export interface NotificationParts {
  readonly outbox: Outbox
  readonly channels?: Channels
  readonly audience: Audience
  readonly quietHours?: QuietHours
  readonly writeNotification?: WriteNotification
  readonly now: () => Promise<number>
  readonly meter: { notification?(result: SendResult['kind']): void }
  readonly onProblem: (problem: string, error?: unknown) => void
}

/**
 * Writes what channels are sent, and sends what is due, each channel by itself. What a channel knows again when it is repeated is
 * sent at least once; what it does not know is sent at most once.
 *
 * @throws what the outbox throws where it cannot be reached
 */
export async function deliverNotifications(parts: NotificationParts): Promise<void> {
  const { outbox, channels = new Map(), now, onProblem } = parts
  await compose(parts, channels)
  const lost = await outbox.giveUpUnknown([...channels.keys()], await now())
  for (const name of lost) onProblem(`ALERT_CHANNELS no longer names ${name}: what waited for it is given up`)
  await Promise.all([...channels].map(([name, channel]) => deliverTo(name, channel, parts)))
}

async function compose(parts: NotificationParts, channels: Channels): Promise<void> {
  const { outbox, writeNotification: write, now } = parts
  const audience: Audience = (signal) => parts.audience(signal).filter((name) => channels.has(name))
  const nowMs = await now()
  await outbox.composeNotifications(nowMs, async (all, sentLastHour) => {
    const { waiting, hold } = holdDuringQuietHours(all, parts.quietHours, nowMs)
    const single = [...channels].filter(([, channel]) => channel.holds === 'alert').map(([name]) => name)
    const grouped: Audience = (signal) => audience(signal).filter((name) => !single.includes(name))
    const plans = [
      ...planMails(waiting, grouped, sentLastHour),
      ...single.flatMap((name) => planAlerts(waiting, audience, name)),
    ]
    const made: NewNotification[] = []
    for (const plan of plans) {
      if (write === undefined) break
      const { recipient, signalIds } = plan
      made.push({ recipient, signalIds, content: await write(plan, nowMs) })
    }
    return { made, ...(hold !== undefined && { hold }) }
  })
}

async function deliverTo(name: string, channel: Channel, parts: NotificationParts): Promise<void> {
  const { outbox, now, meter, onProblem } = parts
  for (let sent = 0; sent < MAX_PER_PASS; sent++) {
    const leased = await outbox.leaseNotification(name, await now(), LEASE_MS)
    if (leased === undefined) return
    if (leased.maybeSent && !channel.deduplicates) {
      onProblem(`${name} may have been sent an alert and must not get it twice: it is given up`)
      await outbox.failed(leased.id, failureOf(leased, channel, LOST, await now()))
      continue
    }
    const result = await channel.send(leased.content)
    meter.notification?.(result.kind)
    const nowMs = await now()
    if (result.kind === 'sent') {
      await outbox.sent(leased.id, nowMs)
      continue
    }
    const failure = failureOf(leased, channel, result, nowMs)
    const outcome = failure.givenUpAtMs === undefined ? 'is tried again' : 'is given up'
    onProblem(`${name} did not take an alert, which ${outcome} (${result.kind}): ${result.error}`)
    await outbox.failed(leased.id, failure)
    // What comes next would only meet the same closed door.
    if (result.wholeServer) return
  }
}

type Failure = Exclude<SendResult, { kind: 'sent' }>

const LOST: Failure = {
  kind: 'unknown',
  error: 'nobody knows how the last attempt ended',
  wholeServer: false,
}

function failureOf(
  leased: LeasedNotification,
  channel: Channel,
  result: Failure,
  nowMs: number,
): MailFailure {
  const { kind, error, retryAfterMs = 0 } = result
  const refused = kind === 'refused'
  const backOffMs = pauseAfter(leased.attempts, { firstMs: FIRST_RETRY_MS, lastMs: LAST_RETRY_MS })
  const giveUp =
    (kind === 'unknown' && !channel.deduplicates) || nowMs - leased.createdAtMs >= GIVE_UP_AFTER_MS
  return {
    nextAttemptMs: nowMs + (refused ? REFUSED_RETRY_MS : Math.max(backOffMs, retryAfterMs)),
    refused,
    maybeSent: kind === 'unknown',
    takeApart: false,
    error,
    ...(giveUp && { givenUpAtMs: nowMs }),
  }
}
