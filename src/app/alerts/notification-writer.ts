import type { Signal } from '../../domain/alerts/alert-state.ts'
import { type MailPlan, newestOf, type Section } from '../../domain/alerts/mail-plan.ts'
import type { AlertLinks, Notification, NotifiedAlert } from '../../domain/alerts/notification.ts'
import { linksOf, type MailContextParts } from './mail-context.ts'
import { factsOf } from './mails/facts.ts'
import type { MailOrigin } from './mails/page.ts'
import { headline, headlineOf, stateOf } from './mails/subject.ts'
import { worstFirst } from './mails/worst-first.ts'

/** How many alerts a message shows; a storm's others are counted. */
const MAX_SHOWN = 10

export interface NotificationWriterParts extends Pick<MailContextParts, 'rule' | 'dashboard' | 'publicUrl'> {
  /** The key that signs links; it lies in the database. */
  readonly linkKey: () => Promise<string>
  readonly origin: MailOrigin
}

/** Writes what channels show of a plan; asks the database nothing but for the key of links, and does without it. */
export function createNotificationWriter(parts: NotificationWriterParts) {
  return async (plan: MailPlan, nowMs: number): Promise<Notification> => {
    const linkKey = await parts.linkKey().catch(() => undefined)
    const sections = worstFirst(plan.sections)
    const links = (section: Section) =>
      absolute(linksOf(newestOf(section), { ...parts, linkKey: linkKey ?? '' }, nowMs))
    const alerts = sections.slice(0, MAX_SHOWN).map((section): NotifiedAlert => {
      const { acknowledge, ...others } = links(section)
      return {
        signal: newestOf(section),
        state: stateOf(section),
        headline: headline(newestOf(section)),
        facts: factsOf(section, newestOf(section), undefined, parts.origin.zone),
        links: { ...others, ...(linkKey !== undefined && acknowledge !== undefined && { acknowledge }) },
      }
    })
    return {
      key: plan.key,
      installation: parts.origin.installation,
      title: headlineOf(plan),
      alerts,
      more: sections.length - alerts.length,
      atMs: nowMs,
    }
  }
}

/** One signal as a channel shows it that must not wait for the database: no links. */
export function bareNotification(key: string, signal: Signal, origin: MailOrigin): Notification {
  const section = [signal] as const
  const alert: NotifiedAlert = {
    signal,
    state: stateOf(section),
    headline: headline(signal),
    facts: factsOf(section, signal, undefined, origin.zone),
    links: {},
  }
  const { installation } = origin
  return { key, installation, title: alert.headline, alerts: [alert], more: 0, atMs: signal.atMs }
}

/** A runbook without PUBLIC_URL is a path inside the project: no link. */
function absolute(links: AlertLinks): AlertLinks {
  return Object.fromEntries(Object.entries(links).filter(([, address]) => /^https?:/.test(address)))
}
