import { mkdir, open, rename } from 'node:fs/promises'
import nodemailer from 'nodemailer'
import type { Mailer } from '../../domain/alerts/ports.ts'
import { envelopeOf } from './smtp.ts'

/**
 * Where no mail server is set: writes each mail to a file that mail programs open (`.eml`), synced, under its
 * Message-ID and recipient, so that a mail written twice is one file.
 */
export function createFileMailer(folder: string, from: string): Mailer {
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    async send({ messageId, recipient, content }) {
      try {
        const mail = await composer.sendMail({ ...envelopeOf(messageId, content), from, to: recipient })
        await mkdir(folder, { recursive: true })
        const name = `${messageId}-${recipient}`.replace(/[^\w.@-]/g, '')
        const file = `${folder}/${name.slice(0, 200)}.eml`
        const handle = await open(`${file}.part`, 'w', 0o600)
        try {
          await handle.writeFile(mail.message as Buffer)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(`${file}.part`, file)
        return { kind: 'sent' }
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
        return { kind: 'deferred', error: `${folder} cannot be written (${code})`, wholeServer: true }
      }
    },
    close: () => composer.close(),
  }
}
