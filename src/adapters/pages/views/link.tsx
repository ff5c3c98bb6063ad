import type { LinkHealth } from '../../../domain/dashboard/health-view.ts'
import type { Look } from '../page.ts'
import { Empty } from '../parts/figure.tsx'

/** Above this many seconds a row waits longer than it ordinarily should. */
const LATE_SECONDS = 10

/** How the link to others' tables stands, and rows that were refused. */
export function LinkFigures({ look, link }: { look: Look; link: LinkHealth }) {
  const { words, formats } = look
  const copying = link.tables.filter((table) => !table.isCopied)
  return (
    <>
      <dl class="pairs">
        <dt>{words.linkFrom}</dt>
        <dd>{link.schema}</dd>
        {copying.length > 0 && (
          <>
            <dt>{words.linkCopying}</dt>
            <dd>{formats.number(link.tables.reduce((sum, table) => sum + table.rowsRead, 0))}</dd>
          </>
        )}
        <dt>{words.linkWaiting}</dt>
        <dd>{formats.number(link.outbox)}</dd>
        <dt>{words.linkLag}</dt>
        <dd class={link.lagSeconds > LATE_SECONDS ? 'warn' : undefined}>
          {formats.duration(link.lagSeconds)}
        </dd>
        <dt>{words.linkChanges}</dt>
        <dd>{formats.number(link.changes)}</dd>
        <dt>{words.linkRefused}</dt>
        <dd class={link.failures > 0 ? 'warn' : undefined}>{formats.number(link.failures)}</dd>
      </dl>
      {link.latest.length === 0 ? (
        <Empty>{words.linkNone}</Empty>
      ) : (
        <ul class="plain" lang="en">
          {link.latest.map((failure) => (
            <li key={`${failure.direction} ${failure.table} ${failure.key}`}>
              <span class="badge">{words.linkSides[failure.direction]}</span> {failure.table}:{' '}
              {failure.message} ({failure.code})
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
