import nodemailer from 'nodemailer'
import type { MailContent, Mailer, SendResult } from '../../domain/alerts/ports.ts'

/** Hard limits of every step, and of all of them together: a server that dribbles cannot hold a mail for ever. */
export const CONNECT_TIMEOUT_MS = 10_000
export const GREETING_TIMEOUT_MS = 10_000
export const SOCKET_TIMEOUT_MS = 15_000
export const SEND_TIMEOUT_MS = 30_000

export interface SmtpOptions {
  /** smtp:// or smtps://, with user and password where the server asks for them. */
  readonly url: string
  readonly from: string
  /** Shorter limits, for tests. */
  readonly timeouts?: Readonly<Record<'connectMs' | 'greetingMs' | 'socketMs' | 'sendMs', number>>
}

const TIMEOUTS = {
  connectMs: CONNECT_TIMEOUT_MS,
  greetingMs: GREETING_TIMEOUT_MS,
  socketMs: SOCKET_TIMEOUT_MS,
  sendMs: SEND_TIMEOUT_MS,
}

/** Sends by SMTP over one pooled connection, made anew after a time-out. */
export function createSmtpMailer({ url, from, timeouts = TIMEOUTS }: SmtpOptions): Mailer {
  const open = () =>
    nodemailer.createTransport({
      url,
      pool: true,
      maxConnections: 1,
      connectionTimeout: timeouts.connectMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.socketMs,
      dnsTimeout: timeouts.connectMs,
      // Mails are made of text only: nothing may make the library read a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  let transport = open()
  const reopen = () => {
    transport.close()
    transport = open()
  }

  return {
    async send({ messageId, recipient, content }) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<SendResult>((resolve) => {
        timer = setTimeout(() => {
          const error = `the server did not finish within ${timeouts.sendMs} ms`
          resolve({ kind: 'unknown', error, wholeServer: true })
        }, timeouts.sendMs)
      })
      const sending = transport.sendMail({ ...envelopeOf(messageId, content), from, to: recipient }).then(
        (): SendResult => ({ kind: 'sent' }),
        (error: unknown) => resultOf(error),
      )
      const result = await Promise.race([sending, late])
      clearTimeout(timer)
      if (result.kind !== 'sent' && result.wholeServer) reopen()
      return result
    },
    close: () => transport.close(),
  }
}

/** The parts of a mail that nodemailer takes; also those of a mail that goes into a file. */
export function envelopeOf(messageId: string, content: MailContent) {
  const others = content.references.filter((reference) => reference !== messageId)
  const [thread] = others
  return {
    messageId,
    subject: content.subject,
    text: content.text,
    html: content.html,
    date: new Date(content.atMs),
    ...(thread !== undefined && { inReplyTo: thread, references: others }),
    // Nobody's "out of office" belongs into a mailbox of alerts (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }
}

/** Commands after which the server may have the mail although we do not know it. */
const PAST_RETURN: ReadonlySet<string> = new Set(['DATA', 'BDAT'])

/** What an error of nodemailer says of the mail. Codes and commands: nodemailer's documentation, "errors". */
function resultOf(error: unknown): SendResult {
  if (!(error instanceof Error)) return { kind: 'unknown', error: String(error), wholeServer: true }
  const { code, command, responseCode } = error as Error & {
    code?: string
    command?: string
    responseCode?: number
  }
  const said = responseCode === undefined ? (code ?? error.message) : `${responseCode} to ${command ?? '?'}`
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (responseCode !== undefined) {
    const kind = responseCode >= 500 && aboutThisMail ? 'refused' : 'deferred'
    // 421 means that the server closes whatever we are at.
    return { kind, error: said, wholeServer: !aboutThisMail || responseCode === 421 }
  }
  if (aboutThisMail && code === 'EENVELOPE') return { kind: 'refused', error: said, wholeServer: false }
  const maybeSent =
    command === undefined
      ? code === 'ETIMEDOUT' || code === 'ESOCKET' || code === 'ECONNECTION'
      : PAST_RETURN.has(command)
  const neverBegan = command === 'CONN' || code === 'EDNS' || code === 'EAUTH' || code === 'ETLS'
  return { kind: maybeSent && !neverBegan ? 'unknown' : 'deferred', error: said, wholeServer: true }
}
