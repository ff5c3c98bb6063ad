import type { MailContent } from '../../../domain/alerts/mail.ts'
import type { FigureTable } from '../../../domain/alerts/ports.ts'
import type { RestingCampaign } from '../../../domain/alerts/resting-campaign.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { type Html, html } from '../../../domain/text/html.ts'
import { withMeanings } from './failure-meanings.ts'
import { htmlTable, textTable } from './figures.ts'
import { foreignText } from './foreign-text.ts'
import { links, type MailOrigin, page, type ReportOrigin, signature, timeIn } from './page.ts'

/**
 * Writes the mail about campaigns that came to rest, one below the other: their names are long, and a phone is narrow.
 *
 * @param failures by the campaign's id; those that are not in it are shown without
 */
export function writeCampaignMail(
  campaigns: readonly RestingCampaign[],
  failures: ReadonlyMap<string, FigureTable>,
  nowMs: number,
  { dashboard, installation, zone }: ReportOrigin & Pick<MailOrigin, 'zone'>,
): MailContent {
  const [first] = campaigns
  const one = campaigns.length === 1 ? first : undefined
  const subject =
    one === undefined
      ? `${campaigns.length} campaigns came to rest [${installation}]`
      : `${percent(one.delivered, one.messages)} delivered, ${percent(one.read, one.delivered)} read of ${formatFigure(one.messages)}: ${nameOf(one)} [campaign at rest, ${installation}]`
  const intro =
    one === undefined
      ? 'Their last messages were sent a day ago; what comes now changes little.'
      : 'Its last message was sent a day ago; what comes now changes little.'
  const parts = campaigns.map((campaign) => writeCampaign(campaign, failures.get(campaign.id), zone))
  const linked = links([['Dashboard', dashboard]])
  return {
    subject,
    text: [
      intro,
      ...parts.map(({ text }) => text),
      ...(linked.text.length > 0 ? [linked.text.join('\n')] : []),
      signature(installation),
    ].join('\n\n'),
    html: page(
      subject,
      [
        html`<p style="margin:0 0 12px;color:#66707a">${intro}</p>`,
        ...parts.map((part) => part.html),
        html`<p style="margin:20px 0 0">${linked.html}</p>`,
      ],
      installation,
    ),
    references: [],
    atMs: nowMs,
  }
}

function writeCampaign(
  campaign: RestingCampaign,
  failures: FigureTable | undefined,
  zone: string,
): { readonly text: string; readonly html: Html } {
  const { messages, delivered, read, replied, failed, firstMs } = campaign
  const name = nameOf(campaign)
  const since = `${formatFigure(messages)} ${messages === 1 ? 'message' : 'messages'}, the first at ${timeIn(zone, firstMs)}`
  const figures: FigureTable = {
    columns: ['', 'people', 'share'],
    rows: [
      ['Delivered', delivered, percent(delivered, messages)],
      ['Read, of the delivered', read, percent(read, delivered)],
      ['Replied, of the delivered', replied, percent(replied, delivered)],
      ['Failed', failed, percent(failed, messages)],
    ],
  }
  const codes = failures !== undefined && failures.rows.length > 0 ? withMeanings(failures) : undefined
  return {
    text: [
      `${name}\n${since}`,
      textTable(figures),
      ...(codes === undefined ? [] : [`Failures by code\n${textTable(codes)}`]),
    ].join('\n\n'),
    html: html`<h2 style="font-size:18px;margin:20px 0 2px">${name}</h2><p style="margin:0 0 6px;color:#66707a">${since}</p>${htmlTable(figures)}${codes === undefined ? undefined : html`<p style="margin:14px 0 4px;font-weight:bold">Failures by code</p>${htmlTable(codes)}`}`,
  }
}

function nameOf({ name, id }: RestingCampaign): string {
  return foreignText(name ?? id)
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${formatFigure(Math.round((1000 * part) / whole) / 10)}%`
}
