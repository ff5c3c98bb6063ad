import { SIGNAL_KINDS, type Signal, type SignalKind } from './alert-state.ts'
import { SEVERITIES } from './rule.ts'
import { hashText } from './text-hash.ts'

/** A signal that nobody was notified of yet. */
export interface WaitingSignal {
  /** The store's key; keys sort by age. */
  readonly id: string
  readonly signal: Signal
  /** It waited for the end of quiet hours. */
  readonly held?: true
}

/** What a mail says of one episode: all its signals that wait, oldest first. */
export type Section = readonly [Signal, ...Signal[]]

/** A mail, or what a channel is sent, to be written. */
export interface MailPlan {
  /** A mail address, or the name of a channel. */
  readonly recipient: string
  /** The same for the same signals: what the Message-ID is made of. */
  readonly key: string
  readonly signalIds: readonly string[]
  readonly sections: readonly Section[]
  /** Why everything goes into this one: the recipient is over the limit, or it was held during quiet hours. */
  readonly digest?: 'many' | 'held'
}

/** Who is to hear of a signal. */
export type Audience = (signal: Signal) => readonly string[]

/** How many mails a recipient gets in an hour before digests begin. */
const MAX_MAILS_PER_HOUR = 20

/** The shortest time between digests: the oldest signal in one has waited as long. */
const DIGEST_AFTER_MS = 10 * 60_000

/** What must not wait behind a storm where it is critical. */
const URGENT: ReadonlySet<SignalKind> = new Set(['firing', 'escalation'])

/**
 * Whether signals are to wait for the next digest: everybody whom they concern is over the limit of mails, none of them has
 * waited long, and none is a critical alert that begins: what wakes people must not wait behind a storm of warnings.
 */
export function waitsForDigest(
  waiting: readonly WaitingSignal[],
  audience: Audience,
  mailedLastHour: ReadonlyMap<string, number>,
  nowMs: number,
): boolean {
  if (waiting.length === 0) return false
  if (waiting.some(({ signal }) => signal.severity === 'critical' && URGENT.has(signal.kind))) return false
  const concerned = new Set(waiting.flatMap(({ signal }) => audience(signal)))
  const capped = [...concerned].every(
    (recipient) => (mailedLastHour.get(recipient) ?? 0) >= MAX_MAILS_PER_HOUR,
  )
  return capped && waiting.every(({ signal }) => nowMs - signal.atMs < DIGEST_AFTER_MS)
}

/**
 * Makes mails of signals: for each recipient one for each moment and severity. All that waits of one episode
 * goes into one mail, so that what resolved before anybody heard of it is notified at once. What was held during quiet hours is one
 * digest.
 *
 * @param mailedLastHour mails of the last hour by recipient
 */
export function planMails(
  waiting: readonly WaitingSignal[],
  audience: Audience,
  mailedLastHour: ReadonlyMap<string, number>,
): readonly MailPlan[] {
  const recipients = new Set(waiting.flatMap(({ signal }) => audience(signal)))
  return [...recipients].flatMap((recipient) => {
    const heard = waiting.filter(({ signal }) => audience(signal).includes(recipient))
    const held = heard.filter((one) => one.held === true)
    const groups = groupByMoment(heard.filter((one) => one.held !== true))
    const room = MAX_MAILS_PER_HOUR - (mailedLastHour.get(recipient) ?? 0)
    if (groups.length + Math.min(held.length, 1) > room) return [planOf(recipient, heard, 'many')]
    return [
      ...groups.map((group) => planOf(recipient, group)),
      ...(held.length === 0 ? [] : [planOf(recipient, held, 'held')]),
    ]
  })
}

/** What a recipient is sent that takes one alert at a time: each alert with all of its signals that wait. Never a digest. */
export function planAlerts(
  waiting: readonly WaitingSignal[],
  audience: Audience,
  recipient: string,
): readonly MailPlan[] {
  const byEpisode = new Map<string, WaitingSignal[]>()
  for (const one of waiting) {
    const { episode } = one.signal
    if (audience(one.signal).includes(recipient))
      byEpisode.set(episode, [...(byEpisode.get(episode) ?? []), one])
  }
  return [...byEpisode.values()].map((signals) => planOf(recipient, signals))
}

/** By severity and by the moment of an episode's newest signal, oldest first. */
function groupByMoment(waiting: readonly WaitingSignal[]): readonly WaitingSignal[][] {
  const newest = new Map<string, number>()
  for (const { signal } of waiting) newest.set(signal.episode, signal.atMs)
  const groups = new Map<string, WaitingSignal[]>()
  for (const entry of waiting) {
    const key = `${entry.signal.severity} ${newest.get(entry.signal.episode)}`
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()]
}

function planOf(recipient: string, waiting: readonly WaitingSignal[], digest?: MailPlan['digest']): MailPlan {
  const byEpisode = new Map<string, Section>()
  for (const { signal } of waiting) {
    const section = byEpisode.get(signal.episode)
    byEpisode.set(signal.episode, section === undefined ? [signal] : [...section, signal])
  }
  const sections = [...byEpisode.values()].sort((a, b) => rank(a) - rank(b))
  const [only] = sections
  const key =
    only !== undefined && sections.length === 1
      ? sectionKey(only)
      : `${digest === undefined ? 'group' : 'digest'}.${hashText(sections.map(sectionKey).sort().join(' '))}`
  const signalIds = waiting.map(({ id }) => id)
  return { recipient, key, signalIds, sections, ...(digest !== undefined && { digest }) }
}

/** The newest signal of a section. */
export function newestOf(section: Section): Signal {
  return section.at(-1) ?? section[0]
}

function sectionKey(section: Section): string {
  const newest = newestOf(section)
  return `${newest.episode}.${newest.kind}.${newest.atMs.toString(36)}.${section.length}`
}

function rank(section: Section): number {
  const { severity, kind } = newestOf(section)
  return SEVERITIES.indexOf(severity) * SIGNAL_KINDS.length + SIGNAL_KINDS.indexOf(kind)
}
