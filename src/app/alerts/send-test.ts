import { randomUUID } from 'node:crypto'
import type { Signal } from '../../domain/alerts/alert-state.ts'

import type { Channels, Mailer } from '../../domain/alerts/ports.ts'
import { html } from '../../domain/text/html.ts'
import { type MailOrigin, page, signature } from './mails/page.ts'
import { bareNotification } from './notification-writer.ts'

const TEXT = 'This is a test of the alerts. If you read it, alerts reach you.'

export interface TestAlertParts {
  readonly mailer: Mailer
  /** Mail addresses. */
  readonly addresses: readonly string[]
  /** Channels by the names that people know. */
  readonly channels: Channels
  /** The part of Message-IDs behind the "@", and what this installation is called. */
  readonly origin: MailOrigin
  readonly nowMs: number
}

/** One way by which alerts reach people: an address or a channel. */
export interface TestDelivery {
  readonly to: string
  readonly isMail: boolean
  /** Why it was not taken; absent where it was. */
  readonly error?: string
}

/** Sends a test mail to each address and a test alert, which is over at once, to each channel. Never rejects; closes the mailer. */
export async function* sendTestAlert(parts: TestAlertParts): AsyncGenerator<TestDelivery> {
  const { mailer, addresses, channels, origin, nowMs } = parts
  const { domain, installation } = origin
  const subject = `Test: alerts of ${installation} reach you [${installation}]`
  const body = html`<p>${TEXT}</p>`
  const content = {
    subject,
    text: `${TEXT}\n\n-- \n${signature(installation)}\n`,
    html: page(subject, [body], installation),
    references: [],
    atMs: nowMs,
  }
  try {
    for (const to of addresses) {
      const messageId = `<test.${randomUUID()}@${domain}>`
      const result = await mailer.send({ messageId, recipient: to, content })
      yield { to, isMail: true, ...(result.kind !== 'sent' && { error: result.error }) }
    }
  } finally {
    mailer.close()
  }
  for (const [to, channel] of channels) {
    const fired = testSignal(nowMs)
    const over: Signal = { ...fired, kind: 'resolved', summary: TEXT }
    const result = await channel.send(bareNotification(`${fired.episode}.firing`, fired, origin))
    yield { to, isMail: false, ...(result.kind !== 'sent' && { error: result.error }) }
    // What a pager opened is closed again.
    if (result.kind === 'sent' && channel.holds === 'alert')
      await channel.send(bareNotification(`${fired.episode}.resolved`, over, origin))
  }
}

function testSignal(atMs: number): Signal {
  return {
    kind: 'firing',
    rule: 'send-test',
    severity: 'info',
    labels: {},
    episode: `send-test.${randomUUID()}`,
    firedAtMs: atMs,
    conditionSinceMs: atMs,
    atMs,
    summary: TEXT,
    threshold: 'started by "bluetick alerts send-test"',
    unit: '',
    figures: {},
  }
}
