import type { CloseReason, Measure, Signal } from '../../../domain/alerts/alert-state.ts'
import type { Section } from '../../../domain/alerts/mail-plan.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { formatDuration } from '../../../domain/text/duration.ts'
import { foreignText } from './foreign-text.ts'
import { timeIn } from './page.ts'
import { counted } from './subject.ts'

const CLOSED_BECAUSE: Readonly<Record<CloseReason, string>> = {
  'not-measured': 'nothing was measured any more; nobody knows that it is well',
  'rule-changed': 'its rule was changed; if the new one finds something, it is a new alert',
  'rule-removed': 'its rule was removed',
}

/** What people did about it, or did not. */
function actsOf({ kind, by, note, escalation, atMs, firedAtMs }: Signal): [string, string][] {
  const said = note === undefined ? '' : `: ${foreignText(note)}`
  const who = by === undefined ? undefined : foreignText(by)
  if (kind === 'acknowledged') return [['Acknowledged', `by ${who}${said}`]]
  if (kind === 'unacknowledged')
    return [['Acknowledged', who === undefined ? 'no more: it wore off' : `no more: taken back by ${who}`]]
  if (kind !== 'escalation') return []
  const after = formatDuration(atMs - firedAtMs)
  return [['Escalated', `to list ${escalation}: nobody acknowledged it, ${after} after it fired`]]
}

/** What a mail says of one alert in names and values; times also in the reader's zone. */
export function factsOf(
  section: Section,
  signal: Signal,
  anHourAgo: Measure | undefined,
  zone: string,
): [string, string][] {
  const over = signal.kind === 'resolved' || signal.kind === 'closed'
  const { value, samples, unit, firedAtMs, atMs } = signal
  const facts: [string, string][] = []
  // How bad comes before since when: a phone shows the first lines.
  if (value !== undefined) {
    const name = signal.kind === 'closed' ? 'Final figure' : over ? 'Figure now' : 'Figure'
    facts.push([name, counted(value, unit)])
  }
  if (signal.valueBefore !== undefined) facts.push(['You knew of', counted(signal.valueBefore, unit)])
  if (anHourAgo !== undefined && !over) {
    const { value: then, samples: of } = anHourAgo
    facts.push([
      'An hour ago',
      `${counted(then, unit)}${of === undefined ? '' : ` (${counted(of, 'samples')})`}`,
    ])
  }
  facts.push(['Since', timeIn(zone, signal.conditionSinceMs)], ['Fired', timeIn(zone, firedAtMs)])
  if (signal.kind === 'resolved')
    facts.push(['Resolved', `${timeIn(zone, atMs)}, after ${formatDuration(atMs - firedAtMs)}`])
  if (signal.kind === 'closed') {
    facts.push(['Closed', `${timeIn(zone, atMs)}: ${CLOSED_BECAUSE[signal.reason ?? 'not-measured']}`])
  }
  if (!over && atMs > firedAtMs) facts.push(['Firing for', formatDuration(atMs - firedAtMs)])
  if (signal.acknowledgedBefore !== undefined)
    facts.push([
      'Acknowledged',
      `by ${foreignText(signal.acknowledgedBefore)}, for the figure before: open again`,
    ])
  facts.push(...actsOf(signal))
  facts.push(['Fires when', `${signal.threshold}${unit === '' ? '' : ` (${unit})`}`])
  if (samples !== undefined) facts.push(['Samples', formatFigure(samples)])
  for (const [name, figure] of Object.entries(signal.figures)) {
    // A percentile is counted in what the value is counted in.
    facts.push([name, /^p\d+$/.test(name) ? counted(figure, unit) : formatFigure(figure)])
  }
  const texts = { ...signal.labels, ...signal.descriptions }
  for (const [name, text] of Object.entries(texts)) facts.push([name, foreignText(text)])
  const reminders = section.filter((one) => one.kind === 'reminder').length
  if (reminders > 0 && over) facts.push(['Reminders held back', String(reminders)])
  return facts
}
