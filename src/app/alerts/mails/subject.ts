import type { Signal, SignalKind } from '../../../domain/alerts/alert-state.ts'
import { type MailPlan, newestOf, type Section } from '../../../domain/alerts/mail-plan.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { formatDuration } from '../../../domain/text/duration.ts'
import { foreignText } from './foreign-text.ts'
import { utc } from './page.ts'
import { worstFirst } from './worst-first.ts'

/** How much of a subject a lock screen shows. */
const SHOWN_CHARACTERS = 40
/** Length limit of a subject: mail programs cut it, and the summary stands in the mail. */
const MAX_CHARACTERS = 180

const WORDS: Readonly<Record<SignalKind, string>> = {
  firing: 'firing',
  worse: 'worse',
  reminder: 'reminder',
  resolved: 'resolved',
  closed: 'closed',
  acknowledged: 'acknowledged',
  unacknowledged: 'open again',
  escalation: 'escalated',
}

/** What becomes of an episode in one word; "fired and resolved" where nobody had heard of it. */
export function stateOf(section: Section): string {
  const { kind } = newestOf(section)
  const both = section[0].kind === 'firing' && (kind === 'resolved' || kind === 'closed')
  return both ? `fired and ${WORDS[kind]}` : WORDS[kind]
}

/** A figure with what it is counted in: "71.5%", "12 s", "1 message". */
export function counted(figure: number, unit: string): string {
  if (unit === '%') return `${formatFigure(figure)}%`
  const one = figure === 1 ? (SINGULARS[unit] ?? unit) : unit
  return `${formatFigure(figure)} ${one}`.trim()
}

/** Units of the rules that ship; a unit of somebody's own is shown as it stands. */
const SINGULARS: Readonly<Record<string, string>> = {
  messages: 'message',
  minutes: 'minute',
  queries: 'query',
  reads: 'read',
  recipients: 'recipient',
  rows: 'row',
  samples: 'sample',
  updates: 'update',
  webhooks: 'webhook',
}

/**
 * The subject of a mail. What is wrong and how bad comes first, within what a lock screen shows; severity, rule, state, time and
 * installation, by which mail programs filter, come last.
 */
export function subjectOf(plan: MailPlan, installation: string): string {
  const [first] = plan.sections
  if (first === undefined) return installation
  const newest = newestOf(first)
  const alone = plan.sections.length === 1
  const names = [...new Set(plan.sections.map((section) => section[0].rule))]
  const rules = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`
  const state = plan.digest !== undefined && !alone ? 'digest' : stateOf(first)
  const tags = `[${newest.severity} ${rules} ${state}, ${utc(newest.firedAtMs).replace(' UTC', 'Z')}, ${installation}]`
  const says = headlineOf(plan)
  return `${says.length > MAX_CHARACTERS ? `${says.slice(0, MAX_CHARACTERS - 1).toWellFormed()}…` : says} ${tags}`
}

/** What is wrong and how bad in all of a plan. */
export function headlineOf({ sections }: MailPlan): string {
  const [first] = sections
  return first !== undefined && sections.length === 1 ? headline(newestOf(first)) : headlineOfMany(sections)
}

/** What is wrong and how bad, the figure within the first 40 characters; of what is over, that it is. */
export function headline(signal: Signal): string {
  const { kind, value, unit, firedAtMs, atMs, rule } = signal
  const summary = foreignText(signal.summary).replace(/\.$/, '')
  const lasted = formatDuration(atMs - firedAtMs)
  if (kind === 'resolved') {
    // Without a figure the summary has gaps.
    const gaps = value === undefined && summary.includes('–')
    return `Resolved: ${gaps ? rule : summary}, after ${lasted}`
  }
  if (kind === 'acknowledged') return `Acknowledged by ${foreignText(signal.by ?? 'somebody')}: ${summary}`
  const word = wordBefore(kind, lasted)
  if (value === undefined) return `${word}${summary}`
  const shown = `${word}${summary}`.slice(0, SHOWN_CHARACTERS).includes(formatFigure(value))
  return shown ? `${word}${summary}` : `${word}${counted(value, unit)}: ${summary}`
}

function wordBefore(kind: SignalKind, lasted: string): string {
  if (kind === 'worse') return 'Worse: '
  if (kind === 'reminder') return `Still, for ${lasted}: `
  if (kind === 'unacknowledged') return 'Open again: '
  return kind === 'escalation' ? 'Escalated: ' : ''
}

function headlineOfMany(sections: readonly Section[]): string {
  const signals = worstFirst(sections).map(newestOf)
  const going = signals.filter(({ kind }) => kind !== 'resolved' && kind !== 'closed')
  const [worst] = going
  if (worst === undefined) {
    const resolved = signals.every(({ kind }) => kind === 'resolved')
    return resolved ? `Resolved: ${signals.length} alerts` : `${signals.length} alerts are over`
  }
  return `${signals.length} alerts, worst: ${headline(worst)}`
}
