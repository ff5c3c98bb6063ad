import { randomUUID } from 'node:crypto'
import type { Signal } from '../../domain/alerts/alert-state.ts'
import type { Mailer, SecondChannel } from '../../domain/alerts/ports.ts'

const TEXT = 'This is a test of the alerts. If you read it, alerts reach you.'

export interface TestAlertParts {
  readonly mailer: Mailer
  readonly recipients: ReadonlySet<string>
  readonly secondChannel?: SecondChannel
  /** The part of Message-IDs behind the "@". */
  readonly domain: string
  readonly nowMs: number
}

/** One way by which alerts reach people: an address, or the second channel by the name of its variable. */
export interface TestDelivery {
  readonly to: string
  /** Why it was not taken; absent where it was. */
  readonly error?: string
}

/** Sends a test mail to each recipient and a test alert over the second channel. Never rejects; closes the mailer. */
export async function* sendTestAlert(parts: TestAlertParts): AsyncGenerator<TestDelivery> {
  const { mailer, recipients, secondChannel, domain, nowMs } = parts
  const subject = '[Bluetick] test: alerts reach you'
  const content = { subject, text: TEXT, html: `<p>${TEXT}</p>`, references: [], atMs: nowMs }
  try {
    for (const recipient of recipients) {
      const messageId = `<test.${randomUUID()}@${domain}>`
      const result = await mailer.send({ messageId, recipient, content })
      yield { to: recipient, ...(result.kind !== 'sent' && { error: result.error }) }
    }
  } finally {
    mailer.close()
  }
  if (secondChannel === undefined) return
  const to = 'ALERT_WEBHOOK_URL'
  yield await secondChannel.notify(`test_${randomUUID()}`, testSignal(nowMs)).then(
    () => ({ to }),
    (error: unknown) => ({ to, error: error instanceof Error ? error.message : 'an error' }),
  )
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
