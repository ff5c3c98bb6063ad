import type { CloseReason, Signal, SignalKind } from '../../../domain/alerts/alert-state.ts'
import { MAX_ALERTS_PER_RULE } from '../../../domain/alerts/decide.ts'
import type { MailContent } from '../../../domain/alerts/mail.ts'
import { type MailPlan, newestOf, type Section } from '../../../domain/alerts/mail-plan.ts'
import type { TitledTable } from '../../../domain/alerts/ports.ts'
import type { Severity } from '../../../domain/alerts/rule.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { formatDuration } from '../../../domain/text/duration.ts'
import { type Html, html } from '../../../domain/text/html.ts'
import { withMeanings } from './failure-meanings.ts'
import { htmlChart, htmlTable, textChart, textTable } from './figures.ts'
import { foreignText } from './foreign-text.ts'
import { links, page, utc } from './page.ts'

/** What stands beside an alert in its mail. */
export interface MailContext {
  readonly tables: readonly TitledTable[]
  readonly chart?: TitledTable
  readonly runbook?: string
  readonly acknowledge?: string
  readonly dashboard?: string
}

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#b3261e',
  warning: '#9a5b00',
  info: '#2b5fa8',
}
const WELL_COLOUR = '#1b7f4b'
/** Mails about more alerts than this show the rest without tables. */
const MAX_FULL_SECTIONS = 10

const CLOSED_BECAUSE: Readonly<Record<CloseReason, string>> = {
  'not-measured': 'nothing was measured any more; nobody knows that it is well',
  'rule-changed': 'its rule was changed; if the new one finds something, it is a new alert',
  'rule-removed': 'its rule was removed',
}

/** The Message-ID that all mails of an episode refer to: their thread. */
function threadId(episode: string, domain: string): string {
  return `<${episode}@${domain}>`
}

/** Writes the mail of a plan. */
export function writeAlertMail(
  plan: MailPlan,
  contextOf: (signal: Signal) => MailContext | undefined,
  domain: string,
  nowMs: number,
): MailContent {
  const subject = subjectOf(plan)
  const sections = plan.sections.map((section, index) => {
    const context = contextOf(newestOf(section))
    return writeSection(section, index < MAX_FULL_SECTIONS ? context : undefined)
  })
  const intro = introOf(plan)
  return {
    subject,
    text: [...(intro === undefined ? [] : [intro]), ...sections.map((section) => section.text)].join(
      '\n\n----------------------------------------\n\n',
    ),
    html: page(subject, [
      ...(intro === undefined ? [] : [html`<p>${intro}</p>`]),
      ...sections.map((section) => section.html),
    ]),
    references: [...new Set(plan.sections.map((section) => threadId(newestOf(section).episode, domain)))],
    atMs: nowMs,
  }
}

function introOf({ digest, sections }: MailPlan): string | undefined {
  const lines = digest
    ? ['Many alerts came in a short time: this mail holds all that would have been mails of their own.']
    : []
  const beyond = new Map<string, number>()
  for (const { rule, beyondLimit } of sections.map(newestOf))
    if (beyondLimit !== undefined) beyond.set(rule, Math.max(beyondLimit, beyond.get(rule) ?? 0))
  for (const [rule, count] of beyond)
    lines.push(
      `And ${formatFigure(count)} more of ${rule}: one rule has at most ${MAX_ALERTS_PER_RULE} alerts at once.`,
    )
  return lines.length === 0 ? undefined : lines.join(' ')
}

/** Sorts by severity, rule, and time of firing; the mails of one episode stand together and in order. */
function subjectOf({ sections, digest }: MailPlan): string {
  const [first] = sections
  if (first === undefined) return '[Bluetick]'
  const newest = newestOf(first)
  const since = utc(newest.firedAtMs).replace(' UTC', 'Z')
  if (sections.length === 1 && !digest) {
    const state = stateOf(first)
    return `[Bluetick] ${newest.severity} ${newest.rule} ${since} ${state}: ${foreignText(newest.summary)}`
  }
  const rules = [...new Set(sections.map((section) => section[0].rule))].slice(0, 3).join(', ')
  const what = digest ? 'digest' : stateOf(first)
  return `[Bluetick] ${newest.severity} ${sections.length} alerts ${since} ${what}: ${rules}`
}

const WORDS: Readonly<Record<SignalKind, string>> = {
  firing: 'firing',
  worse: 'worse',
  reminder: 'reminder',
  resolved: 'resolved',
  closed: 'closed',
}

function stateOf(section: Section): string {
  const { kind } = newestOf(section)
  const both = section[0].kind === 'firing' && (kind === 'resolved' || kind === 'closed')
  return both ? `fired and ${WORDS[kind]}` : WORDS[kind]
}

function writeSection(section: Section, context: MailContext | undefined): { text: string; html: Html } {
  const signal = newestOf(section)
  const over = signal.kind === 'resolved' || signal.kind === 'closed'
  const facts = factsOf(section, signal, over)
  const { tables: asked = [], chart } = over ? {} : (context ?? {})
  const tables = asked.map((table) => ({ ...table, ...withMeanings(table) }))
  const linked = links([
    ['Acknowledge', over ? undefined : context?.acknowledge],
    ['Dashboard', context?.dashboard],
    ['Runbook', context?.runbook],
  ])
  const headline = `${stateOf(section).toUpperCase()}  ${signal.severity}  ${signal.rule}`
  const summary = foreignText(signal.summary)
  const width = Math.max(...facts.map(([name]) => name.length))
  const text = [
    `${headline}\n${summary}`,
    facts.map(([name, value]) => `${`${name}:`.padEnd(width + 1)} ${value}`).join('\n'),
    ...tables.map((table) => `${table.title}\n${textTable(table)}`),
    ...(chart === undefined ? [] : [`${chart.title}\n${textChart(chart)}`]),
    ...(linked.text.length > 0 ? [linked.text.join('\n')] : []),
  ].join('\n\n')
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:2px 16px 2px 0;color:#66707a">${name}</td><td style="padding:2px 0">${value}</td></tr>`,
  )
  const markup = html`<div style="border-left:4px solid ${over && signal.kind === 'resolved' ? WELL_COLOUR : COLOURS[signal.severity]};padding:2px 0 2px 14px;margin:0 0 28px">
<div style="font-size:12px;letter-spacing:.04em;color:#66707a">${headline}</div>
<div style="font-size:19px;font-weight:bold;margin:2px 0 10px">${summary}</div>
<table cellpadding="0" cellspacing="0" border="0" style="font-size:14px">${rows}</table>
${tables.map((table) => html`<p style="margin:16px 0 4px;font-weight:bold">${table.title}</p>${htmlTable(table)}`)}
${chart === undefined ? undefined : html`<p style="margin:16px 0 4px;font-weight:bold">${chart.title}</p>${htmlChart(chart)}`}
<p style="margin:16px 0 0">${linked.html}</p>
</div>`
  return { text, html: markup }
}

function factsOf(section: Section, signal: Signal, over: boolean): [string, string][] {
  const { value, samples, unit, firedAtMs, atMs } = signal
  const facts: [string, string][] = [
    ['Since', utc(signal.conditionSinceMs)],
    ['Fired', utc(firedAtMs)],
  ]
  if (signal.kind === 'resolved')
    facts.push(['Resolved', `${utc(atMs)}, after ${formatDuration(atMs - firedAtMs)}`])
  if (signal.kind === 'closed') {
    facts.push(['Closed', `${utc(atMs)}: ${CLOSED_BECAUSE[signal.reason ?? 'not-measured']}`])
  }
  if (!over && atMs > firedAtMs) facts.push(['Firing for', formatDuration(atMs - firedAtMs)])
  const counted = (figure: number) => `${formatFigure(figure)}${unit === '%' ? '' : ' '}${unit}`.trim()
  if (value !== undefined) {
    const name = signal.kind === 'closed' ? 'Final figure' : over ? 'Figure now' : 'Figure'
    facts.push([name, counted(value)])
  }
  if (signal.valueBefore !== undefined) facts.push(['You knew of', counted(signal.valueBefore)])
  if (signal.acknowledgedBefore !== undefined)
    facts.push([
      'Acknowledged',
      `by ${foreignText(signal.acknowledgedBefore)}, for the figure before: open again`,
    ])
  facts.push(['Fires when', `${signal.threshold}${unit === '' ? '' : ` (${unit})`}`])
  if (samples !== undefined) facts.push(['Samples', formatFigure(samples)])
  for (const [name, figure] of Object.entries(signal.figures)) {
    // A percentile is counted in what the value is counted in.
    facts.push([name, /^p\d+$/.test(name) ? counted(figure) : formatFigure(figure)])
  }
  const texts = { ...signal.labels, ...signal.descriptions }
  for (const [name, text] of Object.entries(texts)) facts.push([name, foreignText(text)])
  const reminders = section.filter((one) => one.kind === 'reminder').length
  if (reminders > 0 && over) facts.push(['Reminders held back', String(reminders)])
  return facts
}
