import type { NewMail } from '../../domain/alerts/mail.ts'
import type { FigureTable, Outbox } from '../../domain/alerts/ports.ts'
import { hashText } from '../../domain/alerts/text-hash.ts'
import { writeCampaignMail } from './mails/campaign-mail.ts'
import type { SummaryParts } from './summaries.ts'
import { failuresOfCampaign } from './summary-figures.ts'

/** Campaigns of one mail. */
const MAX_CAMPAIGNS = 50
/** How many of them are shown with their failures: each is a question to the database. */
const MAX_WITH_FAILURES = 5

export interface CampaignSummaryParts
  extends Pick<SummaryParts, 'sources' | 'recipients' | 'zone' | 'domain' | 'installation' | 'dashboard'> {
  readonly outbox: Pick<Outbox, 'addSummary' | 'restingCampaigns'>
}

/**
 * One mail about all campaigns that came to rest since the last one. Whoever claims the first of them has them all; after a
 * crash in between, the others are notified in the next mail.
 *
 * @throws what the outbox throws
 */
export async function sendCampaignSummaries(parts: CampaignSummaryParts, nowMs: number): Promise<void> {
  const { outbox, recipients, zone, domain } = parts
  const campaigns = await outbox.restingCampaigns(nowMs, MAX_CAMPAIGNS)
  const [first, ...others] = campaigns
  if (first === undefined) return
  const failures = new Map<string, FigureTable>()
  for (const one of campaigns.slice(0, MAX_WITH_FAILURES))
    failures.set(one.id, await failuresOfCampaign(parts.sources, one, zone, nowMs))
  const content = writeCampaignMail(campaigns, failures, nowMs, { ...parts, zone })
  const key = `campaign.${hashText(campaigns.map(({ id }) => id).join(' '))}`
  const mails = recipients.map(
    (recipient): NewMail => ({
      kind: 'report',
      messageId: `<${key}@${domain}>`,
      recipient,
      signalIds: [],
      content,
    }),
  )
  const claim = (id: string) => ({ name: 'campaign', period: id, zone, late: false })
  if ((await outbox.addSummary(claim(first.id), mails, nowMs)) !== 'made') return
  for (const { id } of others) await outbox.addSummary(claim(id), [], nowMs)
}
