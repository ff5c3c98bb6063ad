import { createAlertmanagerChannel } from '../adapters/channels/alertmanager.ts'
import { createPagerDutyChannel } from '../adapters/channels/pagerduty.ts'
import { createSlackChannel } from '../adapters/channels/slack.ts'
import { createTeamsChannel } from '../adapters/channels/teams.ts'
import { createTelegramChannel } from '../adapters/channels/telegram.ts'
import { createWebhookChannel } from '../adapters/channels/webhook.ts'
import { createFileMailer } from '../adapters/mail/file.ts'
import { createSmtpMailer } from '../adapters/mail/smtp.ts'
import { originOf } from '../app/alerts/audience.ts'
import { createSecondChannel } from '../app/alerts/second-channel.ts'
import type { Channel, Channels, Mailer, SecondChannel } from '../domain/alerts/ports.ts'
import type { ChannelSetting } from './config/channels.ts'
import type { Config } from './config/config.ts'

/** Where mails go as files, because no mail server is set. */
export function mailFolder(config: Config): string | undefined {
  return config.SMTP_URL === undefined ? `${config.DATA_DIR}/mail` : undefined
}

/** By mail server, or to files where none is set. */
export function createMailer(config: Config): Mailer {
  return config.SMTP_URL === undefined
    ? createFileMailer(`${config.DATA_DIR}/mail`, config.ALERT_FROM)
    : createSmtpMailer({ url: config.SMTP_URL, from: config.ALERT_FROM })
}

/** The channels of ALERT_CHANNELS. */
export function createChannels(config: Config): Channels {
  return new Map((config.ALERT_CHANNELS ?? []).map((one) => [one.name, channelOf(one, config)]))
}

function channelOf(setting: ChannelSetting, config: Config): Channel {
  switch (setting.kind) {
    case 'slack':
      return createSlackChannel(setting.url)
    case 'teams':
      return createTeamsChannel(setting.url)
    case 'telegram':
      return createTelegramChannel(setting)
    case 'pagerduty':
      return createPagerDutyChannel(setting)
    case 'alertmanager':
      return createAlertmanagerChannel({
        url: setting.url,
        installation: config.INSTALLATION_NAME,
        now: Date.now,
      })
    case 'webhook':
      return createWebhookChannel({ ...signedBy(config), ...setting, now: Date.now })
  }
}

/** What goes out when mail has failed: ALERT_WEBHOOK_URL and the channels of ALERT_SECOND_CHANNEL, by their names. */
export function secondChannels(config: Config, channels: Channels): Channels {
  const { ALERT_WEBHOOK_URL: url, ALERT_SECOND_CHANNEL: names = [] } = config
  return new Map([
    ...(url === undefined
      ? []
      : [['ALERT_WEBHOOK_URL', createWebhookChannel({ url, ...signedBy(config), now: Date.now })] as const]),
    ...names.flatMap((name) => {
      const channel = channels.get(name)
      return channel === undefined ? [] : [[name, channel] as const]
    }),
  ])
}

/** The second channel, where one is set. */
export function secondChannelOf(
  config: Config,
  channels: Channels,
): { readonly secondChannel?: SecondChannel } {
  const targets = secondChannels(config, channels)
  return targets.size === 0 ? {} : { secondChannel: createSecondChannel(targets, originOf(config)) }
}

function signedBy({ ALERT_WEBHOOK_SECRET: secret }: Config): { readonly secret?: string } {
  return secret === undefined ? {} : { secret }
}
