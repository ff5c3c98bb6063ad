import type { Notification, NotifiedAlert } from '../../domain/alerts/notification.ts'
import type { Channel } from '../../domain/alerts/ports.ts'
import { clip, factsShown, linksShown, moreLine, signOf } from './lines.ts'
import { postJson } from './post-json.ts'

/** Slack cuts longer texts of a block (Block Kit reference, section). */
const MAX_BLOCK_CHARACTERS = 3_000

/**
 * An incoming webhook of Slack, or of what understands the same (Mattermost, Rocket.Chat, Discord's /slack). It knows no
 * repetition. docs.slack.dev, "Sending messages using incoming webhooks".
 */
export function createSlackChannel(url: string, timeoutMs?: number): Channel {
  return {
    holds: 'moment',
    deduplicates: false,
    send: (notification) =>
      postJson(url, slackMessage(notification), {
        // Slack answers in one word, such as "no_service".
        reasonOf: ({ text }) => /^[a-z_]{3,40}$/.exec(text)?.[0],
        ...(timeoutMs !== undefined && { timeoutMs }),
      }),
  }
}

/** `text` is what notifications show and what clients without blocks do. */
export function slackMessage({ title, alerts, more, installation }: Notification): object {
  const [first] = alerts
  const sign = first === undefined ? '' : `${signOf(first)} `
  const rest = moreLine(more)
  return {
    text: `${sign}${escapeText(title)}`,
    blocks: [
      ...alerts.map((alert) => section(textOf(alert))),
      ...(rest === undefined ? [] : [section(rest)]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: escapeText(installation) }] },
    ],
  }
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text: clip(text, MAX_BLOCK_CHARACTERS) } }
}

function textOf(alert: NotifiedAlert): string {
  const { signal, state, headline } = alert
  return [
    `${signOf(alert)} *${escapeText(headline)}*`,
    `_${escapeText(`${state}, ${signal.severity}, ${signal.rule}`)}_`,
    ...factsShown(alert).map(([name, value]) => `${escapeText(name)}: ${escapeText(value)}`),
    linksShown(alert)
      .map(([name, address]) => `<${escapeText(address)}|${name}>`)
      .join('  '),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

/** What Slack would read as its own marks (docs.slack.dev, "Formatting message text"). */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
