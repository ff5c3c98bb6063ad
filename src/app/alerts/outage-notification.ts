import type { Signal, SignalKind } from '../../domain/alerts/alert-state.ts'
import type { MailContent, SendResult } from '../../domain/alerts/mail.ts'
import type { Notification } from '../../domain/alerts/notification.ts'
import { OUTAGE_RULE, type Outage, type OutageEscalation, outageLevel } from '../../domain/alerts/outage.ts'
import type { AlertStore, Channels, Mailer, SecondChannel } from '../../domain/alerts/ports.ts'
import { isMailAddress } from '../../domain/alerts/route.ts'

/** Metrics recorded by the outage alert. */
export interface OutageMeter {
  mail(result: SendResult['kind']): void
  /** Whether the alert fires; recorded after each look. */
  outage(firing: boolean): void
}

export interface OutageAlertParts {
  /** Resolves to what is wrong with the database, or to nothing. Never rejects, and ends in time. */
  readonly look: () => Promise<string | undefined>
  readonly memory: {
    read(): Promise<Outage | undefined>
    write(outage: Outage): Promise<void>
    forget(): Promise<void>
  }
  readonly mailer: Mailer
  readonly secondChannel?: SecondChannel
  /** Mail addresses and names of channels. */
  readonly recipients: readonly string[]
  readonly escalation?: OutageEscalation
  readonly channels?: Channels
  readonly write: (signal: Signal) => MailContent | Promise<MailContent>
  /** What channels show, without the database. */
  readonly writeNotification?: (key: string, signal: Signal) => Notification
  readonly domain: string
  readonly store: Pick<AlertStore, 'recordPast' | 'ruleStatuses'>
  readonly meter: OutageMeter
  readonly now: () => number
  readonly onProblem: (problem: string, error?: unknown) => void
}

/**
 * Notifies everybody who was not yet, once each; where not all can be reached, the second channel, once for the outage. Channels that
 * forget what is not repeated are notified again that it lasts.
 *
 * @returns the outage with what is new to remember; undefined where there is nothing
 */
export async function notifyOfOutage(parts: OutageAlertParts, outage: Outage): Promise<Outage | undefined> {
  const nowMs = parts.now()
  const lists = parts.escalation?.lists.slice(0, outageLevel(outage, parts.escalation, nowMs)) ?? []
  const everybody = [...new Set([...parts.recipients, ...lists.flat()])]
  const before = outage.notified ?? (outage.notifiedAtMs === undefined ? [] : parts.recipients)
  const due = everybody.filter((recipient) => !before.includes(recipient))
  const signal = outageSignal(outage, 'firing', nowMs)
  await refresh(parts, signal, before)
  if (due.length === 0) return undefined
  const notified = [...before]
  for (const recipient of due) if (await reaches(parts, recipient, outage, signal)) notified.push(recipient)
  const all = parts.recipients.every((recipient) => notified.includes(recipient))
  const changed: Outage = {
    ...outage,
    notified,
    ...(all && outage.notifiedAtMs === undefined && { notifiedAtMs: nowMs }),
  }
  if (all || outage.secondChannelAtMs !== undefined || parts.secondChannel === undefined)
    return notified.length > before.length ? changed : undefined
  try {
    await parts.secondChannel.notify(outage.id, signal)
    return { ...changed, secondChannelAtMs: nowMs }
  } catch (error) {
    parts.onProblem('the second channel refuses alerts', error)
    return notified.length > before.length ? changed : undefined
  }
}

/** Whether one recipient was notified, or may have been where a second time would be one too many. */
async function reaches(
  parts: OutageAlertParts,
  recipient: string,
  outage: Outage,
  signal: Signal,
): Promise<boolean> {
  if (isMailAddress(recipient)) {
    const messageId = `<${outage.id}@${parts.domain}>`
    const result = await parts.mailer.send({ messageId, recipient, content: await parts.write(signal) })
    parts.meter.mail(result.kind)
    if (result.kind !== 'sent') parts.onProblem(`outage mail not sent (${result.kind}): ${result.error}`)
    return result.kind === 'sent'
  }
  const channel = parts.channels?.get(recipient)
  if (channel === undefined || parts.writeNotification === undefined) return true
  const result = await channel.send(parts.writeNotification(`${outage.id}.firing`, signal))
  if (result.kind !== 'sent')
    parts.onProblem(`${recipient} did not take the alert of an outage (${result.kind}): ${result.error}`)
  return result.kind === 'sent' || (result.kind === 'unknown' && !channel.deduplicates)
}

async function refresh(parts: OutageAlertParts, signal: Signal, notified: readonly string[]): Promise<void> {
  for (const name of notified) await parts.channels?.get(name)?.refresh?.([{ signal }])
}

/** What people hear of an outage. */
export function outageSignal(outage: Outage, kind: SignalKind, atMs: number): Signal {
  return {
    kind,
    rule: OUTAGE_RULE,
    severity: 'critical',
    labels: {},
    episode: outage.id,
    firedAtMs: outage.sinceMs,
    conditionSinceMs: outage.sinceMs,
    atMs,
    summary: kind === 'firing' ? outage.reason : 'The database answers again.',
    threshold: 'the database does not answer',
    unit: '',
    figures: {},
  }
}
