import type { Finding } from '../../../adapters/cli/ports.ts'
import { examineMailServer } from '../../../adapters/mail/examine.ts'
import type { Config } from '../../config/config.ts'

/** Whether alerts reach people: the mail server takes a connection and the login. Sends nothing. */
export async function* examineMail(config: Config): AsyncGenerator<Finding> {
  if (config.SMTP_URL === undefined) {
    yield {
      check: 'mail',
      state: 'warning',
      message: `SMTP_URL is not set: alerts are written to ${config.DATA_DIR}/mail, and wake no one`,
      advice: 'Set SMTP_URL and ALERT_TO.',
    }
    return
  }
  const refused = await examineMailServer(config.SMTP_URL)
  yield refused === undefined
    ? {
        check: 'mail',
        state: 'ok',
        message: `the mail server takes us; "bluetick alerts send-test" sends a mail`,
      }
    : {
        check: 'mail',
        state: 'problem',
        message: `the mail server refuses us: ${refused}`,
        advice: 'See SMTP_URL.',
      }
}
