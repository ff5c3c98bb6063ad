import type { ListedAlert } from '../../../domain/alerts/alert-status.ts'
import type { Sums } from '../../../domain/dashboard/messages.ts'
import type { Overview } from '../../../domain/dashboard/overview.ts'
import { RANGES, type Range } from '../../../domain/dashboard/period.ts'
import { messagesHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { ruleHref, SeverityBadge } from '../parts/alerts.tsx'
import { BarRows } from '../parts/bars.tsx'
import { Card, Count, Empty, Rate, Shown, Tile, Time } from '../parts/figure.tsx'
import { NewsInShort } from '../parts/news.tsx'
import { ReplyFigures } from '../parts/replies.tsx'
import { FailureGroups } from './failure-groups.tsx'
import { OverTime } from './over-time.tsx'
import { WebhookFigureList } from './webhook-figures.tsx'

/** The first page: how things go today, or over the last days. */
export function overviewPage(overview: Overview, look: Look): PageView {
  const { words } = look
  const { period, alerts } = overview
  const firing = alerts.ok ? alerts.value.filter(({ phase }) => phase === 'firing') : []
  return {
    title: words.overview,
    section: 'overview',
    live: true,
    charts: true,
    alarm: firing.some(({ severity }) => severity === 'critical'),
    content: (
      <>
        <div class="title">
          <h1>{words.overview}</h1>
          <Ranges look={look} chosen={period.range} />
        </div>
        <Firing look={look} alerts={alerts} firing={firing} />
        <Shown look={look} part={overview.sums}>
          {(sums) => <Totals look={look} overview={overview} sums={sums.period} usual={sums.usual} />}
        </Shown>
        <div class="grid">
          <Card id="funnel" title={words.funnel}>
            <Shown look={look} part={overview.sums}>
              {(sums) => <Funnel look={look} sums={sums.period} span={period} />}
            </Shown>
          </Card>
          <Card id="webhooks" title={words.webhooks}>
            <Shown look={look} part={overview.webhooks}>
              {(webhooks) => <WebhookFigureList look={look} webhooks={webhooks} />}
            </Shown>
          </Card>
          <Card id="over-time" title={period.step === 'hour' ? words.volumeByHour : words.volumeByDay} wide>
            <Shown look={look} part={overview.sums}>
              {(sums) => <OverTime look={look} period={period} steps={sums.steps} />}
            </Shown>
          </Card>
          <Card id="replies" title={words.replies}>
            <Shown look={look} part={overview.replies}>
              {(replies) => (
                <ReplyFigures
                  look={look}
                  replies={replies}
                  hrefs={{
                    replied: messagesHref(period, { outcome: 'replied' }),
                    unanswered: messagesHref(period, { outcome: 'unanswered' }),
                    unreported: messagesHref(period, { outcome: 'unreported' }),
                  }}
                />
              )}
            </Shown>
          </Card>
          <Card id="news" title={words.news}>
            <Shown look={look} part={overview.account}>
              {(news) => <NewsInShort look={look} news={news} />}
            </Shown>
          </Card>
          <Card id="failures" title={words.failures} wide>
            <Shown look={look} part={overview.failures}>
              {(groups) => (
                <FailureGroups
                  look={look}
                  groups={groups}
                  hrefOf={(code) => messagesHref(period, { code })}
                />
              )}
            </Shown>
          </Card>
        </div>
      </>
    ),
  }
}

function Ranges({ look, chosen }: { look: Look; chosen: Range }) {
  const names: Readonly<Record<Range, string>> = {
    today: look.words.today,
    '7d': look.words.last7,
    '30d': look.words.last30,
  }
  return (
    <nav class="switch" aria-label={look.words.range}>
      {RANGES.map((range) => (
        <a
          key={range}
          href={range === 'today' ? '/' : `/?range=${range}`}
          aria-current={range === chosen ? 'true' : undefined}
        >
          {names[range]}
        </a>
      ))}
    </nav>
  )
}

function Totals(props: { look: Look; overview: Overview; sums: Sums; usual: Sums | undefined }) {
  const { look, overview, sums, usual } = props
  const { words, formats } = look
  const { period } = overview
  const isToday = period.range === 'today'
  const rate = (part: number, whole: number) => (whole === 0 ? '–' : formats.percent(part / whole))
  const note = (figure: string | undefined) =>
    figure !== undefined && (
      <span title={isToday ? words.usualTodayHint : undefined}>
        {isToday ? words.usualToday(figure) : words.usualPeriod(figure)}
      </span>
    )
  return (
    <dl class="tiles">
      <Tile label={words.volume} note={note(usual && formats.number(Math.round(usual.messages)))}>
        <Count look={look} value={sums.messages} href={messagesHref(period)} />
      </Tile>
      <Tile
        label={words.deliveryRate}
        note={note(usual && rate(usual.delivered, usual.messages))}
        tone={toneOf(sums.delivered, sums.messages, 0.9)}
      >
        <Rate look={look} part={sums.delivered} whole={sums.messages} of={words.ofMessages} />
      </Tile>
      <Tile label={words.readRate} note={note(usual && rate(usual.read, usual.delivered))}>
        <Rate look={look} part={sums.read} whole={sums.delivered} of={words.ofDelivered} />
      </Tile>
      <Tile label={words.replyRate} note={note(usual && rate(usual.replied, usual.delivered))}>
        <Rate look={look} part={sums.replied} whole={sums.delivered} of={words.ofDelivered} />
      </Tile>
      <Tile label={words.failedCount} note={note(usual && rate(usual.failed, usual.messages))}>
        <Count look={look} value={sums.failed} href={messagesHref(period, { outcome: 'failed' })} />
      </Tile>
      <Tile label={words.deliveryTimeHalf} note={<DeliveryNote look={look} delivery={overview.delivery} />}>
        {overview.delivery.ok && overview.delivery.value.p50 !== undefined
          ? formats.duration(overview.delivery.value.p50)
          : '–'}
      </Tile>
    </dl>
  )
}

function DeliveryNote({ look, delivery }: { look: Look; delivery: Overview['delivery'] }) {
  const { words, formats } = look
  return (
    <Shown look={look} part={delivery}>
      {({ messages, p95 }) =>
        p95 !== undefined && (
          <span title={words.deliveryTimeHint}>
            {words.deliveryTimeMost(formats.duration(p95), formats.number(messages))}
          </span>
        )
      }
    </Shown>
  )
}

/** The guide's own threshold: below it people are woken. Of few messages it says nothing. */
const LEAST_FOR_TONE = 20
function toneOf(part: number, whole: number, least: number): 'warn' | undefined {
  return whole >= LEAST_FOR_TONE && part / whole < least ? 'warn' : undefined
}

function Funnel({ look, sums, span }: { look: Look; sums: Sums; span: Overview['period'] }) {
  const { words, formats } = look
  if (sums.messages === 0) return <Empty>{words.nothing}</Empty>
  const share = (part: number, whole: number, of: string) =>
    whole === 0 ? '' : `${formats.percent(part / whole)} ${of}`
  const open = sums.messages - sums.delivered - sums.failed
  const row = (
    key: 'sent' | 'delivered' | 'read' | 'replied' | 'failed' | 'open',
    label: string,
    value: number,
    note: string,
  ) => ({
    key,
    label,
    value,
    tone: key,
    figure: <Count look={look} value={value} href={messagesHref(span, { outcome: key })} />,
    note,
  })
  return (
    <BarRows
      caption={words.funnel}
      most={sums.messages}
      rows={[
        row('sent', words.sent, sums.sent, share(sums.sent, sums.messages, words.ofMessages)),
        row(
          'delivered',
          words.delivered,
          sums.delivered,
          share(sums.delivered, sums.messages, words.ofMessages),
        ),
        row('read', words.read, sums.read, share(sums.read, sums.delivered, words.ofDelivered)),
        row('replied', words.replied, sums.replied, share(sums.replied, sums.delivered, words.ofDelivered)),
        row('open', words.open, open, share(open, sums.messages, words.ofMessages)),
        row('failed', words.failedCount, sums.failed, share(sums.failed, sums.messages, words.ofMessages)),
      ]}
    />
  )
}

/** One line where all is well, a box where something fires. */
function Firing(props: { look: Look; alerts: Overview['alerts']; firing: readonly ListedAlert[] }) {
  const { look, alerts, firing } = props
  const { words } = look
  const all = <a href="/alerts">{words.allAlerts}</a>
  if (alerts.ok && firing.length === 0) {
    return (
      <p>
        <span class="good-news">{words.nothingFires}</span> {all}
      </p>
    )
  }
  return (
    <div class="strip">
      <Card id="firing" title={words.firing}>
        <Shown look={look} part={alerts}>
          {() => (
            <ul class="alerts">
              {firing.map((alert) => (
                <li key={alert.episode ?? alert.rule}>
                  <SeverityBadge look={look} severity={alert.severity} />{' '}
                  <a href={ruleHref(alert.rule)}>{alert.rule}</a>{' '}
                  <Time look={look} atMs={alert.firedAtMs ?? alert.sinceMs} />
                  {alert.summary !== undefined && <p lang="en">{alert.summary}</p>}
                </li>
              ))}
            </ul>
          )}
        </Shown>
        <p>{all}</p>
      </Card>
    </div>
  )
}
