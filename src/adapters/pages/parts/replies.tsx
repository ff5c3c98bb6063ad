import type { Replies } from '../../../domain/dashboard/replies.ts'
import type { Look } from '../page.ts'
import { Count, Empty, Rate } from './figure.tsx'

interface ReplyHrefs {
  readonly replied: string
  readonly unanswered: string
  readonly unreported: string
}

/** How many people answered, and how soon after the message had reached them. */
export function ReplyFigures({ look, replies, hrefs }: { look: Look; replies: Replies; hrefs: ReplyHrefs }) {
  const { words, formats } = look
  const { delivered, read, replied, unreported, measured, mean, p50, p95, within } = replies
  if (replied === 0) return <Empty>{words.noReplies}</Empty>
  const time = (seconds: number | undefined) => (seconds === undefined ? '–' : formats.duration(seconds))
  return (
    <>
      <dl class="pairs">
        <dt>{words.replied}</dt>
        <dd>
          <Count look={look} value={replied} href={hrefs.replied} /> (
          <Rate look={look} part={replied} whole={delivered} of={words.ofDelivered} /> {words.ofDelivered})
        </dd>
        <dt>{words.unanswered}</dt>
        <dd>
          <Count look={look} value={read - replied} href={hrefs.unanswered} />
        </dd>
        {unreported > 0 && (
          <>
            <dt title={words.unreportedHint}>{words.unreported}</dt>
            <dd>
              <Count look={look} value={unreported} href={hrefs.unreported} />
            </dd>
          </>
        )}
        <dt>{words.responseHalf}</dt>
        <dd>{time(p50)}</dd>
        <dt>{words.responseMost}</dt>
        <dd>{time(p95)}</dd>
        <dt>{words.responseMean}</dt>
        <dd>{time(mean)}</dd>
        {within.map(({ seconds, messages }) => (
          <>
            <dt key={`${seconds} name`}>{words.repliedWithin(formats.duration(seconds))}</dt>
            <dd key={seconds}>
              <Rate look={look} part={messages} whole={measured} of={words.ofReplies} />
            </dd>
          </>
        ))}
      </dl>
      <p class="soft">{words.responseHint(formats.number(measured))}</p>
    </>
  )
}
