import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly mail: Email
  /** By this machine's own clock. */
  readonly atMs: number
  /** Whether it came over TLS. */
  readonly secure: boolean
  /** Who had logged in. */
  readonly user?: string
}

export interface MailServer {
  /** As SMTP_URL takes it. */
  readonly url: string
  readonly port: number
  /** All that arrived, in order. */
  readonly mails: readonly ReceivedMail[]
  close(): Promise<void>
}

/** A real SMTP server, without TLS and login where nothing else is asked for, that keeps what it gets. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const atMs = Date.now()
        const mail = await PostalMime.parse(Buffer.concat(chunks))
        const { secure, user } = session
        mails.push({ mail, atMs, secure, ...(typeof user === 'string' && { user }) })
        callback()
      })
    },
    ...options,
  })
  // Clients that break off are what some tests are about.
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
