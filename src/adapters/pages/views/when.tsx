import { type BestTimes, MIN_SAMPLE, type RatedHour } from '../../../domain/dashboard/best-times.ts'
import { campaignHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Card, Empty } from '../parts/figure.tsx'

/** What the page may be of. */
export const WHEN_DAYS = [30, 90] as const

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Shades of the map; the darkest is for the best hour there is. */
const SHADES = 5

/** Hours of the week by how many of the messages sent in them were read. */
export function whenPage(look: Look, times: BestTimes, campaign: string): PageView {
  const { words, formats } = look
  return {
    title: words.whenToSend,
    section: 'whenToSend',
    content: (
      <>
        <div class="title">
          <h1>{words.whenToSend}</h1>
          <nav class="switch" aria-label={words.range}>
            {WHEN_DAYS.map((days) => (
              <a
                key={days}
                href={whenHref(days, campaign)}
                aria-current={days === times.days ? 'true' : undefined}
              >
                {words.days(formats.number(days))}
              </a>
            ))}
          </nav>
        </div>
        <p class="soft">
          {words.whenLead(look.zone, formats.number(MIN_SAMPLE))}
          {campaign !== '' && (
            <>
              {' '}
              {words.campaign}:{' '}
              <a href={campaignHref(campaign)}>
                <bdi>{campaign}</bdi>
              </a>
              . <a href={whenHref(times.days, '')}>{words.allCampaigns}</a>
            </>
          )}
        </p>
        <div class="when">
          <Card id="best" title={words.bestTimes}>
            {times.best.length === 0 ? (
              <Empty>{words.tooFewToSay(formats.number(MIN_SAMPLE))}</Empty>
            ) : (
              <HourList look={look} hours={times.best} />
            )}
            {times.usual !== undefined && times.usual.length > 0 && (
              <>
                <h3>{words.allCampaigns}</h3>
                <HourList look={look} hours={times.usual} />
              </>
            )}
          </Card>
          <section class="card scroll" tabIndex={0} aria-label={words.whenToSend}>
            <HeatMap look={look} times={times} />
          </section>
        </div>
      </>
    ),
  }
}

function HourList({ look: { words, formats }, hours }: { look: Look; hours: readonly RatedHour[] }) {
  return (
    <ol>
      {hours.map((hour) => (
        <li key={`${hour.weekday} ${hour.hour}`}>
          <b>
            {formats.weekday(hour.weekday)} {clockOf(hour.hour)}
          </b>{' '}
          {formats.percent(hour.rate)}{' '}
          <span class="soft">
            {words.atLeast(formats.percent(hour.atLeast), formats.number(hour.delivered))}
          </span>
        </li>
      ))}
    </ol>
  )
}

function HeatMap({ look, times }: { look: Look; times: BestTimes }) {
  const { words, formats } = look
  const cells = new Map(times.hours.map((hour) => [`${hour.weekday} ${hour.hour}`, hour]))
  const most = Math.max(0, ...times.hours.filter(({ isSampled }) => isSampled).map(({ rate }) => rate))
  return (
    <table class="heat">
      <caption class="hidden">{words.whenToSend}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden">{words.hour}</span>
          </th>
          {WEEKDAYS.map((weekday) => (
            <th key={weekday} scope="col">
              {formats.weekday(weekday)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {HOURS.map((hour) => (
          <tr key={hour}>
            <th scope="row">{clockOf(hour)}</th>
            {WEEKDAYS.map((weekday) => (
              <Cell key={weekday} look={look} hour={cells.get(`${weekday} ${hour}`)} most={most} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ look, hour, most }: { look: Look; hour: RatedHour | undefined; most: number }) {
  const { words, formats } = look
  if (hour === undefined) return <td class="none" />
  const { delivered, read, rate, isSampled } = hour
  const title = words.readOf(formats.number(read), formats.number(delivered))
  const shade = most === 0 ? 1 : Math.max(1, Math.ceil((rate / most) * SHADES))
  return (
    <td class={isSampled ? `shade${shade}` : 'few'} title={title}>
      {isSampled ? `${Math.round(rate * 100)}%` : '·'} <small>{formats.number(delivered)}</small>
    </td>
  )
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

function whenHref(days: number, campaign: string): string {
  const query = new URLSearchParams({ days: String(days), ...(campaign !== '' && { campaign }) })
  return `/when?${query}`
}
