import type { Cron } from './cron.ts'

/** How urgent an alert is; also a metric's label, so the set is closed. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '!='

/** What a figure is compared with: a constant plus multiples of other columns, such as `usual - 3 sigma`. */
export interface Bound {
  readonly constant: number
  readonly terms: readonly { readonly factor: number; readonly column: string }[]
}

export interface Comparison {
  /** A number column of the answer. */
  readonly column: string
  readonly operator: Operator
  readonly bound: Bound
  /** The bound as it was written. */
  readonly boundText: string
}

/** Comparisons that must all hold. */
export type Condition = readonly Comparison[]

/** A rule's own recipients for alerts whose label matches. */
export interface LabelRoute {
  readonly label: string
  /** The label's value; `*` stands for any text. */
  readonly pattern: string
  readonly to: readonly string[]
}

/** Whom a rule names: the first route that matches, else `to`; neither: whoever is notified of its severity. */
export interface RuleRoutes {
  readonly to?: readonly string[]
  readonly byLabel: readonly LabelRoute[]
}

/** A rule: a question in SQL, and what the engine makes of the answer. */
export interface Rule {
  /** The file's name without ending. */
  readonly name: string
  readonly severity: Severity
  /** When it is evaluated, in UTC. */
  readonly schedule: Cron
  /** Fires when it holds; `'rows'`: fires when a row comes back and resolves when none does. */
  readonly fire: Condition | 'rows'
  /** Resolves when it holds; absent: when `fire` does not. */
  readonly resolve?: Condition
  /** How long `fire` must hold before it fires. */
  readonly forMs: number
  /** How long `resolve` must hold before it resolves. */
  readonly keepFiringForMs: number
  /** With fewer samples than this it fires only where chance is ruled out. */
  readonly minSamples: number
  /** How often to remind while it fires and nobody has acknowledged it. */
  readonly repeatMs?: number
  /** Closes an alert of which nothing was measured for this long, though the query works. */
  readonly closeAfterMs?: number
  /** While one of these rules has an alert, this one is evaluated and nobody is notified: it has the same cause. */
  readonly inhibitedBy: readonly string[]
  /** Text columns that describe an alert and do not identify it. */
  readonly describe: readonly string[]
  /** Who is notified of its alerts instead of those of its severity. */
  readonly routes: RuleRoutes
  /** What `value` is counted in, such as "%" or "s". */
  readonly unit: string
  /** One sentence with placeholders (summary.ts). */
  readonly summary: string
  /** Where the runbook is: an address, or a path inside the project. */
  readonly runbook?: string
  /** Names of the tables that a mail shows (files of `sql/alerts/tables`). */
  readonly tables: readonly string[]
  /** The name of the chart that a mail shows (a file of `sql/alerts/tables`). */
  readonly chart?: string
  /** The question, with `$1`… in place of its parameters. */
  readonly sql: string
  /** What `$1`… stand for: `now`, or a fixed text from a `param.<name>` header. */
  readonly parameters: readonly RuleParameter[]
  /** Changes with whatever decides what fires: query and headers, not their wording. */
  readonly fingerprint: string
}

export type RuleParameter = { readonly kind: 'now' } | { readonly kind: 'text'; readonly value: string }

/** Identifies one alert of a rule: its text columns. */
export type Labels = Readonly<Record<string, string>>

/** A row of a rule's answer. */
export interface RuleRow {
  readonly labels: Labels
  /** The text columns that `describe` names. */
  readonly descriptions?: Labels
  /** The number columns, in the order of the query; null where SQL says NULL. */
  readonly figures: Readonly<Record<string, number | null>>
}

/** Labels as one text: the same for the same labels, whatever their order. */
export function keyOfLabels(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Splits a row's text columns into those that identify its alert and those that only describe it. */
export function splitTexts(rule: Rule, texts: Labels): Pick<RuleRow, 'labels' | 'descriptions'> {
  const isDescription = ([name]: readonly [string, string]) => rule.describe.includes(name)
  const entries = Object.entries(texts)
  const descriptions = Object.fromEntries(entries.filter(isDescription))
  const labels = Object.fromEntries(entries.filter((entry) => !isDescription(entry)))
  return Object.keys(descriptions).length === 0 ? { labels } : { labels, descriptions }
}

/** The number column that the engine calls `value`: the one of that name, else the first that is not the sample count. */
export function mainColumn(numbers: readonly string[]): string | undefined {
  return numbers.includes('value') ? 'value' : numbers.find((name) => name !== 'samples')
}

/** What a row measures; null where that is NULL, or no number. */
export function mainFigure({ figures }: RuleRow): number | null {
  // A `value` that is NULL is no reason to measure another column.
  const value = figures[mainColumn(Object.keys(figures)) ?? ''] ?? null
  return Number.isNaN(value) ? null : value
}

/** The sample count of a row, where it gives one. */
export function samplesOf(row: RuleRow): number | undefined {
  return row.figures.samples ?? undefined
}
