import type { LabelRoute, Labels, RuleRoutes, Severity } from './rule.ts'

/** Who is notified where a rule names nobody, and who next. A recipient is a mail address or the name of a channel. */
export interface Routes {
  readonly bySeverity: (severity: Severity) => readonly string[]
  /** Lists that are notified one after the other while nobody acknowledges. */
  readonly escalation: readonly (readonly string[])[]
}

/** What decides who is notified. */
export interface Routed {
  readonly severity: Severity
  /** Whom the rule names. */
  readonly to?: readonly string[]
  /** How many of the further lists know of it. */
  readonly escalation?: number
}

/** Everybody who is to hear of an alert, each once. An escalation is for the list that it reached. */
export function recipientsOf(routes: Routes, alert: Routed & { readonly kind?: string }): readonly string[] {
  const { severity, to, escalation = 0 } = alert
  if (alert.kind === 'escalation') return routes.escalation[escalation - 1] ?? []
  return [
    ...new Set([...(to ?? routes.bySeverity(severity)), ...routes.escalation.slice(0, escalation).flat()]),
  ]
}

/** Whom a rule names for an alert with these texts; undefined where it names nobody. */
export function routeOf({ to, byLabel }: RuleRoutes, texts: Labels): readonly string[] | undefined {
  return byLabel.find(({ label, pattern }) => matches(pattern, texts[label]))?.to ?? to
}

/** Every recipient that a rule names. */
export function namedBy({ to = [], byLabel }: RuleRoutes): readonly string[] {
  return [...new Set([...to, ...byLabel.flatMap((route) => route.to)])]
}

/** Whether a recipient is a mail address; else it is the name of a channel. */
export function isMailAddress(recipient: string): boolean {
  return recipient.includes('@')
}

function matches(pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value)
}

export const CHANNEL_NAME = /^[a-z][a-z0-9-]{0,30}$/
const ADDRESS = /^[^\s<>,@"=]+@[^\s<>,@"=]+$/

/** Mail addresses and names of channels with commas between them; undefined where one is neither. */
export function parseRecipients(text: string): readonly string[] | undefined {
  const names = text.split(',').map((name) => name.trim())
  return names.every((name) => ADDRESS.test(name) || CHANNEL_NAME.test(name)) ? names : undefined
}

/** `value = recipients`, as a `to.<label>` header has it. */
export function parseLabelRoute(label: string, text: string): LabelRoute | undefined {
  const at = text.lastIndexOf('=')
  const to = at < 1 ? undefined : parseRecipients(text.slice(at + 1))
  const pattern = text.slice(0, Math.max(at, 0)).trim()
  return to === undefined || pattern === '' ? undefined : { label, pattern, to }
}
