import type { Notification, NotifiedAlert } from '../../domain/alerts/notification.ts'
import type { Channel } from '../../domain/alerts/ports.ts'
import { clip, factsShown, linksShown, moreLine, signOf } from './lines.ts'
import { postJson } from './post-json.ts'

/** Teams takes messages of 28 KB (learn.microsoft.com, "Limits and specifications for Teams"): a storm is cut before that. */
const MAX_ALERTS = 5
const MAX_LINE_CHARACTERS = 400

/**
 * A workflow of Teams that begins "when a Teams webhook request is received", and posts the adaptive card that it is sent. It
 * knows no repetition.
 */
export function createTeamsChannel(url: string, timeoutMs?: number): Channel {
  return {
    holds: 'moment',
    deduplicates: false,
    send: (notification) =>
      postJson(url, teamsMessage(notification), timeoutMs === undefined ? {} : { timeoutMs }),
  }
}

export function teamsMessage({ title, alerts, more, installation }: Notification): object {
  const shown = alerts.slice(0, MAX_ALERTS)
  const rest = moreLine(more + alerts.length - shown.length)
  const [only] = alerts.length === 1 ? alerts : []
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    // What a notification of Teams shows.
    fallbackText: clip(title, MAX_LINE_CHARACTERS),
    body: [
      ...(only === undefined ? [block(title, { weight: 'Bolder', size: 'Medium' })] : []),
      ...shown.map(container),
      ...(rest === undefined ? [] : [block(rest)]),
      block(installation, { isSubtle: true, size: 'Small' }),
    ],
    actions:
      only === undefined
        ? []
        : linksShown(only).map(([name, url]) => ({ type: 'Action.OpenUrl', title: name, url })),
    msteams: { width: 'Full' },
  }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}

function container(alert: NotifiedAlert): object {
  const { signal, state, headline } = alert
  const good = signal.kind === 'resolved'
  const style = good ? 'good' : signal.severity === 'critical' ? 'attention' : 'warning'
  const facts = factsShown(alert).map(([name, value]) => ({
    title: name,
    value: plain(clip(value, MAX_LINE_CHARACTERS)),
  }))
  return {
    type: 'Container',
    style,
    items: [
      block(`${signOf(alert)} ${headline}`, { weight: 'Bolder' }),
      block(`${state}, ${signal.severity}, ${signal.rule}`, { isSubtle: true, spacing: 'None' }),
      { type: 'FactSet', facts },
    ],
  }
}

function block(text: string, more: Readonly<Record<string, unknown>> = {}): object {
  return { type: 'TextBlock', text: plain(clip(text, MAX_LINE_CHARACTERS)), wrap: true, ...more }
}

/** Adaptive cards read a part of Markdown: other people's text must make no links and no lists. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#~]/g, '\\$&')
}
