import type { MailLine, MailText } from '../../../domain/dashboard/operations.ts'
import type { Look, PageView } from '../page.ts'
import { Empty, Time } from '../parts/figure.tsx'

/** The mails that were written, newest first, and whether they were sent. */
export function mailsPage(look: Look, mails: readonly MailLine[]): PageView {
  const { words } = look
  return {
    title: words.mails,
    section: 'alerts',
    live: true,
    content: (
      <>
        <Crumb look={look} />
        <div class="title">
          <h1>{words.mails}</h1>
        </div>
        {mails.length === 0 ? (
          <Empty>{words.noMails}</Empty>
        ) : (
          <section class="card scroll" tabIndex={0} aria-label={words.scrolls(words.mails)}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{words.subject}</th>
                  <th scope="col">{words.mailTo}</th>
                  <th scope="col">{words.sent}</th>
                </tr>
              </thead>
              <tbody>
                {mails.map((mail) => (
                  <tr key={mail.id}>
                    <th scope="row" class="text">
                      <a href={`/alerts/mails/${mail.id}`} lang="en">
                        {mail.subject}
                      </a>
                    </th>
                    <td>
                      <bdi>{mail.recipient}</bdi>
                    </td>
                    <td class="n">
                      <Sent look={look} mail={mail} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </>
    ),
  }
}

/** One mail, as text. */
export function mailPage(look: Look, mail: MailText): PageView {
  const { words } = look
  return {
    title: mail.subject,
    section: 'alerts',
    content: (
      <>
        <Crumb look={look} more />
        <h1 lang="en">{mail.subject}</h1>
        <p>
          {words.mailTo} <bdi>{mail.recipient}</bdi> · <Sent look={look} mail={mail} />
        </p>
        <section class="card scroll" tabIndex={0} aria-label={words.scrolls(words.mails)}>
          <pre lang="en">{mail.text}</pre>
        </section>
      </>
    ),
  }
}

function Crumb({ look, more = false }: { look: Look; more?: boolean }) {
  return (
    <p class="crumb">
      <a href="/alerts">{look.words.alerts}</a>
      {more && (
        <>
          {' / '}
          <a href="/alerts/mails">{look.words.mails}</a>
        </>
      )}
    </p>
  )
}

function Sent({ look, mail }: { look: Look; mail: MailLine }) {
  const { words, formats } = look
  if (mail.sentAtMs !== undefined) return <Time look={look} atMs={mail.sentAtMs} />
  return (
    <span class={mail.attempts > 0 ? 'bad' : 'soft'}>
      {words.notSentYet} {mail.attempts > 0 && `(${words.attempts}: ${formats.number(mail.attempts)})`}{' '}
      <span lang="en">{mail.lastError}</span>
    </span>
  )
}
