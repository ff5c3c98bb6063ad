import type { LeasedMail, MailContent, MailFailure, NewMail, SendResult } from '../../domain/alerts/mail.ts'
import {
  type Audience,
  type MailPlan,
  newestOf,
  planMails,
  waitsForDigest,
} from '../../domain/alerts/mail-plan.ts'
import type { Channels, Mailer, Outbox, SecondChannel, WriteNotification } from '../../domain/alerts/ports.ts'
import { holdDuringQuietHours, type QuietHours } from '../../domain/alerts/quiet-hours.ts'
import { isMailAddress } from '../../domain/alerts/route.ts'
import { pauseAfter } from '../../domain/async/back-off.ts'
import { html } from '../../domain/text/html.ts'
import { deliverNotifications } from './deliver-notifications.ts'
import { foreignText } from './mails/foreign-text.ts'
import { notifySecondChannel } from './second-channel.ts'

/** Time limit for sending a mail; the replica is taken for dead after it. */
const MAIL_LEASE_MS = 120_000
/** Waits between attempts: doubled each time, from the first to the last. */
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 60_000
/** How often a mail is tried again that the server refused for itself: nothing is lost once the address is fixed. */
const REFUSED_RETRY_MS = 15 * 60_000
/** A mail that the server did not take this many times, for its own sake, no longer holds up those behind it. */
const HOLDING_ATTEMPTS = 3
/** Limit of mails in a pass, so that the next evaluation is not held up. */
const MAX_MAILS_PER_PASS = 100

/** Metrics recorded by delivery. */
export interface DeliveryMeter {
  mail(result: SendResult['kind']): void
  notification?(result: SendResult['kind']): void
}

export interface DeliveryParts {
  readonly outbox: Outbox
  readonly mailer: Mailer
  readonly secondChannel?: SecondChannel
  readonly channels?: Channels
  /** Who is notified of a signal: mail addresses and names of channels. */
  readonly audience: Audience
  /** Nobody is notified in them of what is not critical. */
  readonly quietHours?: QuietHours
  readonly write: (plan: MailPlan, nowMs: number) => Promise<MailContent>
  /** What channels show. */
  readonly writeNotification?: WriteNotification
  /** The part of Message-IDs behind the "@". */
  readonly domain: string
  readonly now: () => Promise<number>
  readonly meter: DeliveryMeter
  /** Called with what went wrong and is tried again. */
  readonly onProblem: (problem: string, error?: unknown) => void
}

/**
 * Writes mails of what is waiting, and sends what is due: send first, record then, so that a mail is
 * sent at least once, and a second time only after a crash between the two, with the same Message-ID.
 *
 * @throws what the outbox throws where it cannot be reached
 */
export async function deliver(parts: DeliveryParts): Promise<void> {
  // Side by side: what hangs in one of them costs no time of the other.
  const [mails, notifications] = await Promise.allSettled([deliverMails(parts), deliverNotifications(parts)])
  await notifySecondChannel(parts)
  for (const pass of [mails, notifications]) if (pass.status === 'rejected') throw pass.reason
}

async function deliverMails(parts: DeliveryParts): Promise<void> {
  const { outbox, onProblem } = parts
  for (let sent = 0; sent < MAX_MAILS_PER_PASS; sent++) {
    await compose(parts)
    const mail = await outbox.lease(await parts.now(), MAIL_LEASE_MS)
    if (mail === undefined) break
    const result = await parts.mailer.send(mail)
    parts.meter.mail(result.kind)
    const nowMs = await parts.now()
    if (result.kind === 'sent') {
      await outbox.sent(mail.id, nowMs)
      continue
    }
    onProblem(`mail not sent (${result.kind}): ${result.error}`)
    await outbox.failed(mail.id, failureOf(mail, result, nowMs))
    // The others would only meet the same closed door.
    if (result.wholeServer) break
  }
}

async function compose(parts: DeliveryParts): Promise<void> {
  const { outbox, write, domain, now, onProblem } = parts
  const audience: Audience = (signal) => parts.audience(signal).filter(isMailAddress)
  const nowMs = await now()
  await outbox.compose(nowMs, async (all, mailedLastHour) => {
    const { waiting, hold } = holdDuringQuietHours(all, parts.quietHours, nowMs)
    if (waitsForDigest(waiting, audience, mailedLastHour, nowMs)) return 'wait'
    const plans = planMails(waiting, audience, mailedLastHour)
    const mails = new Map<string, Promise<MailContent>>()
    const made = await Promise.all(
      plans.map(async (plan): Promise<NewMail> => {
        const mail =
          mails.get(plan.key) ?? write(plan, nowMs).catch((error) => plainMail(plan, nowMs, error, onProblem))
        mails.set(plan.key, mail)
        return {
          kind: 'alert',
          messageId: `<${plan.key}@${domain}>`,
          recipient: plan.recipient,
          signalIds: plan.signalIds,
          content: await mail,
        }
      }),
    )
    return { made, ...(hold !== undefined && { hold }) }
  })
}

/** A mail that cannot be composed in full says at least what is the matter: it must not hold up the others. */
function plainMail(
  plan: MailPlan,
  nowMs: number,
  error: unknown,
  onProblem: DeliveryParts['onProblem'],
): MailContent {
  onProblem('alert mail could not be composed in full: sent without its tables', error)
  const lines = plan.sections.map((section) => {
    const { kind, severity, rule, summary, episode } = newestOf(section)
    return `${severity} ${rule} ${kind}: ${foreignText(summary)} (episode ${episode})`
  })
  const [first = ''] = lines
  return {
    subject: `${first} [Bluetick]`,
    text: lines.join('\n'),
    html: html`<pre>${lines.join('\n')}</pre>`.markup,
    references: [],
    atMs: nowMs,
  }
}

function failureOf(
  mail: LeasedMail,
  result: Exclude<SendResult, { kind: 'sent' }>,
  nowMs: number,
): MailFailure {
  const refused = result.kind === 'refused'
  const aboutThisMail = !result.wholeServer || result.kind === 'unknown'
  const stuck = aboutThisMail && mail.attempts >= HOLDING_ATTEMPTS
  const backOffMs = pauseAfter(mail.attempts, { firstMs: FIRST_RETRY_MS, lastMs: LAST_RETRY_MS })
  return {
    nextAttemptMs: nowMs + (refused || stuck ? REFUSED_RETRY_MS : backOffMs),
    refused: refused || stuck,
    maybeSent: result.kind === 'unknown',
    takeApart: result.wholeServer && result.kind === 'deferred',
    error: result.error,
  }
}
