import nodemailer from 'nodemailer'
import type { MailContent, SendResult } from '../../domain/alerts/mail.ts'
import type { Mailer } from '../../domain/alerts/ports.ts'

/** Hard limits of every step, and of all of them together: a slow server cannot hold a mail forever. */
const CONNECT_TIMEOUT_MS = 10_000
const GREETING_TIMEOUT_MS = 10_000
const SOCKET_TIMEOUT_MS = 15_000
const SEND_TIMEOUT_MS = 30_000

export interface SmtpOptions {
  /**
   * smtp:// or smtps://, with user and password where the server asks for them; behind "?" options of nodemailer, which
   * go before ours.
   */
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

/** Sends by SMTP over one pooled connection, made anew after a time-out. One mail at a time. */
export function createSmtpMailer({ url, from, timeouts = TIMEOUTS }: SmtpOptions): Mailer {
  // The library's errors do not say how far a mail came; its log of the dialogue does.
  let dataBegan = false
  const note = (_entry: unknown, line: unknown) => {
    if (String(line).startsWith('354')) dataBegan = true
  }
  const ignore = () => undefined
  const logger = {
    debug: note,
    info: note,
    trace: ignore,
    warn: ignore,
    error: ignore,
    fatal: ignore,
    level: ignore,
  }
  const open = () =>
    nodemailer.createTransport({
      url,
      requireTLS: sendsPasswordAway(url),
      pool: true,
      maxConnections: 1,
      maxRequeues: 0,
      connectionTimeout: timeouts.connectMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.socketMs,
      dnsTimeout: timeouts.connectMs,
      logger,
      transactionLog: true,
      // Mails are made of text only: nothing may make the library read a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  let transport = open()
  const reopen = () => {
    transport.close()
    transport = open()
  }

  async function send({ messageId, recipient, content }: Parameters<Mailer['send']>[0]): Promise<SendResult> {
    dataBegan = false
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<SendResult>((resolve) => {
      timer = setTimeout(() => {
        const error = `the server did not finish within ${timeouts.sendMs} ms`
        resolve({ kind: dataBegan ? 'unknown' : 'deferred', error, wholeServer: true })
      }, timeouts.sendMs)
    })
    const sending = transport.sendMail({ ...envelopeOf(messageId, content), from, to: recipient }).then(
      (): SendResult => ({ kind: 'sent' }),
      (error: unknown) => resultOf(error, dataBegan),
    )
    const result = await Promise.race([sending, late])
    clearTimeout(timer)
    if (result.kind !== 'sent' && result.wholeServer) reopen()
    return result
  }

  let last: Promise<unknown> = Promise.resolve()
  return {
    send(mail) {
      const sent = last.then(() => send(mail))
      last = sent
      return sent
    },
    close: () => transport.close(),
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Whether a password would go to another machine: then STARTTLS is a must, and not only used where it is offered, since
 * a man in the middle can leave the offer out.
 */
export function sendsPasswordAway(url: string): boolean {
  const { protocol, password, hostname } = new URL(url)
  return protocol === 'smtp:' && password !== '' && !LOOPBACK.test(hostname)
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
    // No "out of office" answers to alerts (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }
}

/** What an error of nodemailer says of the mail. Codes: nodemailer's documentation, "errors". */
function resultOf(error: unknown, dataBegan: boolean): SendResult {
  const { code, command, responseCode, message }: ErrorOfMail = error instanceof Error ? error : {}
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (responseCode !== undefined) {
    const kind = responseCode >= 500 && aboutThisMail ? 'refused' : 'deferred'
    // 421 means that the server closes whatever we are at.
    const wholeServer = !aboutThisMail || responseCode === 421
    return { kind, error: `${responseCode} to ${command ?? '?'}`, wholeServer }
  }
  if (code === 'EENVELOPE') return { kind: 'refused', error: code, wholeServer: false }
  // Of the connection, not of the mail: "unable to verify the first certificate", "connect ECONNREFUSED 127.0.0.1:25".
  const words = [message, code].filter((word) => word !== undefined).join(' · ')
  return { kind: dataBegan ? 'unknown' : 'deferred', error: words || 'unknown error', wholeServer: true }
}

interface ErrorOfMail {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly message?: string
}
