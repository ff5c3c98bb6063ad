import type { SendResult } from '../../domain/alerts/mail.ts'
import type { Notification, NotifiedAlert } from '../../domain/alerts/notification.ts'
import type { Channel } from '../../domain/alerts/ports.ts'
import { html } from '../../domain/text/html.ts'
import { clip, factsShown, linksShown, moreLine, signOf } from './lines.ts'
import { type HttpResponse, postJson } from './post-json.ts'

export interface TelegramOptions {
  readonly token: string
  /** A number, or `@channelname`. */
  readonly chat: string
  /** Of Telegram, or of a Bot API server of one's own. */
  readonly api: string
  readonly timeoutMs?: number
}

/** sendMessage takes 4,096 characters after entities (core.telegram.org/bots/api). */
const MAX_CHARACTERS = 4_096
const MAX_LINE_CHARACTERS = 300
/** More would not fit with all that belongs to them. */
const MAX_ALERTS = 4

/** A bot of Telegram that writes into a chat. It knows no repetition. */
export function createTelegramChannel({ token, chat, api, timeoutMs }: TelegramOptions): Channel {
  return {
    holds: 'moment',
    deduplicates: false,
    send: (notification): Promise<SendResult> =>
      postJson(`${api}/bot${token}/sendMessage`, telegramMessage(notification, chat), {
        reasonOf: descriptionOf,
        ...(timeoutMs !== undefined && { timeoutMs }),
      }),
  }
}

export function telegramMessage(notification: Notification, chat: string): object {
  const { title, alerts, more, installation } = notification
  const shown = alerts.slice(0, MAX_ALERTS)
  const rest = moreLine(more + alerts.length - shown.length)
  const parts = [
    ...(alerts.length > 1 ? [html`<b>${line(title)}</b>`.markup] : []),
    ...shown.map(textOf),
    ...(rest === undefined ? [] : [rest]),
    html`<i>${line(installation)}</i>`.markup,
  ]
  const quiet = alerts.every(({ signal }) => signal.severity !== 'critical' || signal.kind === 'resolved')
  return {
    chat_id: chat,
    // The parts are bounded, so that no mark is cut in the middle; what is too long all the same goes as plain text.
    ...(parts.join('\n\n').length <= MAX_CHARACTERS
      ? { text: parts.join('\n\n'), parse_mode: 'HTML' }
      : { text: clip(title, MAX_CHARACTERS) }),
    link_preview_options: { is_disabled: true },
    disable_notification: quiet,
  }
}

function textOf(alert: NotifiedAlert): string {
  const { signal, state, headline } = alert
  const links = linksShown(alert).map(([name, address]) => html`<a href="${address}">${name}</a>`.markup)
  return [
    html`${signOf(alert)} <b>${line(headline)}</b>`.markup,
    html`<i>${`${state}, ${signal.severity}, ${signal.rule}`}</i>`.markup,
    ...factsShown(alert).map(([name, value]) => html`${name}: ${line(value)}`.markup),
    ...(links.length > 0 ? [links.join('  ')] : []),
  ].join('\n')
}

function line(text: string): string {
  return clip(text, MAX_LINE_CHARACTERS)
}

/** Telegram says in words what it did not like. */
function descriptionOf({ text }: HttpResponse): string | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null || !('description' in answer)) return undefined
    return typeof answer.description === 'string' ? clip(answer.description, 200) : undefined
  } catch {
    return undefined
  }
}
