import type { NotifiedAlert } from '../../domain/alerts/notification.ts'

/** Facts that a chat does not need beside the headline. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Fires when', 'Samples', 'Fired'])

/** What a chat says of an alert below its headline: the facts that help, without those that only a mail has room for. */
export function factsShown({ facts }: NotifiedAlert): readonly (readonly [string, string])[] {
  return facts.filter(([name]) => !LEFT_OUT.has(name))
}

/** Names and addresses of an alert's links, in the order in which people need them. */
export function linksShown({ links }: NotifiedAlert): readonly (readonly [string, string])[] {
  const named = [
    ['Acknowledge', links.acknowledge],
    ['Silence', links.silence],
    ['Dashboard', links.dashboard],
    ['Runbook', links.runbook],
  ] as const
  return named.flatMap(([name, address]) => (address === undefined ? [] : [[name, address] as const]))
}

/** A sign before a title that shows on a lock screen whether it is bad or good news. */
export function signOf({ signal }: NotifiedAlert): string {
  if (signal.kind === 'resolved') return '✅'
  if (signal.kind === 'closed') return '⚪'
  if (signal.kind === 'acknowledged') return '👀'
  return { critical: '🔴', warning: '🟠', info: '🔵' }[signal.severity]
}

/** Cut to a receiver's limit, in characters. */
export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).toWellFormed()}…` : text
}

/** "And 12 more alerts." where there are more. */
export function moreLine(more: number): string | undefined {
  return more === 0 ? undefined : `And ${more} more ${more === 1 ? 'alert' : 'alerts'}.`
}
