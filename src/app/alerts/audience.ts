import { isMailAddress, namedBy, type Routes } from '../../domain/alerts/route.ts'
import { type Rule, SEVERITIES } from '../../domain/alerts/rule.ts'
import type { MailOrigin } from './mails/page.ts'

/** Who mails in files are addressed to where nobody is named: somebody will find them. */
const NOBODY = ['oncall@localhost']

/** The settings that name recipients. */
interface Addresses {
  readonly ALERT_TO?: readonly string[] | undefined
  readonly ALERT_TO_CRITICAL?: readonly string[] | undefined
  readonly ESCALATE_TO?: readonly (readonly string[])[] | undefined
  readonly REPORT_TO?: readonly string[] | undefined
}

/** Who is notified of alerts, and who next. */
export function routesOf(config: Addresses): Routes {
  const all = config.ALERT_TO ?? NOBODY
  const critical = config.ALERT_TO_CRITICAL ?? all
  return {
    bySeverity: (severity) => (severity === 'critical' ? critical : all),
    escalation: config.ESCALATE_TO ?? [],
  }
}

/** Everybody whom the settings name, and rules. */
export function everybody(config: Addresses, rules: readonly Rule[]): ReadonlySet<string> {
  const { bySeverity, escalation } = routesOf(config)
  return new Set([
    ...SEVERITIES.flatMap(bySeverity),
    ...escalation.flat(),
    ...rules.flatMap((rule) => namedBy(rule.routes)),
  ])
}

/** Who gets the summaries: they go by mail. */
export function summaryRecipients(config: Addresses): readonly string[] {
  return config.REPORT_TO ?? config.ALERT_TO?.filter(isMailAddress) ?? NOBODY
}

interface OriginSettings {
  readonly ALERT_FROM: string
  readonly INSTALLATION_NAME: string
  readonly ALERT_TIMEZONE?: string | undefined
  readonly REPORT_TIMEZONE: string
}

/** What mails say of where they come from. */
export function originOf(config: OriginSettings): MailOrigin {
  return {
    domain: mailDomain(config.ALERT_FROM),
    installation: config.INSTALLATION_NAME,
    zone: config.ALERT_TIMEZONE ?? config.REPORT_TIMEZONE,
  }
}

/** The part of Message-IDs behind the "@": the sender's. */
export function mailDomain(from: string): string {
  return /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? 'bluetick.localhost'
}
