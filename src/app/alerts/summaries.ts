import type { NewMail } from '../../domain/alerts/mail.ts'
import { CADENCES, duePeriod, LATE_AFTER_MS, type Period } from '../../domain/alerts/period.ts'
import type { Outbox } from '../../domain/alerts/ports.ts'
import { hashText } from '../../domain/alerts/text-hash.ts'
import { writeSummaryMail } from './mails/summary-mail.ts'
import { gatherFigures, type SummarySources } from './summary-figures.ts'

export interface SummaryParts {
  readonly sources: SummarySources
  readonly outbox: Pick<Outbox, 'addSummary' | 'summariesMade'>
  readonly recipients: readonly string[]
  readonly zone: string
  readonly domain: string
  /** What people call this installation. */
  readonly installation: string
  readonly dashboard?: string
}

/**
 * Makes the summaries that are due: each period once, whatever the replicas and the clocks do, because (name, period,
 * zone) is unique. After a pause only the newest period is reported, marked late; and where the clock is set back, none
 * that is older than one which was made.
 *
 * @throws what runner and outbox throw; what was made before stays made
 */
export async function sendDueSummaries(parts: SummaryParts, nowMs: number): Promise<void> {
  const made = await parts.outbox.summariesMade()
  for (const cadence of CADENCES) {
    const period = duePeriod(cadence, parts.zone, nowMs)
    // Keys of one cadence sort by time.
    const known = made.some(
      (one) => one.name === cadence && one.zone === period.zone && one.period >= period.key,
    )
    if (!known) await makeSummary(parts, period, nowMs)
  }
}

async function makeSummary(parts: SummaryParts, period: Period, nowMs: number): Promise<void> {
  const content = writeSummaryMail(period, await gatherFigures(parts.sources, period, nowMs), nowMs, parts)
  const key = `report.${period.cadence}.${hashText(`${period.key} ${period.zone}`)}`
  const mails = parts.recipients.map(
    (recipient): NewMail => ({
      kind: 'report',
      messageId: `<${key}@${parts.domain}>`,
      recipient,
      signalIds: [],
      content,
    }),
  )
  const late = nowMs - period.dueMs > LATE_AFTER_MS
  const claim = { name: period.cadence, period: period.key, zone: period.zone, late }
  await parts.outbox.addSummary(claim, mails, nowMs)
}
