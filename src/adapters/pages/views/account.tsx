import { EVENT_EFFECTS } from '../../../domain/account/event.ts'
import { SUPPRESSION_REASONS, type Suppression } from '../../../domain/account/suppression.ts'
import type {
  AccountView,
  NewsFilter,
  StoppedFilter,
  StoppedList,
} from '../../../domain/dashboard/account-view.ts'
import { campaignHref, newsHref, stoppedHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Card, Count, Empty, Shown, Time } from '../parts/figure.tsx'
import { NewsList } from '../parts/news.tsx'
import { Phone, ShowNumbers } from '../parts/people.tsx'

/** What happened to templates, numbers and the account, and how many people must not be written to. */
export function accountPage(
  look: Look,
  filter: NewsFilter,
  view: AccountView,
  next: string | undefined,
): PageView {
  const { words } = look
  return {
    title: words.account,
    section: 'account',
    live: true,
    content: (
      <>
        <div class="title">
          <h1>{words.account}</h1>
        </div>
        <p>
          {words.stoppedAll}{' '}
          <Shown look={look} part={view.stopped}>
            {(people) => <Count look={look} value={people} href={stoppedHref({})} />}
          </Shown>
        </p>
        <nav class="switch" aria-label={words.filter}>
          <a href={newsHref({})} aria-current={filter.effect === undefined ? 'true' : undefined}>
            {words.all}
          </a>
          {EVENT_EFFECTS.map((effect) => (
            <a
              key={effect}
              href={newsHref({ effect })}
              aria-current={filter.effect === effect ? 'true' : undefined}
            >
              {words.effects[effect]}
            </a>
          ))}
        </nav>
        <Card id="news" title={words.news}>
          <Shown look={look} part={view.news}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty>{words.noNewsAtAll}</Empty>
              ) : (
                <NewsList look={look} events={items} />
              )
            }
          </Shown>
          {next !== undefined && (
            <p>
              <a class="button" href={next}>
                {words.older}
              </a>
            </p>
          )}
        </Card>
      </>
    ),
  }
}

/** The people who must not be written to, or those of them behind a figure. */
export function stoppedPage(
  look: Look,
  filter: StoppedFilter,
  list: StoppedList,
  next: string | undefined,
): PageView {
  const { words, formats } = look
  return {
    title: words.mustNotWrite,
    section: 'account',
    content: (
      <>
        <p class="crumb">
          <a href="/account">{words.account}</a>
        </p>
        <div class="title">
          <h1>{words.stoppedAll}</h1>
          <ShowNumbers look={look} />
        </div>
        <nav class="switch" aria-label={words.filter}>
          <a
            href={stoppedHref(without(filter))}
            aria-current={filter.reason === undefined ? 'true' : undefined}
          >
            {words.all}
          </a>
          {SUPPRESSION_REASONS.map((reason) => (
            <a
              key={reason}
              href={stoppedHref({ ...without(filter), reason })}
              aria-current={filter.reason === reason ? 'true' : undefined}
            >
              {words.reasons[reason]}
            </a>
          ))}
        </nav>
        <p>
          <b class="n" id="total">
            {formats.number(list.total)}
          </b>{' '}
          {filter.span !== undefined && (
            <>
              {words.from} <Time look={look} atMs={filter.span.fromMs} /> {words.until}{' '}
              <Time look={look} atMs={filter.span.toMs} />{' '}
            </>
          )}
          {filter.campaign !== undefined && (
            <>
              {words.campaign}:{' '}
              <a href={campaignHref(filter.campaign)}>
                <bdi>{filter.campaign}</bdi>
              </a>
            </>
          )}
        </p>
        {list.items.length === 0 ? (
          <Empty>{words.nobody}</Empty>
        ) : (
          <StoppedTable look={look} items={list.items} />
        )}
        {next !== undefined && (
          <p>
            <a class="button" href={next}>
              {words.nextPage(formats.number(list.items.length))}
            </a>
          </p>
        )}
      </>
    ),
  }
}

function StoppedTable({ look, items }: { look: Look; items: readonly Suppression[] }) {
  const { words } = look
  return (
    <section class="card scroll" tabIndex={0} aria-label={words.scrolls(words.people)}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.person}</th>
            <th scope="col">{words.why}</th>
            <th scope="col">{words.since}</th>
            <th scope="col">{words.source}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ phone, reason, source, sinceMs }) => (
            <tr key={`${phone} ${reason}`}>
              <th scope="row" class="n">
                <Phone look={look} phone={phone} />
              </th>
              <td>{words.reasons[reason]}</td>
              <td class="n">
                <Time look={look} atMs={sinceMs} />
              </td>
              <td lang="en">{source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function without({ reason: _reason, ...filter }: StoppedFilter): StoppedFilter {
  return filter
}
