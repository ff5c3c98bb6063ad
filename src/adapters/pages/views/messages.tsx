import type { MessageList } from '../../../domain/dashboard/message-list.ts'
import { type MessageFilter, OUTCOMES, type Outcome } from '../../../domain/dashboard/messages.ts'
import { messagesHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Empty, Time } from '../parts/figure.tsx'
import { MessageTable, ShowNumbers } from '../parts/people.tsx'

/** The messages behind a figure: newest first, a page at a time. */
export function messagesPage(
  look: Look,
  filter: MessageFilter,
  list: MessageList,
  next: string | undefined,
  notFound = false,
): PageView {
  const { words, formats } = look
  return {
    title: words.messages,
    section: 'messages',
    content: (
      <>
        <div class="title">
          <h1>{words.messages}</h1>
          <ShowNumbers look={look} />
        </div>
        <form class="inline" method="post" action="/find">
          <label>
            {words.find}
            <input type="search" name="what" required maxLength={512} />
            <small>{notFound ? <b class="bad">{words.notFoundHere}</b> : words.findHint}</small>
          </label>
          <button type="submit">{words.show}</button>
        </form>
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
          <MessageTable look={look} lines={list.items} label={words.messages} />
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
    unanswered: words.unanswered,
    replied: words.replied,
    unreported: words.unreported,
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
