import { SIGNAL_KINDS, type Signal } from './alert-state.ts'
import { SEVERITIES, type Severity } from './rule.ts'
import { hashText } from './text-hash.ts'

/** A signal that nobody was told of yet. */
export interface WaitingSignal {
  /** The store's key; keys sort by age. */
  readonly id: string
  readonly signal: Signal
}

/** What a mail says of one episode: all its signals that wait, oldest first. */
export type Section = readonly [Signal, ...Signal[]]

/** A mail to be written. */
export interface MailPlan {
  readonly recipient: string
  /** The same for the same signals: what the Message-ID is made of. */
  readonly key: string
  readonly signalIds: readonly string[]
  readonly sections: readonly Section[]
  /** The recipient has had so many mails that everything goes into this one. */
  readonly digest: boolean
}

/** After so many mails in an hour a recipient gets digests instead. */
const MAX_MAILS_PER_HOUR = 20

/** Then digests leave at most so often: the oldest signal in one has waited so long. */
const DIGEST_AFTER_MS = 10 * 60_000

/**
 * Whether signals are to wait for the next digest: everybody whom they concern has had so many mails, none of them has
 * waited long, and none is a critical alert that begins: what wakes people must not wait behind a storm of warnings.
 */
export function waitsForDigest(
  waiting: readonly WaitingSignal[],
  audience: (severity: Severity) => readonly string[],
  mailedLastHour: ReadonlyMap<string, number>,
  nowMs: number,
): boolean {
  if (waiting.some(({ signal }) => signal.severity === 'critical' && signal.kind === 'firing')) return false
  const concerned = new Set(waiting.flatMap(({ signal }) => audience(signal.severity)))
  const capped = [...concerned].every(
    (recipient) => (mailedLastHour.get(recipient) ?? 0) >= MAX_MAILS_PER_HOUR,
  )
  return capped && waiting.every(({ signal }) => nowMs - signal.atMs < DIGEST_AFTER_MS)
}

/**
 * Makes mails of signals: for each recipient one for each moment and severity. All that waits of one episode
 * goes into one mail, so that what resolved before anybody heard of it is told at once.
 *
 * @param mailedLastHour mails of the last hour by recipient
 */
export function planMails(
  waiting: readonly WaitingSignal[],
  audience: (severity: Severity) => readonly string[],
  mailedLastHour: ReadonlyMap<string, number>,
): readonly MailPlan[] {
  const recipients = new Set(SEVERITIES.flatMap(audience))
  return [...recipients].flatMap((recipient) => {
    const heard = waiting.filter(({ signal }) => audience(signal.severity).includes(recipient))
    const groups = groupByMoment(heard)
    const room = MAX_MAILS_PER_HOUR - (mailedLastHour.get(recipient) ?? 0)
    if (groups.length <= room) return groups.map((group) => planOf(recipient, group, false))
    return heard.length === 0 ? [] : [planOf(recipient, heard, true)]
  })
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

function planOf(recipient: string, waiting: readonly WaitingSignal[], digest: boolean): MailPlan {
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
      : `${digest ? 'digest' : 'group'}.${hashText(sections.map(sectionKey).sort().join(' '))}`
  return { recipient, key, signalIds: waiting.map(({ id }) => id), sections, digest }
}

/** What a chapter's newest signal is. */
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
