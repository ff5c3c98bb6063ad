import { type MailPlan, newestOf, type Section } from '../../../domain/alerts/mail-plan.ts'
import { alignColumns } from '../../../domain/text/columns.ts'
import { type Html, html } from '../../../domain/text/html.ts'
import { foreignText } from './foreign-text.ts'
import { counted, stateOf } from './subject.ts'
import { worstFirst } from './worst-first.ts'

/** Rows of the table; with names of this length the mail stays under 100 kB. */
const MAX_ROWS = 200
const MAX_NAME_CHARACTERS = 60
const COLUMNS = ['rule', 'which', 'figure', 'state'] as const
const FIGURE_COLUMN = 2

/** Many alerts as one table: the worst first, each on one line. */
export function stormTable({ sections }: Pick<MailPlan, 'sections'>): { text: string; html: Html } {
  const rows = worstFirst(sections).slice(0, MAX_ROWS).map(rowOf)
  const left = sections.length - rows.length
  const more = left > 0 ? `And ${left} more: npx bluetick alerts list` : undefined
  const lines = alignColumns([COLUMNS, ...rows], [false, false, true, false])
  const heading = `${sections.length} alerts, the worst first`
  const body = [...lines.map((line) => line.trimEnd()), ...(more === undefined ? [] : [more])]
  const text = [heading, '', ...body].join('\n')
  // Attributes of the table instead of a style for each cell: 200 rows must stay small.
  const markup = html`<h2 style="margin:0 0 8px;font-size:18px">${heading}</h2><table cellpadding="4" cellspacing="0" border="0" style="border-collapse:collapse;font-size:14px">
<tr style="color:#66707a">${COLUMNS.map((name, index) => html`<th align="${index === FIGURE_COLUMN ? 'right' : 'left'}">${name}</th>`)}</tr>
${rows.map(
  (row) =>
    html`<tr>${row.map((cell, index) => (index === FIGURE_COLUMN ? html`<td align="right" nowrap>${cell}</td>` : html`<td>${cell}</td>`))}</tr>
`,
)}</table>${more === undefined ? undefined : html`<p>${more}</p>`}`
  return { text, html: markup }
}

function rowOf(section: Section): string[] {
  const { rule, labels, descriptions, value, unit } = newestOf(section)
  // What describes an alert is for people; what identifies it is shown where nothing describes it.
  const names = Object.values(descriptions ?? {}).some((text) => text !== '') ? descriptions : labels
  const name = foreignText(Object.values(names ?? {}).join(', '))
  const short =
    name.length > MAX_NAME_CHARACTERS ? `${name.slice(0, MAX_NAME_CHARACTERS - 1).toWellFormed()}…` : name
  return [
    rule,
    short === '' ? '–' : short,
    value === undefined ? '–' : counted(value, unit),
    stateOf(section),
  ]
}
