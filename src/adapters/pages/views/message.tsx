import type { KnownMessage } from '../../../domain/campaigns/campaign.ts'
import type { MessageView } from '../../../domain/dashboard/person.ts'
import { conclude } from '../../../domain/messages/conclusion.ts'
import { NO_FACTS } from '../../../domain/messages/facts.ts'
import { meaningOfFailure } from '../../../domain/messages/failure-codes.ts'
import type { Reply } from '../../../domain/messages/reply.ts'
import { KINDS, type Kind } from '../../../domain/messages/report.ts'
import { campaignHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Card, Empty, Shown, Time } from '../parts/figure.tsx'
import { MustNotWrite } from '../parts/news.tsx'
import { Phone, ShowNumbers, StatusBadge } from '../parts/people.tsx'
import { PlansOfMessage } from '../parts/plans-of-message.tsx'

/** One message: what was reported of it and what follows from that, told apart. */
export function messagePage(look: Look, id: string, view: MessageView): PageView {
  const { words } = look
  const { message, campaigns } = view.known
  const facts = message?.facts ?? NO_FACTS
  const conclusion = conclude(facts)
  const ids = message?.ids ?? [id]
  return {
    title: words.message,
    section: 'messages',
    live: true,
    content: (
      <>
        <p class="crumb">
          <a href="/messages">{words.messages}</a>
        </p>
        <div class="title">
          <h1>
            {words.message} <StatusBadge look={look} status={conclusion.status} />
          </h1>
          <ShowNumbers look={look} />
        </div>
        <Shown look={look} part={view.suppressions}>
          {(suppressions) => <MustNotWrite look={look} suppressions={suppressions} />}
        </Shown>
        <div class="grid">
          <Card id="timeline" title={words.timeline}>
            <Timeline look={look} facts={facts} />
            {conclusion.contradictory && <p class="problem">{words.contradictoryHint}</p>}
          </Card>
          <Card id="about" title={words.aboutMessage}>
            <dl class="pairs">
              <dt>{words.person}</dt>
              <dd>
                <Phone look={look} phone={facts.phone} />
              </dd>
              {campaigns.map(({ campaignId, campaignName, reference, recipientKey }) => (
                <>
                  <dt key={`${recipientKey} campaign`}>{words.campaign}</dt>
                  <dd key={`${recipientKey} name`}>
                    <a href={campaignHref(campaignId)}>
                      <bdi>{campaignName ?? campaignId}</bdi>
                    </a>{' '}
                    {reference !== undefined && (
                      <span class="soft">
                        (<bdi>{reference}</bdi>)
                      </span>
                    )}
                  </dd>
                </>
              ))}
              {facts.pricing.category !== undefined && (
                <>
                  <dt>{words.category}</dt>
                  <dd>{facts.pricing.category}</dd>
                </>
              )}
            </dl>
            {look.showsNumbers ? (
              <>
                <h3>{words.ids}</h3>
                <ul class="plain">
                  {ids.map((one) => (
                    <li key={one}>
                      <code>{one}</code>
                    </li>
                  ))}
                </ul>
              </>
            ) : (
              <p class="soft">{words.idsHidden}</p>
            )}
          </Card>
          <Shown look={look} part={view.plans}>
            {(plans) => <PlansOfMessage look={look} plans={plans} />}
          </Shown>
          {Object.keys(facts.failures).length > 0 && (
            <Card id="failures" title={words.failedCount} wide>
              <ul class="failures">
                {Object.entries(facts.failures).map(([code, { occurrence, title, details }]) => (
                  <li key={code}>
                    <b>{code}</b> <Time look={look} atMs={occurrence.atMs} as="full" />
                    <p lang="en">
                      {meaningOfFailure(code).meaning}{' '}
                      <span class="soft">{meaningOfFailure(code).advice}</span>
                    </p>
                    {title !== undefined && (
                      <p class="soft">
                        {words.inWordsOfMeta}{' '}
                        <bdi lang="en">
                          {title} {details}
                        </bdi>
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      </>
    ),
  }
}

type Facts = NonNullable<KnownMessage['message']>['facts']

/** When each thing happened, in the viewer's zone and in UTC, and whether anybody said so. */
function Timeline({ look, facts }: { look: Look; facts: Facts }) {
  const { words, formats } = look
  const { times, inferred, repliedUnread } = conclude(facts)
  const names: Readonly<Record<Kind | 'replied', string>> = {
    sent: words.sent,
    delivered: words.delivered,
    read: words.read,
    played: words.played,
    failed: words.failedCount,
    replied: words.replied,
  }
  const { reply } = facts
  const steps = [...KINDS, 'replied' as const].flatMap((kind) => {
    const atMs = kind === 'replied' ? reply?.occurrence.atMs : times[kind]
    return atMs === undefined ? [] : [{ kind, atMs }]
  })
  if (steps.length === 0) return <Empty>{words.nothingReported}</Empty>
  return (
    <ol class="timeline">
      {steps
        // Times are to the second: of equal ones the order of a message's life decides.
        .sort((a, b) => a.atMs - b.atMs)
        .map(({ kind, atMs }) => (
          <li key={kind} class={kind}>
            <b>{names[kind]}</b> <Time look={look} atMs={atMs} as="full" />{' '}
            <span class="soft n">{formats.utc(atMs)}</span>
            <p class="soft">
              {kind === 'replied'
                ? reply && replied(look, reply)
                : inferred.includes(kind)
                  ? inferredFrom(look, kind, repliedUnread)
                  : words.reported}
              {occurrenceOf(kind, facts)?.estimated === true && ` ${words.timeOfReceipt}`}
            </p>
          </li>
        ))}
    </ol>
  )
}

/** How somebody answered, and whether they said which message they meant. */
function replied({ words }: Look, { type, named }: Reply): string {
  return `${words.replyTypes[type]}. ${named ? words.replyNamed : words.replyGuessed}`
}

/** What an inferred step was concluded from. */
function inferredFrom({ words }: Look, kind: Kind, repliedUnread: boolean): string {
  if (kind === 'read') return repliedUnread ? words.inferredReadFromReply : words.inferredReadFromPlay
  return words.inferred
}

function occurrenceOf(kind: Kind | 'replied', facts: Facts) {
  return kind === 'replied' ? facts.reply?.occurrence : facts.times[kind]
}
