import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import { countOfPart, type RecipientPart } from '../../../domain/campaigns/recipient-part.ts'
import type { CampaignView } from '../../../domain/dashboard/campaign-views.ts'
import { groupFailures } from '../../../domain/dashboard/failure-groups.ts'
import { campaignHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { BarRows } from '../parts/bars.tsx'
import { Card, Count, Empty, Rate, Shown, Tile, Time } from '../parts/figure.tsx'
import { NewsInShort } from '../parts/news.tsx'
import { ReplyFigures } from '../parts/replies.tsx'
import { Comparison } from './campaign-comparison.tsx'
import { EditCampaign } from './campaign-edit.tsx'
import { SettingsLine } from './campaign-settings.tsx'
import { Cost, HowSoon } from './campaign-times.tsx'
import { StateBadge } from './campaigns.tsx'
import { FailureGroups } from './failure-groups.tsx'
import { OverTime } from './over-time.tsx'

/** What a form on the page came to. */
export type CampaignNotice =
  | 'nameTaken'
  | 'nameUnfit'
  | 'templateUnfit'
  | 'timeUnfit'
  | 'endsFirst'
  | 'saved'
  | 'listMissing'
  | 'countryUnknown'

/** One campaign: how it is doing, who failed and why, and against what it does well or badly. */
export function campaignPage(
  look: Look,
  view: CampaignView,
  compareWith: string,
  notice?: CampaignNotice,
): PageView {
  const { words, formats } = look
  const { campaign, details } = view
  const { counters, breakdowns } = campaign
  const name = campaign.name ?? campaign.id
  const codes = new Map(
    [...breakdowns].flatMap(([key, n]) => (key.startsWith('f') ? [[key.slice(1), n] as const] : [])),
  )
  return {
    title: name,
    section: 'campaigns',
    live: true,
    charts: true,
    content: (
      <>
        <p class="crumb">
          <a href="/campaigns">{words.campaigns}</a>
        </p>
        <div class="title">
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <p class="soft">
            {campaign.status !== undefined && <StateBadge look={look} status={campaign.status} />}{' '}
            {campaign.createdAtMs !== undefined && (
              <>
                {words.begun} <Time look={look} atMs={campaign.createdAtMs} />
              </>
            )}
            <SettingsLine look={look} campaign={campaign} />
          </p>
        </div>
        {notice !== undefined && (
          <p class={notice === 'saved' ? 'notice good' : 'problem'} role="status">
            {words.notices[notice]}
          </p>
        )}
        {details.stillChanging && <StillChanging look={look} view={view} />}
        <dl class="tiles">
          <Tile label={words.recipients} note={targetOf(look, campaign)}>
            <Count look={look} value={counters.recipients} href={campaignHref(campaign.id, {})} />
          </Tile>
          <Tile label={words.deliveryRate} note={words.ofSent}>
            <Rate look={look} part={counters.delivered} whole={counters.sent} of={words.ofSent} />
          </Tile>
          <Tile label={words.readRate} note={words.ofDelivered}>
            <Rate look={look} part={counters.read} whole={counters.delivered} of={words.ofDelivered} />
          </Tile>
          <Tile label={words.replyRate} note={words.ofDelivered}>
            <Rate look={look} part={counters.replied} whole={counters.delivered} of={words.ofDelivered} />
          </Tile>
          <Tile label={words.failureRate} note={words.ofRecipients}>
            <Rate look={look} part={counters.failed} whole={counters.recipients} of={words.ofRecipients} />
          </Tile>
          <Tile
            label={words.deliveryTimeHalf}
            note={
              details.deliverySeconds.p90 !== undefined &&
              words.ninetyWithin(formats.duration(details.deliverySeconds.p90))
            }
          >
            {details.deliverySeconds.p50 === undefined ? '–' : formats.duration(details.deliverySeconds.p50)}
          </Tile>
        </dl>
        <div class="grid">
          <Card id="funnel" title={words.funnel}>
            <Funnel look={look} campaign={campaign} />
          </Card>
          <Card id="comparison" title={words.comparison}>
            <Comparison look={look} view={view} compareWith={compareWith} />
          </Card>
          <Card id="failures" title={words.failures} wide>
            <FailureGroups
              look={look}
              groups={groupFailures(codes)}
              hrefOf={(code) => campaignHref(campaign.id, { code })}
            />
          </Card>
          <Card id="over-time" title={words.messagesOverTime} wide>
            <Shown look={look} part={view.progress}>
              {(progress) =>
                progress === undefined ? (
                  <Empty>{words.noReportsYet}</Empty>
                ) : (
                  <OverTime look={look} period={progress} steps={progress.sums} campaign={campaign.id} />
                )
              }
            </Shown>
          </Card>
          <Card id="replies" title={words.replies}>
            <Shown look={look} part={view.replies}>
              {(replies) =>
                replies === undefined ? (
                  <Empty>{words.noReportsYet}</Empty>
                ) : (
                  <ReplyFigures
                    look={look}
                    replies={{ ...replies, ...countersOfReplies(campaign) }}
                    hrefs={{
                      replied: campaignHref(campaign.id, { part: 'replied' }),
                      unanswered: campaignHref(campaign.id, { part: 'unanswered' }),
                      unreported: campaignHref(campaign.id, { part: 'unreported' }),
                    }}
                  />
                )
              }
            </Shown>
          </Card>
          <Card id="news" title={words.newsOfTime}>
            <Shown look={look} part={view.account}>
              {(news) =>
                news === undefined ? (
                  <Empty>{words.noReportsYet}</Empty>
                ) : (
                  <NewsInShort look={look} news={news} />
                )
              }
            </Shown>
          </Card>
          <Card id="how-soon" title={words.howSoon}>
            <HowSoon look={look} breakdowns={breakdowns} />
          </Card>
          <Card id="cost" title={words.cost}>
            <Shown look={look} part={view.prices}>
              {(prices) => <Cost look={look} prices={prices} />}
            </Shown>
          </Card>
          {look.mayAct && (
            <Card id="edit" title={words.change} wide>
              <EditCampaign look={look} campaign={campaign} />
            </Card>
          )}
        </div>
      </>
    ),
  }
}

/** What is counted of people is the campaign's own; the times come from its messages. */
function countersOfReplies(campaign: Campaign) {
  const { delivered, read, replied } = campaign.counters
  return { delivered, read, replied, unreported: countOfPart(campaign, 'unreported') }
}

function targetOf(look: Look, { targetCustomers }: Campaign) {
  return (
    targetCustomers !== undefined &&
    targetCustomers > 0 &&
    look.words.targeted(look.formats.number(targetCustomers))
  )
}

function StillChanging({ look, view }: { look: Look; view: CampaignView }) {
  const { words, formats } = look
  const known = view.usuallyKnown.ok ? view.usuallyKnown.value : {}
  return (
    <p class="problem" role="note">
      {words.stillChanging}{' '}
      {known.delivered !== undefined && words.usuallyDelivered(formats.duration(known.delivered))}{' '}
      {known.read !== undefined && words.usuallyRead(formats.duration(known.read))}
    </p>
  )
}

function Funnel({ look, campaign }: { look: Look; campaign: Campaign }) {
  const { words, formats } = look
  const { counters } = campaign
  if (counters.recipients === 0) return <Empty>{words.noRecipients}</Empty>
  const share = (value: number, whole: number, of: string) =>
    whole === 0 ? '' : `${formats.percent(value / whole)} ${of}`
  const row = (part: RecipientPart, label: string, tone: string, whole: number, of: string) => {
    const value = countOfPart(campaign, part)
    return {
      key: part,
      label,
      value,
      tone,
      figure: <Count look={look} value={value} href={campaignHref(campaign.id, { part })} />,
      note: share(value, whole, of),
    }
  }
  const rows = [
    row('pending', words.pending, 'open', counters.recipients, words.ofRecipients),
    row('sent', words.sent, 'sent', counters.recipients, words.ofRecipients),
    row('awaiting', words.awaiting, 'open', counters.sent, words.ofSent),
    row('delivered', words.delivered, 'delivered', counters.sent, words.ofSent),
    row('unread', words.unread, 'open', counters.delivered, words.ofDelivered),
    row('read', words.read, 'read', counters.delivered, words.ofDelivered),
    row('replied', words.replied, 'replied', counters.delivered, words.ofDelivered),
    row('failed', words.failedCount, 'failed', counters.recipients, words.ofRecipients),
  ]
  for (const part of ['contradictory', 'unregistered'] as const) {
    if (countOfPart(campaign, part) > 0 && !isAllOf(campaign, part)) {
      rows.push(row(part, words[part], 'open', counters.recipients, words.ofRecipients))
    }
  }
  return <BarRows caption={words.funnel} most={counters.recipients} rows={rows} />
}

/** Where nobody registered anybody, as with webhooks that name a campaign, it says nothing. */
function isAllOf(campaign: Campaign, part: RecipientPart): boolean {
  return part === 'unregistered' && countOfPart(campaign, part) === campaign.counters.recipients
}
