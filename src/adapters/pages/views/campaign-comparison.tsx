import type { CampaignView } from '../../../domain/dashboard/campaign-views.ts'
import { campaignHref } from '../links.ts'
import type { Look } from '../page.ts'
import { Empty, Shown } from '../parts/figure.tsx'

/** A campaign beside another one, or beside the median of the last ten: both values and the difference. */
export function Comparison({
  look,
  view,
  compareWith,
}: {
  look: Look
  view: CampaignView
  compareWith: string
}) {
  const { words, formats } = look
  const { counters, id } = view.campaign
  const own = {
    delivered: counters.sent > 0 ? counters.delivered / counters.sent : undefined,
    read: counters.delivered > 0 ? counters.read / counters.delivered : undefined,
    replied: counters.delivered > 0 ? counters.replied / counters.delivered : undefined,
    failed: counters.recipients > 0 ? counters.failed / counters.recipients : undefined,
  }
  const names = {
    delivered: words.deliveryRate,
    read: words.readRate,
    replied: words.replyRate,
    failed: words.failureRate,
  }
  return (
    <>
      <form class="inline" method="get" action={campaignHref(id)}>
        <label>
          {words.compareWith}
          <select name="with">
            <option value="" selected={compareWith === ''}>
              {words.medianOfLast}
            </option>
            {view.others.ok &&
              view.others.value.map((other) => (
                <option key={other.id} value={other.id} selected={other.id === compareWith}>
                  {other.name ?? other.id}
                </option>
              ))}
          </select>
        </label>
        <button type="submit">{words.compare}</button>
      </form>
      <Shown look={look} part={view.benchmark}>
        {(benchmark) =>
          benchmark === undefined ? (
            <Empty>{words.nothingToCompare}</Empty>
          ) : (
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="hidden">{words.figure}</span>
                  </th>
                  <th scope="col" class="num">
                    {words.thisCampaign}
                  </th>
                  <th scope="col" class="num">
                    {benchmark.campaign === undefined
                      ? words.medianOf(formats.number(benchmark.campaigns))
                      : (benchmark.campaign.name ?? benchmark.campaign.id)}
                  </th>
                  <th scope="col" class="num">
                    {words.difference}
                  </th>
                </tr>
              </thead>
              <tbody>
                {(['delivered', 'read', 'replied', 'failed'] as const).map((rate) => (
                  <tr key={rate}>
                    <th scope="row">{names[rate]}</th>
                    <td class="num">{shown(look, own[rate])}</td>
                    <td class="num">{shown(look, benchmark[rate])}</td>
                    <td class={`num ${toneOf(rate, own[rate], benchmark[rate])}`}>
                      {differenceOf(look, own[rate], benchmark[rate])}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Shown>
    </>
  )
}

function shown({ formats }: Look, share: number | undefined): string {
  return share === undefined ? '–' : formats.percent(share)
}

/** In percentage points, with its sign. */
function differenceOf({ words, formats }: Look, own: number | undefined, other: number | undefined): string {
  if (own === undefined || other === undefined) return '–'
  const points = (own - other) * 100
  return words.points(`${points < 0 ? '−' : '+'}${formats.number(Math.abs(points))}`)
}

/** Smaller differences are chance more often than not. */
const NOTABLE = 0.02
function toneOf(
  rate: 'delivered' | 'read' | 'replied' | 'failed',
  own: number | undefined,
  other: number | undefined,
): string {
  if (own === undefined || other === undefined || Math.abs(own - other) < NOTABLE) return ''
  return own > other === (rate !== 'failed') ? 'good-news' : 'bad'
}
