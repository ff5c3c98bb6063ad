import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { sendsPasswordAway } from '../../../src/adapters/mail/smtp.ts'
import { hasOpenssl, makeAuthority } from '../../support/authority.ts'
import { type MailServer, startMailServer } from '../../support/mail-server.ts'

const CLI = fileURLToPath(new URL('../../../src/compose/cli.ts', import.meta.url))
if (!hasOpenssl) process.stderr.write('Skipped: SMTP over TLS needs openssl to make certificates.\n')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bluetick-smtp-'))
  if (hasOpenssl) await makeAuthority(join(folder, 'ours'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A server with our certificate that lets in who knows the password, and writes down every attempt. */
async function start(options: SMTPServerOptions = {}): Promise<MailServer & { readonly logins: string[] }> {
  const logins: string[] = []
  const server = await startMailServer({
    authOptional: false,
    disabledCommands: [],
    key: await readFile(join(folder, 'ours/server.key')),
    cert: await readFile(join(folder, 'ours/server.pem')),
    onAuth(auth, _session, callback) {
      logins.push(`${auth.username} ${auth.password}`)
      if (auth.password === 'p@ss') callback(null, { user: auth.username ?? '' })
      else callback(new Error('no'))
    },
    ...options,
  })
  onTestFinished(server.close)
  return { ...server, logins }
}

/** `bluetick alerts send-test` as a process, since a process reads the authorities it trusts only once, at its start. */
async function sendTest(url: string, trusts = true): Promise<string> {
  const { PATH = '' } = process.env
  const env = {
    PATH,
    DATA_DIR: folder,
    SMTP_URL: url,
    ALERT_TO: 'oncall@example.org',
    ...(trusts && { NODE_EXTRA_CA_CERTS: join(folder, 'ours/ca.pem') }),
  }
  const sent = promisify(execFile)(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), CLI, 'alerts', 'send-test'],
    {
      cwd: folder,
      env,
    },
  )
  const { stdout } = await sent.catch((error: { stdout: string }) => error)
  return stdout
}

describe.skipIf(!hasOpenssl)('a mail server with a certificate made out to "localhost"', () => {
  test.each([
    ['smtps, TLS from the first byte', 'smtps', { secure: true }],
    ['smtp, with STARTTLS', 'smtp', {}],
  ])('takes mails and a login by %s', async (_what, protocol, options) => {
    const server = await start(options)
    const out = await sendTest(`${protocol}://us%40er:p%40ss@localhost:${server.port}`)
    expect(out).toContain('sent to oncall@example.org')
    expect(server.mails).toMatchObject([{ secure: true, user: 'us@er' }])
  })

  test.each([
    [
      'signed by an authority that nobody here knows',
      'localhost',
      false,
      /unable to verify the first certificate/,
    ],
    ['made out to another name', '127.0.0.1', true, /IP: 127\.0\.0\.1 is not in the cert's list/],
  ])('is refused where it is %s: neither mail nor password leave', async (_what, host, trusts, why) => {
    for (const [protocol, options] of [
      ['smtps', { secure: true }],
      ['smtp', {}],
    ] as const) {
      const server = await start(options)
      const out = await sendTest(`${protocol}://user:p%40ss@${host}:${server.port}`, trusts)
      expect(out).toMatch(/^not sent to oncall@example.org: /)
      expect(out).toMatch(why)
      expect(out).not.toContain('p@ss')
      expect([server.mails, server.logins]).toEqual([[], []])
    }
  })

  test('is given no password where it does not offer STARTTLS and that is a must', async () => {
    const server = await start({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
    const out = await sendTest(`smtp://user:p%40ss@localhost:${server.port}?requireTLS=true`)
    expect(out).toMatch(/^not sent/)
    expect(server.logins).toEqual([])
  })
})

test('STARTTLS is a must for passwords that leave this machine', () => {
  expect(sendsPasswordAway('smtp://user:secret@mail.example.org:587')).toBe(true)
  expect(sendsPasswordAway('smtp://user:secret@10.0.0.5')).toBe(true)
  for (const url of [
    'smtps://user:secret@mail.example.org',
    'smtp://mail.example.org:25',
    'smtp://user:secret@localhost:587',
    'smtp://user:secret@127.0.0.1',
    'smtp://user:secret@[::1]:25',
  ])
    expect(sendsPasswordAway(url), url).toBe(false)
})
