import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import { CAMPAIGN_SORTS, type CampaignQuery, type CampaignSort } from '../../../domain/dashboard/ports.ts'
import { campaignHref, campaignsHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { MiniFunnel } from '../parts/bars.tsx'
import { Count, Empty, Rate, Time } from '../parts/figure.tsx'

/** All campaigns, newest first or by what they came to. */
export function campaignsPage(
  look: Look,
  query: CampaignQuery,
  list: { readonly items: readonly Campaign[]; readonly more: boolean },
  problem?: string,
): PageView {
  const { words, formats } = look
  return {
    title: words.campaigns,
    section: 'campaigns',
    live: true,
    ...(problem !== undefined && { status: 400 }),
    content: (
      <>
        <div class="title">
          <h1>{words.campaigns}</h1>
          {look.mayAct && <NewCampaign look={look} problem={problem} />}
        </div>
        <form class="inline" method="get" action="/campaigns">
          <label>
            {words.searchCampaigns}
            <input type="search" name="search" value={query.search} maxLength={256} />
          </label>
          <label>
            {words.sortBy}
            <select name="sort">
              {CAMPAIGN_SORTS.map((sort) => (
                <option key={sort} value={sort} selected={sort === query.sort}>
                  {sortNames(look)[sort]}
                </option>
              ))}
            </select>
          </label>
          <label class="check">
            <input type="checkbox" name="archived" value="1" checked={query.withArchived} />{' '}
            {words.withArchived}
          </label>
          <button type="submit">{words.show}</button>
        </form>
        {list.items.length === 0 ? (
          <Empty>{query.search === '' ? words.noCampaigns : words.noSuchCampaigns}</Empty>
        ) : (
          <section class="card scroll" tabIndex={0} aria-label={words.campaigns}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{words.campaign}</th>
                  <th scope="col" class="mini">
                    {words.funnelShort}
                  </th>
                  <th scope="col" class="num">
                    {words.recipients}
                  </th>
                  <th scope="col" class="num">
                    {words.deliveryRate}
                  </th>
                  <th scope="col" class="num">
                    {words.readRate}
                  </th>
                  <th scope="col" class="num">
                    {words.replyRate}
                  </th>
                  <th scope="col" class="num">
                    {words.failedCount}
                  </th>
                  <th scope="col">{words.begun}</th>
                </tr>
              </thead>
              <tbody>
                {list.items.map((campaign) => (
                  <CampaignRow key={campaign.id} look={look} campaign={campaign} />
                ))}
              </tbody>
            </table>
          </section>
        )}
        {list.more && (
          <p>
            <a class="button" href={campaignsHref({ ...query, from: query.from + list.items.length })}>
              {words.nextPage(formats.number(list.items.length))}
            </a>
          </p>
        )}
        <p class="soft">{words.newestThousand}</p>
      </>
    ),
  }
}

function CampaignRow({ look, campaign }: { look: Look; campaign: Campaign }) {
  const { words } = look
  const { id, name, status, createdAtMs, counters } = campaign
  return (
    <tr>
      <th scope="row">
        <a href={campaignHref(id)}>
          <bdi>{name ?? id}</bdi>
        </a>{' '}
        {status !== undefined && status !== 'running' && <StateBadge look={look} status={status} />}
      </th>
      <td class="mini">
        <MiniFunnel counters={counters} />
      </td>
      <td class="num">
        <Count look={look} value={counters.recipients} href={campaignHref(id, {})} />
      </td>
      <td class="num">
        <Rate look={look} part={counters.delivered} whole={counters.sent} of={words.ofSent} />
      </td>
      <td class="num">
        <Rate look={look} part={counters.read} whole={counters.delivered} of={words.ofDelivered} />
      </td>
      <td class="num">
        <Rate look={look} part={counters.replied} whole={counters.delivered} of={words.ofDelivered} />
      </td>
      <td class="num">
        <Count look={look} value={counters.failed} href={campaignHref(id, { part: 'failed' })} />
      </td>
      <td class="n">{createdAtMs !== undefined && <Time look={look} atMs={createdAtMs} />}</td>
    </tr>
  )
}

/** The state of a campaign, in our words where we know it, else in its sender's. */
export function StateBadge({ look, status }: { look: Look; status: string }) {
  const { states } = look.words
  const known = Object.hasOwn(states, status) ? states[status as keyof typeof states] : undefined
  return (
    <span class="badge">
      <bdi>{known ?? status}</bdi>
    </span>
  )
}

function NewCampaign({ look, problem }: { look: Look; problem: string | undefined }) {
  const { words } = look
  return (
    <details class="menu" open={problem !== undefined}>
      <summary>{words.newCampaign}</summary>
      <form class="inline" method="post" action="/campaigns">
        <label>
          {words.name}
          <input
            type="text"
            name="name"
            required
            maxLength={256}
            aria-describedby={problem && 'new-problem'}
          />
          {problem !== undefined && (
            <small class="bad" role="alert" id="new-problem">
              {problem}
            </small>
          )}
        </label>
        <button type="submit" class="primary">
          {words.create}
        </button>
      </form>
    </details>
  )
}

function sortNames({ words }: Look): Readonly<Record<CampaignSort, string>> {
  return {
    newest: words.newest,
    name: words.name,
    recipients: words.recipients,
    delivered: words.deliveryRate,
    read: words.readRate,
    failed: words.failureRate,
  }
}
