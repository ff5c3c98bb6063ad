import type { EventEffect } from '../../../domain/account/event.ts'
import type { KeptEvent } from '../../../domain/account/ports.ts'
import type { Suppression } from '../../../domain/account/suppression.ts'
import type { NewsOfSpan } from '../../../domain/dashboard/account-view.ts'
import { stoppedHref } from '../links.ts'
import type { Look } from '../page.ts'
import { Count, Empty, Time } from './figure.tsx'

const TONES: Readonly<Record<EventEffect, string>> = {
  stops: 'critical',
  warns: 'warning',
  frees: 'good',
  informs: '',
}

/** What happened to templates, numbers and the account, newest first. */
export function NewsList({ look, events }: { look: Look; events: readonly KeptEvent[] }) {
  const { words } = look
  return (
    <ul class="alerts">
      {events.map(({ id, kind, effect, subject, value, before, details, lastAtMs, untilMs }) => (
        <li key={id}>
          <span class={`badge ${TONES[effect]}`}>{words.effects[effect]}</span>{' '}
          <b>
            {words.newsKinds[kind]} <bdi lang="en">{subject}</bdi>
          </b>{' '}
          {value !== subject && (
            <span lang="en">
              {before !== undefined && <bdi>{before} → </bdi>}
              <bdi>{value}</bdi>
            </span>
          )}{' '}
          <span class="soft">
            <Time look={look} atMs={lastAtMs} />
          </span>
          {untilMs !== undefined && (
            <>
              {' '}
              {words.until} <Time look={look} atMs={untilMs} />
            </>
          )}
          {details !== undefined && (
            <p class="soft" lang="en">
              {details}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

/** The news of a time in short, and how many people stopped in it. */
export function NewsInShort({ look, news }: { look: Look; news: NewsOfSpan }) {
  const { words } = look
  return (
    <>
      <p>
        {words.stoppedInTime} <Count look={look} value={news.stopped} href={stoppedHref(news.filter)} />
      </p>
      {news.events.length === 0 ? (
        <Empty>{words.noNews}</Empty>
      ) : (
        <NewsList look={look} events={news.events} />
      )}
      <p>
        <a href="/account">{words.allNews}</a>
      </p>
    </>
  )
}

/** That a person must not be written to, since when, and what said so; nothing where they may be. */
export function MustNotWrite({ look, suppressions }: { look: Look; suppressions: readonly Suppression[] }) {
  const { words } = look
  if (suppressions.length === 0) return null
  return (
    <p class="problem" role="note">
      <b>{words.mustNotWrite}</b>{' '}
      {suppressions.map(({ reason, sinceMs, source }) => (
        <span key={reason}>
          {words.reasons[reason]} (<Time look={look} atMs={sinceMs} />, <bdi lang="en">{source}</bdi>){' '}
        </span>
      ))}
    </p>
  )
}
