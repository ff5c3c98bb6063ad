import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import PostalMime from 'postal-mime'
import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { createFileMailer } from '../../src/adapters/mail/file.ts'
import { createSmtpMailer } from '../../src/adapters/mail/smtp.ts'
import { writeAlertMail } from '../../src/app/alerts/mails/alert-mail.ts'
import { foreignText } from '../../src/app/alerts/mails/foreign-text.ts'
import { outagePlan } from '../../src/app/alerts/outage-alert.ts'
import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { Mailer } from '../../src/domain/alerts/ports.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { ORIGIN, START_MS } from './builders.ts'

const TIMEOUTS = { connectMs: 500, greetingMs: 500, socketMs: 500, sendMs: 1_500 }
const FROM = 'Bluetick <bluetick@example.org>'
const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const signal: Signal = {
  kind: 'firing',
  rule: 'campaign-delivery-low',
  severity: 'warning',
  labels: { campaign: 'Sale\r\nBcc: evil@example.org\u202e for +91 98765 43210 <script>alert(1)</script>' },
  episode: 'campaign-delivery-low.abc.20260301T120000Z',
  firedAtMs: START_MS,
  conditionSinceMs: START_MS - 120_000,
  atMs: START_MS,
  summary: 'Campaign Sale\r\nBcc: evil@example.org: delivery rate 71.5% for 919876543210',
  threshold: 'value < 90',
  unit: '%',
  value: 71.5,
  samples: 812,
  figures: { p95: 12 },
}
const context = {
  tables: [
    {
      title: 'Failure codes',
      columns: ['code', 'title', 'messages'],
      rows: [
        ['131049', 'Held back <b>', 40],
        ['131026', '', 3],
        ['999', null, 1],
      ],
    },
  ],
  chart: {
    title: 'Delivered',
    columns: ['UTC', 'delivered %'],
    rows: [
      ['12:00', 96],
      ['12:05', 50],
      ['12:10', 0],
    ],
  },
  runbook: 'https://bluetick.example.org/runbooks/campaign-delivery-low',
  acknowledge: 'https://bluetick.example.org/alerts/acknowledge?episode=x&signature=y',
} as const
const letterOf = (one: Signal) => writeAlertMail(outagePlan(one), () => context, ORIGIN, one.atMs)
const mailOf = (one: Signal, id = one.episode) => ({
  messageId: `<${id}@example.org>`,
  recipient: 'oncall@example.org',
  content: letterOf(one),
})

async function smtpServer(options?: SMTPServerOptions): Promise<MailServer> {
  const server = await startMailServer(options)
  closers.push(server.close)
  return server
}

function mailerTo(url: string): Mailer {
  const mailer = createSmtpMailer({ url, from: FROM, timeouts: TIMEOUTS })
  closers.push(() => mailer.close())
  return mailer
}

test.each([
  ['Diwali 2026-11-08', 'Diwali 2026-11-08'],
  ['to 919876543210', 'to 919…10'],
  ['to-919876543210', 'to-919…10'],
  ['+91 98765 43210 again', '+91…10 again'],
  ['2026-11-08 98765 43210', '202…10'],
  ['2026-11-089876543210', '202…10'],
  ['131049', '131049'],
])('%j of somebody else is shown as %j', (text, shown) => {
  expect(foreignText(text)).toBe(shown)
})

describe('a mail at a real server', () => {
  test('parses back: headers, thread, both parts, links, chart, and nothing that a campaign name smuggled in', async () => {
    const { mails, url } = await smtpServer()
    const mailer = mailerTo(url)
    expect(await mailer.send(mailOf(signal))).toEqual({ kind: 'sent' })
    const resolved: Signal = { ...signal, kind: 'resolved', atMs: START_MS + 600_000, value: 95 }
    expect(await mailer.send(mailOf(resolved, 'other'))).toEqual({ kind: 'sent' })
    const [first, second] = mails.map(({ mail }) => mail)
    expect(first).toMatchObject({
      from: { address: 'bluetick@example.org', name: 'Bluetick' },
      to: [{ address: 'oncall@example.org' }],
      messageId: `<${signal.episode}@example.org>`,
    })
    expect(first?.bcc).toBeUndefined()
    expect(first?.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(first?.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    )
    expect(first?.subject).toMatch(/ \[warning campaign-delivery-low firing, 2026-03-01 12:00Z, Bluetick\]$/)
    expect(first?.subject).not.toMatch(/[\r\n]/)
    for (const part of [first?.text, first?.html]) {
      expect(part).toContain('71.5%')
      expect(part).toContain('812')
      expect(part).toContain('131049')
      expect(part).toContain('runbooks/campaign-delivery-low')
      expect(part).not.toMatch(/98765|43210|9876543210/)
      expect(part).not.toContain('\u202e')
    }
    expect(first?.text).toMatch(/Fires when: +value < 90 \(%\)/)
    // A rate is drawn on a scale to 100%.
    expect(first?.text).toMatch(/12:00 {2}#{29} {3}96%\n12:05 {2}#{15} +50%/)
    // Where WhatsApp gave no words, the code is explained.
    expect(first?.text).toMatch(/131026 {2}It cannot be delivered: .* +3\n999 {5}– +1/)
    expect(first?.html).toContain('Held back &lt;b&gt;')
    expect(first?.text).toMatch(/p95: +12%/)
    expect(first?.html).toContain('width="50%"')
    expect(first?.html).not.toContain('<script>')
    expect(second?.inReplyTo).toBe(`<${signal.episode}@example.org>`)
    expect(second?.references).toBe(`<${signal.episode}@example.org>`)
    expect(second?.text).toContain('after 10 min')
    expect(second?.text).not.toContain('acknowledge')
  })

  test('goes by login, and a wrong password is reported without it', async () => {
    const { url } = await smtpServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _session, callback) =>
        auth.password === 'right' ? callback(null, { user: 'u' }) : callback(new Error('no')),
    })
    expect(await mailerTo(url.replace('//', '//u:right@')).send(mailOf(signal))).toEqual({ kind: 'sent' })
    const refused = await mailerTo(url.replace('//', '//u:wrong-password@')).send(mailOf(signal))
    expect(refused).toMatchObject({ kind: 'deferred', wholeServer: true })
    expect(JSON.stringify(refused)).not.toContain('wrong-password')
  })
})

/** Answers each command as the script says; what it does not name gets 250, or nothing for ever with "hang". */
async function hostileServer(script: Readonly<Record<string, string>>): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    let inData = false
    const act = (step: string, otherwise: string) => {
      const what = script[step] ?? otherwise
      if (what === 'close') socket.destroy()
      else if (what !== 'hang') socket.write(`${what}\r\n`)
    }
    act('CONNECT', '220 hostile ESMTP')
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n')) {
        if (inData) {
          if (line !== '.') continue
          inData = false
          act('MESSAGE', '250 kept')
        } else if (line !== '') {
          const command = (line.split(' ')[0] ?? '').toUpperCase()
          act(command, command === 'DATA' ? '354 go on' : '250 fine')
          inData = command === 'DATA' && (script.DATA ?? '354').startsWith('354')
        }
      }
    })
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `smtp://127.0.0.1:${port}`
}

describe('a hostile server', () => {
  test.each([
    ['refuses everybody with 421', { CONNECT: '421 go away' }, 'deferred', true],
    ['says 421 in the middle', { MAIL: '421 closing' }, 'deferred', true],
    ['puts the recipient off with 450', { RCPT: '450 later' }, 'deferred', false],
    ['refuses the recipient with 550', { RCPT: '550 nobody here' }, 'refused', false],
    ['refuses the message with 554', { MESSAGE: '554 spam' }, 'refused', false],
    ['puts the message off with 451', { MESSAGE: '451 later' }, 'deferred', false],
    ['hangs at the greeting', { CONNECT: 'hang' }, 'deferred', true],
    ['hangs at EHLO', { EHLO: 'hang' }, 'deferred', true],
    ['hangs at MAIL', { MAIL: 'hang' }, undefined, true],
    ['hangs at RCPT', { RCPT: 'hang' }, undefined, true],
    ['hangs at DATA', { DATA: 'hang' }, undefined, true],
    ['hangs after the message', { MESSAGE: 'hang' }, 'unknown', true],
    ['closes after the message', { MESSAGE: 'close' }, 'unknown', true],
    ['closes at once', { CONNECT: 'close' }, 'deferred', true],
  ] as const)(
    'that %s is taken for what it is, within the time limit',
    async (_what, script, kind, wholeServer) => {
      const mailer = mailerTo(await hostileServer(script))
      const startedMs = performance.now()
      const result = await mailer.send(mailOf(signal))
      expect(performance.now() - startedMs).toBeLessThan(TIMEOUTS.sendMs + 1_500)
      expect(result).toMatchObject({ wholeServer })
      if (kind === undefined) expect(['deferred', 'unknown']).toContain(result.kind)
      else expect(result.kind).toBe(kind)
    },
  )

  test('that is not there at all puts everything off, and the next mail finds the one that came back', async () => {
    const gone = mailerTo('smtp://127.0.0.1:1')
    expect(await gone.send(mailOf(signal))).toMatchObject({ kind: 'deferred', wholeServer: true })
  })
})

test('without a mail server each mail is one file that mail programs open, also when it is written twice', async () => {
  const folder = await mkdtemp(`${tmpdir()}/bluetick-mail-`)
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const mailer = createFileMailer(`${folder}/mail`, FROM)
  expect(await mailer.send(mailOf(signal))).toEqual({ kind: 'sent' })
  expect(await mailer.send(mailOf(signal))).toEqual({ kind: 'sent' })
  const files = await readdir(`${folder}/mail`)
  expect(files).toHaveLength(1)
  const parsed = await PostalMime.parse(await readFile(`${folder}/mail/${files[0]}`))
  expect(parsed).toMatchObject({
    messageId: `<${signal.episode}@example.org>`,
    to: [{ address: 'oncall@example.org' }],
  })
})
