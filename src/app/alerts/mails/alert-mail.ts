import type { Measure, Signal } from '../../../domain/alerts/alert-state.ts'
import { MAX_ALERTS_PER_RULE } from '../../../domain/alerts/decide.ts'
import type { MailContent } from '../../../domain/alerts/mail.ts'
import { type MailPlan, newestOf, type Section } from '../../../domain/alerts/mail-plan.ts'
import type { TitledTable } from '../../../domain/alerts/ports.ts'
import type { Severity } from '../../../domain/alerts/rule.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { type Html, html } from '../../../domain/text/html.ts'
import { factsOf } from './facts.ts'
import { withMeanings } from './failure-meanings.ts'
import { htmlChart, htmlTable, textChart, textTable } from './figures.ts'
import { foreignText } from './foreign-text.ts'
import { links, type MailOrigin, page, signature } from './page.ts'
import { stormTable } from './storm.ts'
import { headline, stateOf, subjectOf } from './subject.ts'

/** What stands beside an alert in its mail. */
export interface MailContext {
  readonly tables: readonly TitledTable[]
  readonly chart?: TitledTable
  readonly runbook?: string
  readonly acknowledge?: string
  readonly dashboard?: string
  /** The page to silence its rule on. */
  readonly silence?: string
  /** What to do first, from the runbook. */
  readonly steps?: readonly string[]
  /** Commands to acknowledge and to silence. */
  readonly commands?: readonly string[]
  /** What the rule said of the same labels an hour before. */
  readonly anHourAgo?: Measure
}

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: '#b3261e',
  warning: '#9a5b00',
  info: '#2b5fa8',
}
const TITLE = 'margin:16px 0 4px;font-weight:bold'
const WELL_COLOUR = '#1b7f4b'
/** More alerts than this are one table. */
const MAX_FULL_SECTIONS = 5
/** How many rules of a storm are shown with one alert in full. */
const MAX_OF_STORM = 3

/** Why a mail holds many alerts. */
const DIGESTS = {
  many: 'Many alerts came in a short time: this mail holds all that would have been mails of their own.',
  held: 'This came during quiet hours, and could wait for their end.',
} as const

/** The Message-ID that all mails of an episode refer to: their thread. */
function threadId(episode: string, domain: string): string {
  return `<${episode}@${domain}>`
}

/** Writes the mail of a plan: each alert with what stands beside it, or a storm of them as one table. */
export function writeAlertMail(
  plan: MailPlan,
  contextOf: (signal: Signal) => MailContext | undefined,
  origin: MailOrigin,
  nowMs: number,
): MailContent {
  const { installation, zone, domain } = origin
  const subject = subjectOf(plan, installation)
  const intro = introOf(plan)
  const storm = plan.sections.length > MAX_FULL_SECTIONS
  const parts = [
    ...(intro === undefined ? [] : [{ text: intro, html: html`<p>${intro}</p>` }]),
    ...(storm ? [stormTable(plan)] : []),
    ...(storm ? firstOfEachRule(plan.sections) : plan.sections).map((section) =>
      writeSection(section, contextOf(newestOf(section)), zone),
    ),
  ]
  const line = signature(installation)
  return {
    subject,
    text: `${parts.map(({ text }) => text).join('\n\n----------------------------------------\n\n')}\n\n-- \n${line}\n`,
    html: page(
      subject,
      parts.map((part) => part.html),
      installation,
    ),
    references: [...new Set(plan.sections.map((section) => threadId(newestOf(section).episode, domain)))],
    atMs: nowMs,
  }
}

/** Of a storm only the first alert of some rules is shown in full. */
function firstOfEachRule(sections: readonly Section[]): readonly Section[] {
  const first = new Map<string, Section>()
  for (const section of sections) if (!first.has(section[0].rule)) first.set(section[0].rule, section)
  return [...first.values()].slice(0, MAX_OF_STORM)
}

function introOf({ digest, sections }: MailPlan): string | undefined {
  const lines: string[] = digest === undefined ? [] : [DIGESTS[digest]]
  const beyond = new Map<string, number>()
  for (const { rule, beyondLimit } of sections.map(newestOf))
    if (beyondLimit !== undefined) beyond.set(rule, Math.max(beyondLimit, beyond.get(rule) ?? 0))
  for (const [rule, count] of beyond)
    lines.push(
      `And ${formatFigure(count)} more of ${rule}: one rule has at most ${MAX_ALERTS_PER_RULE} alerts at once.`,
    )
  return lines.length === 0 ? undefined : lines.join(' ')
}

function writeSection(
  section: Section,
  context: MailContext | undefined,
  zone: string,
): { text: string; html: Html } {
  const signal = newestOf(section)
  const over = signal.kind === 'resolved' || signal.kind === 'closed'
  const facts = factsOf(section, signal, context?.anHourAgo, zone)
  const { tables: asked = [], chart } = over ? {} : (context ?? {})
  const tables = asked.map((table) => ({ ...table, ...withMeanings(table) }))
  const linked = links([
    ['Acknowledge', over ? undefined : context?.acknowledge],
    ['Silence', over ? undefined : context?.silence],
    ['Dashboard', context?.dashboard],
    ['Runbook', context?.runbook],
  ])
  const eyebrow = `${stateOf(section).toUpperCase()}  ${signal.severity}  ${signal.rule}`
  const summary = signal.kind === 'resolved' ? headline(signal) : foreignText(signal.summary)
  const { steps = [], commands = [] } = over ? {} : (context ?? {})
  const width = Math.max(...facts.map(([name]) => name.length))
  const text = [
    `${eyebrow}\n${summary}`,
    facts.map(([name, value]) => `${`${name}:`.padEnd(width + 1)} ${value}`).join('\n'),
    ...(steps.length === 0
      ? []
      : [`What to do first\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`]),
    ...tables.map((table) => `${table.title}\n${textTable(table)}`),
    ...(chart === undefined ? [] : [`${chart.title}\n${textChart(chart)}`]),
    ...(linked.text.length > 0 ? [linked.text.join('\n')] : []),
    ...(commands.length > 0 ? [commands.join('\n')] : []),
  ].join('\n\n')
  const rows = facts.map(
    ([name, value]) =>
      html`<tr><td style="padding:2px 16px 2px 0;color:#66707a;white-space:nowrap" valign="top">${name}</td><td style="padding:2px 0">${value}</td></tr>`,
  )
  const markup = html`<div style="border-left:4px solid ${over && signal.kind === 'resolved' ? WELL_COLOUR : COLOURS[signal.severity]};padding:2px 0 2px 14px;margin:0 0 28px">
<div style="font-size:12px;letter-spacing:.04em;color:#66707a">${eyebrow}</div>
<div style="font-size:19px;font-weight:bold;margin:2px 0 10px">${summary}</div>
<table cellpadding="0" cellspacing="0" border="0" style="font-size:14px">${rows}</table>
${steps.length === 0 ? undefined : html`<p style="${TITLE}">What to do first</p><ol style="margin:0;padding-left:20px;font-size:14px">${steps.map((step) => html`<li style="margin:0 0 4px">${step}</li>`)}</ol>`}
${tables.map((table) => html`<p style="${TITLE}">${table.title}</p>${htmlTable(table)}`)}
${chart === undefined ? undefined : html`<p style="${TITLE}">${chart.title}</p>${htmlChart(chart)}`}
<p style="margin:16px 0 0">${linked.html}</p>
${commands.map((command) => html`<div style="margin:6px 0 0;padding:6px 8px;background:#f3f5f7;font-family:monospace;font-size:12px;word-break:break-word">${command}</div>`)}
</div>`
  return { text, html: markup }
}
