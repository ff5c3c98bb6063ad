import type { MessageLine } from '../../../domain/dashboard/messages.ts'
import { campaignHref } from '../links.ts'
import type { Look } from '../page.ts'
import { Time } from './figure.tsx'

/** What a message came to, as lists show it. */
export type Status = 'pending' | 'sent' | 'delivered' | 'read' | 'replied' | 'failed'

function statusOf(line: MessageLine): Status {
  if (line.repliedAtMs !== undefined) return 'replied'
  if (line.readAtMs !== undefined) return 'read'
  if (line.deliveredAtMs !== undefined) return 'delivered'
  if (line.failedAtMs !== undefined) return 'failed'
  return line.sentAtMs === undefined ? 'pending' : 'sent'
}

/** A link to what happened to a message. */
export function messageHref(look: Look, id: string): string {
  return `/messages/${look.seal(id)}`
}

/** When anything was last heard of a message. */
function lastAtMs(line: MessageLine): number {
  const { sentAtMs = 0, deliveredAtMs = 0, readAtMs = 0, repliedAtMs = 0, failedAtMs = 0 } = line
  return Math.max(sentAtMs, deliveredAtMs, readAtMs, repliedAtMs, failedAtMs) || line.heardAtMs
}

export function StatusBadge({ look, status }: { look: Look; status: Status }) {
  const names: Readonly<Record<Status, string>> = {
    pending: look.words.pending,
    sent: look.words.sent,
    delivered: look.words.delivered,
    read: look.words.read,
    replied: look.words.replied,
    failed: look.words.failedCount,
  }
  return <span class={`badge ${status}`}>{names[status]}</span>
}

/** A phone number, masked unless somebody asked for it; a link to what is known of the person. */
export function Phone({ look, phone }: { look: Look; phone: string | undefined }) {
  if (phone === undefined) return <span class="soft">{look.words.noNumber}</span>
  return (
    <a class="n" href={`/people/${look.seal(phone)}`}>
      {look.showsNumbers ? phone : maskPhone(phone)}
    </a>
  )
}

/** A button that shows the numbers of this page whole for a while; who pressed it is recorded. */
export function ShowNumbers({ look }: { look: Look }) {
  const { words } = look
  if (look.showsNumbers) return <p class="soft">{words.numbersShown}</p>
  return (
    <form method="post" action="/numbers">
      <input type="hidden" name="page" value={look.path} />
      <button type="submit" title={words.showNumbersHint}>
        {words.showNumbers}
      </button>
    </form>
  )
}

/** Hidden digits between what tells numbers apart: country and end. */
const SHOWN_START = 3
const SHOWN_END = 3

/** "+91•••••••210". */
export function maskPhone(phone: string): string {
  const hidden = Math.max(0, phone.length - SHOWN_START - SHOWN_END)
  return `${phone.slice(0, SHOWN_START)}${'•'.repeat(hidden)}${hidden > 0 ? phone.slice(-SHOWN_END) : ''}`
}

/** Messages in a list: whose, what became of them, and when. */
export function MessageTable({
  look,
  lines,
  label,
}: {
  look: Look
  lines: readonly MessageLine[]
  label: string
}) {
  const { words } = look
  return (
    <section class="card scroll" tabIndex={0} aria-label={label}>
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
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row" class="n">
                <Phone look={look} phone={line.phone} />
              </th>
              <td>
                <a href={messageHref(look, line.id)}>
                  <StatusBadge look={look} status={statusOf(line)} />
                </a>{' '}
                {statusOf(line) === 'failed' && line.failureCode}
              </td>
              <td class="n">
                <Time look={look} atMs={lastAtMs(line)} />
              </td>
              <td class="n">
                <Time look={look} atMs={line.heardAtMs} />
              </td>
              <td>
                {line.campaign !== undefined && (
                  <a href={campaignHref(line.campaign)}>
                    <bdi>{line.campaign}</bdi>
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
