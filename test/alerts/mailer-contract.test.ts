import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import PostalMime, { type Email } from 'postal-mime'
import { afterEach, describe, expect, test } from 'vitest'
import { createFileMailer } from '../../src/adapters/mail/file.ts'
import { createSmtpMailer } from '../../src/adapters/mail/smtp.ts'
import type { Mailer } from '../../src/domain/alerts/ports.ts'
import { startMailServer } from '../support/mail-server.ts'
import { START_MS } from './builders.ts'

const FROM = 'Bluetick <bluetick@example.org>'
const MAIL = {
  messageId: '<episode.1@example.org>',
  recipient: 'oncall@example.org',
  content: {
    subject: 'Zustellung — नमस्ते',
    text: 'Delivery rate 71,5 %\n.\nएक पंक्ति',
    html: '<p>Delivery rate 71,5 %</p>',
    references: ['<first@example.org>', '<second@example.org>'],
    atMs: START_MS,
  },
}

interface Post {
  readonly mailer: Mailer
  /** The mails as they arrived. */
  mails(): Promise<readonly Email[]>
}

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function bySmtp(): Promise<Post> {
  const server = await startMailServer()
  const mailer = createSmtpMailer({ url: server.url, from: FROM })
  closers.push(server.close, () => mailer.close())
  return { mailer, mails: async () => server.mails.map(({ mail }) => mail) }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(`${tmpdir()}/bluetick-mail-`)
  closers.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function byFile(): Promise<Post> {
  const folder = `${await temporaryFolder()}/mail`
  const mailer = createFileMailer(folder, FROM)
  closers.push(() => mailer.close())
  return {
    mailer,
    mails: async () => {
      const files = (await readdir(folder)).sort()
      return Promise.all(files.map(async (file) => PostalMime.parse(await readFile(`${folder}/${file}`))))
    },
  }
}

async function smtpToNobody(): Promise<Mailer> {
  return createSmtpMailer({ url: 'smtp://127.0.0.1:1', from: FROM })
}

async function fileInNoFolder(): Promise<Mailer> {
  const folder = await temporaryFolder()
  await writeFile(`${folder}/taken`, '')
  return createFileMailer(`${folder}/taken`, FROM)
}

describe.each([
  ['SMTP', bySmtp, smtpToNobody],
  ['files', byFile, fileInNoFolder],
])('the mailer by %s', (_name, open, openBroken) => {
  test('delivers a mail with its words, its thread and its time, as they were', async () => {
    const { mailer, mails } = await open()
    expect(await mailer.send(MAIL)).toEqual({ kind: 'sent' })
    const [mail] = await mails()
    expect(mail).toMatchObject({
      messageId: MAIL.messageId,
      from: { name: 'Bluetick', address: 'bluetick@example.org' },
      to: [{ address: MAIL.recipient }],
      subject: MAIL.content.subject,
      references: MAIL.content.references.join(' '),
    })
    expect(mail?.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.content.text)
    expect(mail?.html).toContain(MAIL.content.html)
    expect(Date.parse(mail?.date ?? '')).toBe(START_MS)
  })

  test('delivers each recipient a mail of their own, and a mail that is sent again with the same Message-ID', async () => {
    const { mailer, mails } = await open()
    await mailer.send(MAIL)
    await mailer.send(MAIL)
    await mailer.send({ ...MAIL, recipient: 'boss@example.org' })
    const arrived = (await mails()).map(({ messageId, to }) => `${messageId} ${to?.[0]?.address}`)
    expect([...new Set(arrived)].sort()).toEqual([
      `${MAIL.messageId} boss@example.org`,
      `${MAIL.messageId} oncall@example.org`,
    ])
  })

  test('says that nothing can be sent at all, and why, and does not throw', async () => {
    const mailer = await openBroken()
    closers.push(() => mailer.close())
    expect(await mailer.send(MAIL)).toEqual({
      kind: 'deferred',
      error: expect.stringMatching(/\S/),
      wholeServer: true,
    })
  })
})
