import { z } from 'zod'
import { CHANNEL_NAME } from '../../domain/alerts/route.ts'
import { mailbox, signingSecret } from './values.ts'

/** One way to people beside mail, as ALERT_CHANNELS has it. */
export type ChannelSetting =
  | { readonly name: string; readonly kind: 'slack' | 'teams' | 'alertmanager'; readonly url: string }
  | { readonly name: string; readonly kind: 'webhook'; readonly url: string; readonly secret?: string }
  | {
      readonly name: string
      readonly kind: 'telegram'
      readonly token: string
      readonly chat: string
      readonly api: string
    }
  | { readonly name: string; readonly kind: 'pagerduty'; readonly routingKey: string; readonly api: string }

type Kind = ChannelSetting['kind']
type Target = ChannelSetting extends infer One ? (One extends unknown ? Omit<One, 'name'> : never) : never

/** How the rest of an entry is read, by its kind; undefined where it is not right. */
const KINDS: { readonly [kind in Kind]: { readonly right: string; read(rest: string): Target | undefined } } =
  {
    slack: { right: 'slack:https://hooks.slack.com/services/…', read: (url) => atUrl('slack', url) },
    teams: { right: 'teams:https://… (the address of a workflow)', read: (url) => atUrl('teams', url) },
    alertmanager: {
      right: 'alertmanager:http://alertmanager:9093',
      read: (url) => atUrl('alertmanager', url),
    },
    webhook: {
      right: 'webhook:https://example.org/alerts#secret',
      read(rest) {
        const [url = '', ...secret] = rest.split('#')
        if (!isUrl(url)) return undefined
        if (secret.length === 0) return { kind: 'webhook', url }
        const read = signingSecret.safeParse(secret.join('#'))
        return read.success && read.data !== '' ? { kind: 'webhook', url, secret: read.data } : undefined
      },
    },
    telegram: {
      right: 'telegram:123456:TOKEN/-1001234 (token of the bot, "/", number of the chat or @channel)',
      read(rest) {
        const [, token, chat, api = 'https://api.telegram.org'] =
          /^(\d+:[\w-]+)\/(-?\d+|@\w+)(?:@(https?:\/\/\S+))?$/.exec(rest) ?? []
        if (token === undefined || chat === undefined || !isUrl(api)) return undefined
        return { kind: 'telegram', token, chat, api: withoutSlash(api) }
      },
    },
    pagerduty: {
      right:
        'pagerduty:KEY or pagerduty:KEY@https://events.eu.pagerduty.com (an integration key of 32 characters)',
      read(rest) {
        const [, routingKey, api = 'https://events.pagerduty.com'] =
          /^(\w{32})(?:@(https?:\/\/\S+))?$/.exec(rest) ?? []
        if (routingKey === undefined || !isUrl(api)) return undefined
        return { kind: 'pagerduty', routingKey, api: withoutSlash(api) }
      },
    },
  }

function atUrl(kind: 'slack' | 'teams' | 'alertmanager', url: string): Target | undefined {
  return isUrl(url) ? { kind, url } : undefined
}

function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text)
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

const isKind = (text: string | undefined): text is Kind => text !== undefined && Object.hasOwn(KINDS, text)

/**
 * `name=kind:target`, several with blanks or commas between them. What is wrong is said without the target: it holds secrets.
 */
export const channels = z.string().transform((text, context): readonly ChannelSetting[] => {
  const found: ChannelSetting[] = []
  const wrong = (message: string) => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  for (const entry of text.trim().split(/[\s,]+(?=[^\s=]+=[a-z]+:)/)) {
    const [, name = '', kind, target = ''] = /^([^=]*)=([a-z]+):(.*)$/s.exec(entry) ?? []
    if (!isKind(kind))
      return wrong(
        `has an entry${name === '' ? '' : ` "${name}"`} that is not name=kind:target; kinds are ${Object.keys(KINDS).join(', ')}`,
      )
    if (!CHANNEL_NAME.test(name))
      return wrong(`has the name "${name}": it must be like "pager" or "team-chat"`)
    if (found.some((one) => one.name === name)) return wrong(`has the name "${name}" twice`)
    const read = KINDS[kind].read(target.trim())
    if (read === undefined)
      return wrong(`cannot be read at "${name}": it must be like ${name}=${KINDS[kind].right}`)
    found.push({ name, ...read })
  }
  return found
})

/** Mail addresses and names of channels, with commas between them. */
export const recipients = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .refine(
    (list) => list.every((one) => CHANNEL_NAME.test(one) || mailbox.safeParse(one).success),
    'must be mail addresses such as oncall@example.org, or names of ALERT_CHANNELS, with commas between them',
  )

/** Lists of recipients with ";" between them. */
export const recipientLists = z
  .string()
  .transform((lists) => lists.split(';'))
  .pipe(z.array(recipients).min(1))
