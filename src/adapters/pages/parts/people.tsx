import type { MessageLine } from '../../../domain/dashboard/ports.ts'
import type { Look } from '../page.ts'

/** What a message came to, as lists show it. */
export type Status = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'

export function statusOf(line: MessageLine): Status {
  if (line.readAtMs !== undefined) return 'read'
  if (line.deliveredAtMs !== undefined) return 'delivered'
  if (line.failedAtMs !== undefined) return 'failed'
  return line.sentAtMs === undefined ? 'pending' : 'sent'
}

/** When anything was last heard of a message. */
export function lastAtMs(line: MessageLine): number {
  const { sentAtMs = 0, deliveredAtMs = 0, readAtMs = 0, failedAtMs = 0 } = line
  return Math.max(sentAtMs, deliveredAtMs, readAtMs, failedAtMs) || line.heardAtMs
}

export function StatusBadge({ look, status }: { look: Look; status: Status }) {
  const names: Readonly<Record<Status, string>> = {
    pending: look.words.pending,
    sent: look.words.sent,
    delivered: look.words.delivered,
    read: look.words.read,
    failed: look.words.failedCount,
  }
  return <span class={`badge ${status}`}>{names[status]}</span>
}

/** Hidden digits between what tells numbers apart: country and end. */
const SHOWN_START = 3
const SHOWN_END = 3

/** "+91•••••••210". */
export function maskPhone(phone: string): string {
  const hidden = Math.max(0, phone.length - SHOWN_START - SHOWN_END)
  return `${phone.slice(0, SHOWN_START)}${'•'.repeat(hidden)}${hidden > 0 ? phone.slice(-SHOWN_END) : ''}`
}
