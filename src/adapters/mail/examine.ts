import nodemailer from 'nodemailer'
import { sendsPasswordAway } from './smtp.ts'

const TIMEOUT_MS = 10_000

/** Connects and logs in, and sends nothing. Resolves to what is wrong, or to nothing. */
export async function examineMailServer(url: string): Promise<string | undefined> {
  const transport = nodemailer.createTransport({
    url,
    requireTLS: sendsPasswordAway(url),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
  })
  try {
    await transport.verify()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    transport.close()
  }
}
