import type { MailContent } from '../../../domain/alerts/mail.ts'
import type { FigureTable } from '../../../domain/alerts/ports.ts'
import type { RestingCampaign } from '../../../domain/alerts/resting-campaign.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { html } from '../../../domain/text/html.ts'
import { htmlTable, textTable } from './figures.ts'
import { foreignText } from './foreign-text.ts'
import { links, page, type ReportOrigin, signature } from './page.ts'

/** Writes the mail about campaigns that came to rest: one line for each. */
export function writeCampaignMail(
  campaigns: readonly RestingCampaign[],
  nowMs: number,
  { dashboard, installation }: ReportOrigin,
): MailContent {
  const [first] = campaigns
  const one = campaigns.length === 1 ? first : undefined
  const subject =
    one === undefined
      ? `${campaigns.length} campaigns came to rest [${installation}]`
      : `${percent(one.delivered, one.messages)} delivered, ${percent(one.read, one.delivered)} read of ${formatFigure(one.messages)}: ${nameOf(one)} [campaign at rest, ${installation}]`
  const table: FigureTable = {
    columns: ['campaign', 'since (UTC)', 'messages', 'delivered', 'read', 'failed'],
    rows: campaigns.map((campaign) => [
      nameOf(campaign),
      new Date(campaign.firstMs).toISOString().slice(0, 10),
      campaign.messages,
      percent(campaign.delivered, campaign.messages),
      percent(campaign.read, campaign.delivered),
      campaign.failed,
    ]),
  }
  const intro = 'Their last message was sent a day ago; what comes now changes little.'
  const linked = links([['Dashboard', dashboard]])
  return {
    subject,
    text: [
      intro,
      textTable(table),
      ...(linked.text.length > 0 ? [linked.text.join('\n')] : []),
      signature(installation),
    ].join('\n\n'),
    html: page(
      subject,
      [
        html`<p style="margin:0 0 12px;color:#66707a">${intro}</p>`,
        htmlTable(table),
        html`<p style="margin:20px 0 0">${linked.html}</p>`,
      ],
      installation,
    ),
    references: [],
    atMs: nowMs,
  }
}

function nameOf({ name, id }: RestingCampaign): string {
  return foreignText(name ?? id)
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${formatFigure(Math.round((1000 * part) / whole) / 10)}%`
}
