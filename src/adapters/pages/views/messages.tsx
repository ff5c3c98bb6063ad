import type { MessageList } from '../../../domain/dashboard/message-list.ts'
import { type MessageFilter, OUTCOMES, type Outcome } from '../../../domain/dashboard/ports.ts'
import { messagesHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Empty, Time } from '../parts/figure.tsx'
import { lastAtMs, maskPhone, StatusBadge, statusOf } from '../parts/people.tsx'

/** The messages behind a figure: newest first, a page at a time. */
export function messagesPage(
  look: Look,
  filter: MessageFilter,
  list: MessageList,
  next: string | undefined,
): PageView {
  const { words, formats } = look
  return {
    title: words.messages,
    section: 'messages',
    content: (
      <>
        <div class="title">
          <h1>{words.messages}</h1>
        </div>
        <Outcomes look={look} filter={filter} />
        <p>
          <b class="n" id="total">
            {formats.number(list.total)}
          </b>{' '}
          {words.heardBetween} <Time look={look} atMs={filter.fromMs} /> –{' '}
          <Time look={look} atMs={filter.toMs} /> ({look.zone})
          {filter.failureCode !== undefined && (
            <>
              {' '}
              <span class="badge failed">{words.code(filter.failureCode)}</span>
            </>
          )}
        </p>
        {list.items.length === 0 ? (
          <Empty>{words.noMessages}</Empty>
        ) : (
          <section class="card scroll" tabIndex={0} aria-label={words.messages}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{words.person}</th>
                  <th scope="col">{words.status}</th>
                  <th scope="col">{words.lastUpdate}</th>
                  <th scope="col">{words.firstHeard}</th>
                  <th scope="col">{words.campaign}</th>
                </tr>
              </thead>
              <tbody>
                {list.items.map((line) => (
                  <tr key={line.id}>
                    <th scope="row" class="n">
                      {line.phone === undefined ? words.noNumber : maskPhone(line.phone)}
                    </th>
                    <td>
                      <StatusBadge look={look} status={statusOf(line)} />{' '}
                      {statusOf(line) === 'failed' && line.failureCode}
                    </td>
                    <td class="n">
                      <Time look={look} atMs={lastAtMs(line)} />
                    </td>
                    <td class="n">
                      <Time look={look} atMs={line.heardAtMs} />
                    </td>
                    <td>{line.campaign}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
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

function Outcomes({ look, filter }: { look: Look; filter: MessageFilter }) {
  const { words } = look
  const names: Readonly<Record<Outcome, string>> = {
    sent: words.sent,
    delivered: words.delivered,
    read: words.read,
    failed: words.failedCount,
    open: words.open,
    contradictory: words.contradictory,
  }
  const campaign = filter.campaign === '' ? {} : { campaign: filter.campaign }
  return (
    <nav class="switch" aria-label={words.filter}>
      <a
        href={messagesHref(filter, campaign)}
        aria-current={filter.outcome === undefined && filter.failureCode === undefined ? 'true' : undefined}
      >
        {words.all}
      </a>
      {OUTCOMES.map((outcome) => (
        <a
          key={outcome}
          href={messagesHref(filter, { ...campaign, outcome })}
          aria-current={filter.outcome === outcome ? 'true' : undefined}
        >
          {names[outcome]}
        </a>
      ))}
    </nav>
  )
}
