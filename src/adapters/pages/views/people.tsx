import type { Campaign, Recipient } from '../../../domain/campaigns/campaign.ts'
import type { RecipientFilter } from '../../../domain/campaigns/ports.ts'
import { RECIPIENT_PARTS, type RecipientPart } from '../../../domain/campaigns/recipient-part.ts'
import { campaignHref, peopleFileHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Empty, Time } from '../parts/figure.tsx'
import { messageHref, Phone, ShowNumbers, StatusBadge } from '../parts/people.tsx'

export interface PeopleProps {
  readonly campaign: Campaign
  readonly filter: RecipientFilter
  readonly total: number
  readonly items: readonly Recipient[]
  /** The address of the next page. */
  readonly next?: string
}

/** The people of a campaign behind one of its figures. */
export function peoplePage(look: Look, { campaign, filter, total, items, next }: PeopleProps): PageView {
  const { words, formats } = look
  const name = campaign.name ?? campaign.id
  return {
    title: `${words.people}: ${name}`,
    section: 'campaigns',
    content: (
      <>
        <p class="crumb">
          <a href={campaignHref(campaign.id)}>
            <bdi>{name}</bdi>
          </a>
        </p>
        <div class="title">
          <h1>{words.people}</h1>
          <div class="inline">
            <ShowNumbers look={look} />
            <a class="button" href={peopleFileHref(campaign.id, filter)} download>
              {words.asCsv}
            </a>
            <a class="button" href={peopleFileHref(campaign.id, { selection: 'not-read' })} download>
              {words.notReadCsv}
            </a>
            <a class="button" href={peopleFileHref(campaign.id, { selection: 'worth-resend' })} download>
              {words.worthResendCsv}
            </a>
          </div>
        </div>
        <Parts look={look} campaign={campaign} filter={filter} />
        <p>
          <b class="n" id="total">
            {formats.number(total)}
          </b>{' '}
          {filter.failureCode === undefined ? (
            partNames(look)[filter.part ?? 'all']
          ) : (
            <span class="badge failed">{words.code(filter.failureCode)}</span>
          )}
        </p>
        {items.length === 0 ? (
          <Empty>{words.nobody}</Empty>
        ) : (
          <section class="card scroll" tabIndex={0} aria-label={words.people}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{words.person}</th>
                  <th scope="col">{words.reference}</th>
                  <th scope="col">{words.status}</th>
                  <th scope="col">{words.sent}</th>
                  <th scope="col">{words.delivered}</th>
                  <th scope="col">{words.read}</th>
                  <th scope="col">{words.replied}</th>
                  <th scope="col">{words.failedCount}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((recipient) => (
                  <PersonRow key={recipient.key} look={look} recipient={recipient} />
                ))}
              </tbody>
            </table>
          </section>
        )}
        {next !== undefined && (
          <p>
            <a class="button" href={next}>
              {words.nextPage(formats.number(items.length))}
            </a>
          </p>
        )}
      </>
    ),
  }
}

function PersonRow({ look, recipient }: { look: Look; recipient: Recipient }) {
  const { phone, reference, messageId, status, failureCode } = recipient
  const at = (atMs: number | undefined) => (
    <td class="n">{atMs !== undefined && <Time look={look} atMs={atMs} />}</td>
  )
  return (
    <tr>
      <th scope="row" class="n">
        <Phone look={look} phone={phone} />
      </th>
      <td>
        <bdi>{reference}</bdi>
      </td>
      <td>
        {messageId === undefined ? (
          <StatusBadge look={look} status={status} />
        ) : (
          <a href={messageHref(look, messageId)}>
            <StatusBadge look={look} status={status} />
          </a>
        )}{' '}
        {failureCode}
      </td>
      {at(recipient.sentAtMs)}
      {at(recipient.deliveredAtMs)}
      {at(recipient.readAtMs)}
      {at(recipient.repliedAtMs)}
      {at(recipient.failedAtMs)}
    </tr>
  )
}

function Parts({ look, campaign, filter }: { look: Look; campaign: Campaign; filter: RecipientFilter }) {
  const names = partNames(look)
  const isAll = filter.part === undefined && filter.failureCode === undefined
  return (
    <nav class="switch" aria-label={look.words.filter}>
      <a href={campaignHref(campaign.id, {})} aria-current={isAll ? 'true' : undefined}>
        {names.all}
      </a>
      {RECIPIENT_PARTS.map((part) => (
        <a
          key={part}
          href={campaignHref(campaign.id, { part })}
          aria-current={filter.part === part ? 'true' : undefined}
        >
          {names[part]}
        </a>
      ))}
    </nav>
  )
}

function partNames({ words }: Look): Readonly<Record<RecipientPart | 'all', string>> {
  return {
    all: words.all,
    pending: words.pending,
    sent: words.sent,
    awaiting: words.awaiting,
    delivered: words.delivered,
    unread: words.unread,
    read: words.read,
    unanswered: words.unanswered,
    replied: words.replied,
    unreported: words.unreported,
    failed: words.failedCount,
    contradictory: words.contradictory,
    unregistered: words.unregistered,
  }
}
