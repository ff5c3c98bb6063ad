import type { Signal } from '../../domain/alerts/alert-state.ts'
import type { Notification, NotifiedAlert } from '../../domain/alerts/notification.ts'
import type { Channel } from '../../domain/alerts/ports.ts'
import { clip, linksShown } from './lines.ts'
import { postJson } from './post-json.ts'

export interface PagerDutyOptions {
  readonly routingKey: string
  /** Of the United States or of the European Union. */
  readonly api: string
  readonly timeoutMs?: number
}

/** Limits of the Events API v2 (developer.pagerduty.com, "Send an alert event"). */
const MAX_SUMMARY_CHARACTERS = 1_024
const MAX_KEY_CHARACTERS = 255

/** PagerDuty's Events API v2: one incident for each episode, which ends with it. */
export function createPagerDutyChannel({ routingKey, api, timeoutMs }: PagerDutyOptions): Channel {
  return {
    holds: 'alert',
    deduplicates: true,
    async send(notification) {
      const event = pagerDutyEvent(notification, routingKey)
      if (event === undefined) return { kind: 'sent' }
      return postJson(`${api}/v2/enqueue`, event, {
        reasonOf: ({ text }) => /"errors"\s*:\s*\[\s*"([^"]{1,200})"/.exec(text)?.[1],
        ...(timeoutMs !== undefined && { timeoutMs }),
      })
    },
  }
}

const ACTIONS: Readonly<Record<Signal['kind'], 'trigger' | 'acknowledge' | 'resolve'>> = {
  firing: 'trigger',
  worse: 'trigger',
  reminder: 'trigger',
  escalation: 'trigger',
  unacknowledged: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
  closed: 'resolve',
}

/** PagerDuty's event for one alert; nothing where there is none. */
export function pagerDutyEvent(notification: Notification, routingKey: string): object | undefined {
  const [alert] = notification.alerts
  if (alert === undefined) return undefined
  const { signal } = alert
  const action = ACTIONS[signal.kind]
  return {
    routing_key: routingKey,
    event_action: action,
    dedup_key: clip(signal.episode, MAX_KEY_CHARACTERS),
    ...(action === 'trigger' && {
      payload: payloadOf(alert, notification.installation),
      client: notification.installation,
      links: linksShown(alert).map(([text, href]) => ({ href, text })),
    }),
  }
}

function payloadOf({ signal, headline, facts }: NotifiedAlert, installation: string): object {
  return {
    summary: clip(headline, MAX_SUMMARY_CHARACTERS),
    source: installation,
    severity: signal.severity,
    timestamp: new Date(signal.firedAtMs).toISOString(),
    component: 'bluetick',
    group: signal.rule,
    class: signal.rule,
    custom_details: Object.fromEntries(facts),
  }
}
