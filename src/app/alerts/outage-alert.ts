import type { Signal } from '../../domain/alerts/alert-state.ts'
import type { MailPlan } from '../../domain/alerts/mail-plan.ts'
import {
  decideOutage,
  OUTAGE_AFTER_MS,
  OUTAGE_RULE,
  type Outage,
  outageLevel,
} from '../../domain/alerts/outage.ts'
import { notifyOfOutage, type OutageAlertParts, outageSignal } from './outage-notification.ts'

/**
 * A slot that is younger says nothing yet: of two replicas that look while it is being recorded, one sees it and one
 * does not, and they would give one outage two names.
 */
const SLOT_STABLE_AFTER_MS = 30_000

export interface OutageAlert {
  /** Looks once. */
  look(): Promise<void>
  /** Whether the database was away when last looked at. */
  away(): boolean
}

/** The mail about an outage. */
export function outagePlan(signal: Signal): MailPlan {
  return { recipient: '', key: signal.episode, signalIds: [], sections: [[signal]] }
}

/**
 * The way to people that needs no database. Each call looks once; called every few seconds. The mail leaves once for
 * each outage, over restarts too, since a file remembers it. Replicas with files of their own cannot know of one another
 * now: each sends it, under the one Message-ID that the last stable slot gives. When the database is back the episode
 * is written down there, and its end is notified the usual way.
 */
export function createOutageAlert(parts: OutageAlertParts): OutageAlert {
  let current: Outage | undefined
  let down = false
  let remembered = false
  let lastSlotMs = 0
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
      const slots = (await parts.store.ruleStatuses()).map((status) => status.slotMs)
      const stable = slots.filter((slotMs) => parts.now() - slotMs >= SLOT_STABLE_AFTER_MS)
      lastSlotMs = Math.max(lastSlotMs, ...stable)
      return
    }
    const isNew = current === undefined
    current = step.outage
    if (isNew) await remember(parts, current)
    if (step.kind !== 'notify') return
    const changed = await notifyOfOutage(parts, current)
    if (changed === undefined) return
    current = changed
    await remember(parts, current)
  }

  return { look, away: () => down }
}

async function remember({ memory, onProblem }: OutageAlertParts, outage: Outage): Promise<void> {
  await memory.write(outage).catch((error) => onProblem('outage cannot be recorded in DATA_DIR', error))
}

async function writeDown(
  { store, memory, now, onProblem, escalation }: OutageAlertParts,
  outage: Outage,
): Promise<void> {
  const endedAtMs = now()
  const firing = outageSignal(outage, 'firing', outage.sinceMs)
  const level = outageLevel(outage, escalation, endedAtMs)
  const reached = level > 0 && outage.notifiedAtMs !== undefined ? { escalation: level } : {}
  const resolved = { ...outageSignal(outage, 'resolved', endedAtMs), ...reached }
  const notified = outage.notifiedAtMs !== undefined
  if (notified || endedAtMs - outage.sinceMs >= OUTAGE_AFTER_MS) {
    await store.recordPast({
      id: outage.id,
      rule: OUTAGE_RULE,
      severity: 'critical',
      firedAtMs: outage.sinceMs,
      endedAtMs,
      summary: firing.summary,
      // Where nobody could be notified yet, one mail says both.
      signals: notified
        ? [resolved]
        : [{ ...firing, ...(outage.secondChannelAtMs !== undefined && { onSecondChannel: true }) }, resolved],
    })
  }
  await memory.forget().catch((error) => onProblem('outage record cannot be removed from DATA_DIR', error))
}

function outageId(seenMs: number): string {
  const time = new Date(seenMs).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${OUTAGE_RULE}.${time}`
}
