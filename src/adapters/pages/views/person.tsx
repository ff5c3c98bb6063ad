import type { Engagement, PersonView } from '../../../domain/dashboard/person.ts'
import type { Look, PageView } from '../page.ts'
import { Empty, Rate, Shown, Tile, Time } from '../parts/figure.tsx'
import { MustNotWrite } from '../parts/news.tsx'
import { MessageTable, maskPhone, ShowNumbers } from '../parts/people.tsx'

/** Fewer reads than this say nothing of a person's hours. */
const LEAST_READS = 5
/** More would make the page heavy. */
const MAX_LISTED = 50

/** One person: how they take messages, whether they want any, and what became of those sent to them. */
export function personPage(look: Look, phone: string, view: PersonView): PageView {
  const { words, formats } = look
  const { engagement, messages, more } = view
  const listed = messages.slice(0, MAX_LISTED)
  return {
    title: `${words.person} ${maskPhone(phone)}`,
    section: 'messages',
    live: true,
    content: (
      <>
        <p class="crumb">
          <a href="/messages">{words.messages}</a>
        </p>
        <div class="title">
          <h1 class="n">{look.showsNumbers ? phone : maskPhone(phone)}</h1>
          <ShowNumbers look={look} />
        </div>
        <Shown look={look} part={view.suppressions}>
          {(suppressions) => (
            <>
              <MustNotWrite look={look} suppressions={suppressions} />
              {look.mayAct && <MayWrite look={look} phone={phone} isStopped={suppressions.length > 0} />}
            </>
          )}
        </Shown>
        {engagement.messages === 0 ? (
          <Empty>{words.nothingToNumber}</Empty>
        ) : (
          <>
            <Figures look={look} view={view} />
            <p class="soft">
              {words.newestOf(
                formats.number(listed.length),
                `${formats.number(messages.length)}${more ? '+' : ''}`,
              )}
            </p>
            <MessageTable look={look} lines={listed} label={words.messages} />
          </>
        )}
      </>
    ),
  }
}

/** Takes a person off the list of those who may be written to, or puts them back. */
function MayWrite({ look, phone, isStopped }: { look: Look; phone: string; isStopped: boolean }) {
  const { words } = look
  return (
    <form method="post" action={`/people/${look.seal(phone)}/suppression`} class="inline">
      <input type="hidden" name="may" value={isStopped ? 'yes' : 'no'} />
      <button type="submit" title={isStopped ? words.writeAgainHint : words.stopWritingHint}>
        {isStopped ? words.writeAgain : words.stopWriting}
      </button>
    </form>
  )
}

function Figures({ look, view }: { look: Look; view: PersonView }) {
  const { words, formats } = look
  const { engagement, more } = view
  const { messages, delivered, read, replied, replyP50, lastReadMs } = engagement
  return (
    <dl class="tiles">
      <Tile label={words.messages} note={more && words.newestOnly(formats.number(messages))}>
        {formats.number(messages)}
      </Tile>
      <Tile label={words.deliveryRate} note={words.ofMessages}>
        <Rate look={look} part={delivered} whole={messages} of={words.ofMessages} />
      </Tile>
      <Tile
        label={words.readRate}
        note={
          lastReadMs !== undefined && (
            <>
              {words.lastRead} <Time look={look} atMs={lastReadMs} />
            </>
          )
        }
      >
        <Rate look={look} part={read} whole={delivered} of={words.ofDelivered} />
      </Tile>
      <Tile
        label={words.replied}
        note={replyP50 !== undefined && words.halfWithin(formats.duration(replyP50))}
      >
        <Rate look={look} part={replied} whole={delivered} of={words.ofDelivered} />
      </Tile>
      <Tile label={words.engagement} note={<ScoreNote look={look} score={view.score} />}>
        <span title={words.engagementHint}>
          {view.score.ok && view.score.value !== undefined
            ? `${formats.number(Math.round(view.score.value.score))} / 100`
            : '–'}
        </span>
      </Tile>
      <BestHour look={look} engagement={engagement} usual={view.usualHour} />
    </dl>
  )
}

function ScoreNote({ look, score }: { look: Look; score: PersonView['score'] }) {
  const { words, formats } = look
  return (
    <Shown look={look} part={score}>
      {(value) =>
        value !== undefined &&
        words.scoreBetween(
          formats.number(Math.round(value.low)),
          formats.number(Math.round(value.high)),
          formats.number(value.delivered),
        )
      }
    </Shown>
  )
}

/** The person's own best hour; everybody's where they read too little to say. */
function BestHour(props: { look: Look; engagement: Engagement; usual: PersonView['usualHour'] }) {
  const { look, engagement, usual } = props
  const { words, formats } = look
  const { bestHour, read } = engagement
  if (bestHour !== undefined && read >= LEAST_READS) {
    return (
      <Tile
        label={words.bestHour}
        note={words.readsThen(formats.number(bestHour.reads), formats.number(read))}
      >
        {clockOf(bestHour.hour)}
      </Tile>
    )
  }
  const tooFew = words.tooFewReads(formats.number(read))
  const hour = usual.ok ? usual.value : undefined
  return (
    <Tile label={words.bestHour} note={hour === undefined ? tooFew : `${tooFew}. ${words.everybodysHour}`}>
      {hour === undefined ? '–' : clockOf(hour.hour)}
    </Tile>
  )
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
