import type { PersonView } from '../../../domain/dashboard/person.ts'
import type { Look, PageView } from '../page.ts'
import { Empty, Rate, Tile, Time } from '../parts/figure.tsx'
import { MessageTable, maskPhone, ShowNumbers } from '../parts/people.tsx'

/** Fewer reads than this say nothing of a person's hours. */
const LEAST_READS = 5

/** One person: what became of the messages to them, and when they read. */
export function personPage(look: Look, phone: string, { engagement, messages, more }: PersonView): PageView {
  const { words, formats } = look
  const { bestHour, lastReadMs } = engagement
  const shown = look.showsNumbers ? phone : maskPhone(phone)
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
          <h1 class="n">{shown}</h1>
          <ShowNumbers look={look} />
        </div>
        {engagement.messages === 0 ? (
          <Empty>{words.nothingToNumber}</Empty>
        ) : (
          <>
            <dl class="tiles">
              <Tile
                label={words.messages}
                note={more && words.newestOnly(formats.number(engagement.messages))}
              >
                {formats.number(engagement.messages)}
              </Tile>
              <Tile label={words.deliveryRate} note={words.ofMessages}>
                <Rate
                  look={look}
                  part={engagement.delivered}
                  whole={engagement.messages}
                  of={words.ofMessages}
                />
              </Tile>
              <Tile label={words.readRate} note={words.ofDelivered}>
                <Rate
                  look={look}
                  part={engagement.read}
                  whole={engagement.delivered}
                  of={words.ofDelivered}
                />
              </Tile>
              <Tile
                label={words.bestHour}
                note={
                  engagement.read < LEAST_READS
                    ? words.tooFewReads(formats.number(engagement.read))
                    : bestHour &&
                      words.readsThen(formats.number(bestHour.reads), formats.number(engagement.read))
                }
              >
                {bestHour === undefined || engagement.read < LEAST_READS
                  ? '–'
                  : `${String(bestHour.hour).padStart(2, '0')}:00`}
              </Tile>
              <Tile label={words.lastRead}>
                {lastReadMs === undefined ? '–' : <Time look={look} atMs={lastReadMs} />}
              </Tile>
            </dl>
            <MessageTable look={look} lines={messages} label={words.messages} />
          </>
        )}
      </>
    ),
  }
}
