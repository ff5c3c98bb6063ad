import type { MailContent } from '../../../domain/alerts/mail.ts'
import { type Cadence, LATE_AFTER_MS, type Period } from '../../../domain/alerts/period.ts'
import type { FigureTable } from '../../../domain/alerts/ports.ts'
import { formatFigure } from '../../../domain/alerts/summary.ts'
import { type Html, html } from '../../../domain/text/html.ts'
import { compareTotals, formatPoints, type Totals } from './comparison.ts'
import { withMeanings } from './failure-meanings.ts'
import { htmlChart, htmlTable, textChart, textTable } from './figures.ts'
import { links, page, type ReportOrigin, signature, utc } from './page.ts'

/** What a summary is made of. */
export interface SummaryFigures {
  readonly totals: Totals
  readonly before: Totals
  readonly chart: FigureTable
  readonly campaigns: FigureTable
  readonly failures: FigureTable
  readonly bestHours: FigureTable
  /** What the alert rules did; shown in the weekly and the monthly summary. */
  readonly alerts: FigureTable
}

const TITLES: Readonly<Record<Cadence, string>> = {
  daily: 'Daily delivery summary',
  weekly: 'Weekly engagement trend',
  monthly: 'Monthly read rate',
}
const BEFORE: Readonly<Record<Cadence, string>> = {
  daily: 'the day before',
  weekly: 'the week before',
  monthly: 'the month before',
}

/** Writes the mail of one summary. It is sent also when nothing happened, and says so. */
export function writeSummaryMail(
  period: Period,
  figures: SummaryFigures,
  nowMs: number,
  { dashboard, installation }: ReportOrigin,
): MailContent {
  const { cadence, zone } = period
  const [firstDay = ''] = period.key.split('/')
  const name = cadence === 'weekly' ? `week from ${firstDay}` : firstDay
  const late = nowMs - period.dueMs > LATE_AFTER_MS
  const title = TITLES[cadence]
  const messages = figures.totals.messages ?? 0
  const headline = headlineOf(cadence, figures)
  const subject = `${headline} [${cadence} report ${firstDay}${late ? ', late' : ''}, ${installation}]`
  const sections: readonly (readonly [string, FigureTable, 'table' | 'chart'])[] = [
    [
      `Against ${BEFORE[cadence]}`,
      compareTotals(figures.totals, figures.before, [name, BEFORE[cadence]]),
      'table',
    ],
    [cadence === 'daily' ? 'Messages by hour' : 'Messages by day', figures.chart, 'chart'],
    ...(cadence === 'daily' ? [] : ([['Rates by day', withMessages(figures.chart), 'table']] as const)),
    ['Campaigns with the lowest delivery rate', figures.campaigns, 'table'],
    ['Failures by code', withMeanings(figures.failures), 'table'],
    ['Best hours to send, by read rate', figures.bestHours, 'table'],
  ]
  const alerts =
    cadence === 'daily' ? [] : ([['Alerts, the noisiest rule first', figures.alerts, 'table']] as const)
  const shown = [...(messages === 0 ? [] : sections), ...alerts].filter(([, table]) => table.rows.length > 0)
  const remarks = [
    `Whole days of ${zone}: ${utc(period.startMs)} to ${utc(period.endMs)}.`,
    ...(late ? [`This report is late: it was due at ${utc(period.dueMs)}, and could not be made then.`] : []),
    ...(messages === 0 ? ['No message was heard of in this period.'] : []),
  ]
  const linked = links([['Dashboard', dashboard]])
  return {
    subject,
    text: [
      `${title}, ${name}\n${headline}`,
      remarks.join('\n'),
      ...shown.map(
        ([heading, table, kind]) => `${heading}\n${kind === 'chart' ? textChart(table) : textTable(table)}`,
      ),
      ...(linked.text.length > 0 ? [linked.text.join('\n')] : []),
      signature(installation),
    ].join('\n\n'),
    html: page(
      subject,
      [
        html`<h1 style="font-size:20px;margin:0 0 6px">${title}, ${name}</h1>`,
        html`<p style="margin:0 0 10px;font-size:17px">${headline}</p>`,
        ...remarks.map((remark) => html`<p style="margin:0 0 6px;color:#66707a">${remark}</p>`),
        ...shown.map(([heading, table, kind]): Html => {
          const body = kind === 'chart' ? htmlChart(table) : htmlTable(table)
          return html`<h2 style="font-size:16px;margin:22px 0 6px">${heading}</h2>${body}`
        }),
        html`<p style="margin:20px 0 0">${linked.html}</p>`,
      ],
      installation,
    ),
    references: [],
    atMs: nowMs,
  }
}

function headlineOf(cadence: Cadence, { totals, before }: SummaryFigures): string {
  const messages = totals.messages ?? 0
  if (messages === 0) return 'Nothing happened'
  const rate = cadence === 'daily' ? 'delivery_rate' : 'read_rate'
  const now = totals[rate]
  const then = before[rate]
  const change = now === null || then === null ? '' : ` (${formatPoints(now - then)})`
  const name = cadence === 'daily' ? 'delivered' : 'read'
  return `${formatFigure(messages)} ${messages === 1 ? 'message' : 'messages'}, ${now === null ? '–' : formatFigure(now)}% ${name}${change}`
}

/** The days on which there was something to measure; the chart shows the others. */
function withMessages({ columns, rows }: FigureTable): FigureTable {
  return { columns, rows: rows.filter(([, messages]) => messages !== 0) }
}
