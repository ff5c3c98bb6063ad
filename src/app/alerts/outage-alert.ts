import type { Signal, SignalKind } from '../../domain/alerts/alert-state.ts'
import type { MailContent, SendResult } from '../../domain/alerts/mail.ts'
import type { MailPlan } from '../../domain/alerts/mail-plan.ts'
import { decideOutage, OUTAGE_AFTER_MS, OUTAGE_RULE, type Outage } from '../../domain/alerts/outage.ts'
import type { AlertStore, Mailer, SecondChannel } from '../../domain/alerts/ports.ts'

/**
 * A slot that is younger says nothing yet: of two replicas that look while it is being recorded, one sees it and one
 * does not, and they would give one outage two names.
 */
const SETTLED_AFTER_MS = 30_000

/** What the lane tells the metrics. */
export interface OutageMeter {
  mail(result: SendResult['kind']): void
  /** Whether the alert fires; told after each look. */
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
  readonly recipients: readonly string[]
  readonly write: (signal: Signal) => MailContent | Promise<MailContent>
  readonly domain: string
  readonly store: Pick<AlertStore, 'recordPast' | 'standings'>
  readonly meter: OutageMeter
  readonly now: () => number
  readonly onProblem: (problem: string, error?: unknown) => void
}

export interface OutageAlert {
  /** Looks once. */
  look(): Promise<void>
  /** Whether the database was away when last looked at. */
  away(): boolean
}

/** The mail that tells of an outage. */
export function outagePlan(signal: Signal): MailPlan {
  return { recipient: '', key: signal.episode, signalIds: [], sections: [[signal]], digest: false }
}

/**
 * The way to people that needs no database. Each call looks once; called every few seconds. The mail leaves once for
 * each outage, over restarts too, since a file remembers it. Replicas with files of their own cannot know of one another
 * now: each sends it, under the one Message-ID that the last settled slot gives. When the database is back the episode
 * is written down there, and its end is told the usual way.
 */
export function createOutageAlert(parts: OutageAlertParts): OutageAlert {
  let current: Outage | undefined
  let down = false
  let remembered = false
  let lastSlotMs = 0
  let notified = new Set<string>()
  const written = new Set<string>()

  /** Of the last slot; numbered where the database goes away again before there is a new one. */
  function newId(): string {
    const first = outageId(lastSlotMs === 0 ? parts.now() : lastSlotMs)
    let id = first
    for (let number = 2; written.has(id); number++) id = `${first}.${number}`
    return id
  }

  async function look(): Promise<void> {
    try {
      await lookOnce()
    } finally {
      parts.meter.outage(current?.notifiedAtMs !== undefined)
    }
  }

  async function lookOnce(): Promise<void> {
    if (!remembered) {
      remembered = true
      // A second mail is better than none.
      current = await parts.memory.read().catch((error) => {
        parts.onProblem(
          'DATA_DIR/alerts/outage.json cannot be read: an outage from before the start is not known',
          error,
        )
        return undefined
      })
    }
    const failure = await parts.look()
    down = failure !== undefined
    const step = decideOutage(current, failure, newId, parts.now())
    if (step.kind === 'over') {
      await writeDown(parts, step.outage)
      written.add(step.outage.id)
    }
    if (step.kind === 'nothing' || step.kind === 'over') {
      current = undefined
      notified = new Set()
      const slots = (await parts.store.standings()).map((standing) => standing.slotMs)
      const settled = slots.filter((slotMs) => parts.now() - slotMs >= SETTLED_AFTER_MS)
      lastSlotMs = Math.max(lastSlotMs, ...settled)
      return
    }
    const isNew = current === undefined
    current = step.outage
    if (isNew) await remember(parts, current)
    if (step.kind !== 'notify') return
    const told = await notify(parts, current, notified)
    if (told === undefined) return
    current = { ...current, [told]: parts.now() }
    await remember(parts, current)
  }

  return { look, away: () => down }
}

async function remember({ memory, onProblem }: OutageAlertParts, outage: Outage): Promise<void> {
  await memory.write(outage).catch((error) => onProblem('outage cannot be recorded in DATA_DIR', error))
}

/**
 * Mails everybody; who has it already gets no second copy. Where a mail does not leave, the second channel is told, once for the
 * outage. The outcome is what is to be remembered, if there is something new.
 */
async function notify(
  parts: OutageAlertParts,
  outage: Outage,
  notified: Set<string>,
): Promise<'notifiedAtMs' | 'secondChannelAtMs' | undefined> {
  const signal = outageSignal(outage, 'firing', parts.now())
  const content = await parts.write(signal)
  for (const recipient of parts.recipients) {
    if (notified.has(recipient)) continue
    const result = await parts.mailer.send({
      messageId: `<${outage.id}@${parts.domain}>`,
      recipient,
      content,
    })
    parts.meter.mail(result.kind)
    if (result.kind === 'sent') notified.add(recipient)
    else parts.onProblem(`outage mail not sent (${result.kind}): ${result.error}`)
  }
  if (notified.size > 0 && parts.recipients.every((recipient) => notified.has(recipient)))
    return 'notifiedAtMs'
  if (parts.secondChannel === undefined || outage.secondChannelAtMs !== undefined) return undefined
  try {
    await parts.secondChannel.notify(outage.id, signal)
    return 'secondChannelAtMs'
  } catch (error) {
    parts.onProblem('ALERT_WEBHOOK_URL refuses alerts', error)
    return undefined
  }
}

async function writeDown({ store, memory, now, onProblem }: OutageAlertParts, outage: Outage): Promise<void> {
  const endedAtMs = now()
  const firing = outageSignal(outage, 'firing', outage.sinceMs)
  const resolved = outageSignal(outage, 'resolved', endedAtMs)
  const notified = outage.notifiedAtMs !== undefined
  if (notified || endedAtMs - outage.sinceMs >= OUTAGE_AFTER_MS) {
    await store.recordPast({
      id: outage.id,
      rule: OUTAGE_RULE,
      severity: 'critical',
      firedAtMs: outage.sinceMs,
      endedAtMs,
      summary: firing.summary,
      // Where nobody could be told yet, one mail says both.
      signals: notified
        ? [resolved]
        : [{ ...firing, ...(outage.secondChannelAtMs !== undefined && { onSecondChannel: true }) }, resolved],
    })
  }
  await memory.forget().catch((error) => onProblem('outage record cannot be removed from DATA_DIR', error))
}

function outageSignal(outage: Outage, kind: SignalKind, atMs: number): Signal {
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

function outageId(seenMs: number): string {
  const time = new Date(seenMs).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${OUTAGE_RULE}.${time}`
}
