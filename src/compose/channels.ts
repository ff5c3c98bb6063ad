import { createStandardWebhook } from '../adapters/alert-webhook/standard-webhook.ts'
import { createFileMailer } from '../adapters/mail/file.ts'
import { createSmtpMailer } from '../adapters/mail/smtp.ts'
import type { Mailer, SecondChannel } from '../domain/alerts/ports.ts'
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

/** The second channel, where one is set. */
export function createSecondChannel(config: Config): { readonly secondChannel?: SecondChannel } {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config
  if (url === undefined) return {}
  return {
    secondChannel: createStandardWebhook({ url, ...(secret !== undefined && { secret }), now: Date.now }),
  }
}
