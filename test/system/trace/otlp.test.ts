import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  attributesOf,
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from '../../support/otlp-receiver.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { hasDeno, type ServiceProcess, startServiceProcess } from '../../support/service-process.ts'
import { shiftedClock } from '../../support/shifted-clock.ts'

const SERVER = 2
const CLIENT = 3
const TIMEOUT_MS = 120_000
const PHONE = '919876543210'
const MESSAGE_ID = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS'
const TOKEN = 'token-of-the-handshake'

const deno = hasDeno()
if (!deno) process.stderr.write('Skipped: traces on Deno, because `npx deno@2` does not run here.\n')

let receiver: OtlpReceiver
let database: TestDatabase
let service: ServiceProcess | undefined
beforeEach(async () => {
  receiver = await startOtlpReceiver()
  database = await createTestDatabase()
})
afterEach(async () => {
  await service?.stop()
  service = undefined
  await receiver.close()
  await database.drop()
})

async function start(runtime: 'node' | 'deno', env: Readonly<Record<string, string>> = {}) {
  service = await startServiceProcess(runtime, {
    DATABASE_URL: database.url,
    WEBHOOK_VERIFY_TOKEN: TOKEN,
    WEBHOOK_TOKEN: TOKEN,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    ...env,
  })
  return service
}

async function postReport(url: string): Promise<void> {
  const statuses = [{ id: MESSAGE_ID, status: 'sent', timestamp: '1702207800', recipient_id: PHONE }]
  const response = await fetch(`${url}/webhook/${TOKEN}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ statuses }),
  })
  expect(response.status).toBe(200)
}

function named(name: string): readonly ReceivedSpan[] {
  return receiver.spans().filter((span) => span.name === name)
}

/** What the spans of one webhook must look like, whatever runs the service. */
async function expectTheWayOfAReport(): Promise<void> {
  await vi.waitFor(
    () => expect([named('POST /webhook').length, named('commit batch').length]).toEqual([1, 1]),
    {
      timeout: 30_000,
    },
  )
  const [webhook] = named('POST /webhook')
  const [batch] = named('commit batch')
  if (webhook === undefined || batch === undefined) throw new Error('unreachable')
  expect(webhook.kind).toBe(SERVER)
  expect(attributesOf(webhook)).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/webhook',
    'http.response.status_code': expect.toSatisfy((code) => Number(code) === 200),
    'bluetick.webhook.result': 'success',
  })

  expect(batch.traceId).not.toBe(webhook.traceId)
  expect(batch.parentSpanId ?? '').toBe('')
  expect(batch.links).toMatchObject([{ traceId: webhook.traceId, spanId: webhook.spanId }])

  const steps = receiver.spans().filter((span) => span.parentSpanId === batch.spanId)
  expect(steps.map((span) => span.name)).toEqual(
    expect.arrayContaining(['connect', 'begin', 'lock-messages', 'insert-messages', 'commit']),
  )
  for (const step of steps) {
    expect(step.kind).toBe(CLIENT)
    expect(attributesOf(step)).toMatchObject({
      'db.system.name': 'postgresql',
      'db.query.summary': step.name,
    })
  }
}

/** Base64 and protobuf hide nothing here: attributes are text in both. */
function expectNothingPersonal(sent = Buffer.concat(receiver.bodies).toString('latin1')): void {
  for (const secret of [PHONE, MESSAGE_ID, TOKEN, new URL(database.url).password]) {
    expect(sent).not.toContain(secret)
  }
}

describe('traces', () => {
  test(
    'on Node they reach a collector: the webhook, its batch and each statement, and nothing personal',
    async () => {
      const { url } = await start('node')
      await fetch(`${url}/webhook?hub.mode=subscribe&hub.verify_token=${TOKEN}&hub.challenge=7`)
      await postReport(url)
      await expectTheWayOfAReport()
      expect(receiver.resource().get('service.name')).toBe('bluetick')
      expectNothingPersonal()
    },
    TIMEOUT_MS,
  )

  test.skipIf(!deno)(
    'on Deno they reach a collector in the same way',
    async () => {
      const { url } = await start('deno')
      await fetch(`${url}/webhook?hub.mode=subscribe&hub.verify_token=${TOKEN}&hub.challenge=7`)
      await postReport(url)
      await expectTheWayOfAReport()
      expectNothingPersonal()
    },
    TIMEOUT_MS,
  )

  test.skipIf(!deno)(
    'on Deno they go through its own telemetry where that is on; what its spans add is warned of, ours say no more',
    async () => {
      const { url, log } = await start('deno', { OTEL_DENO: 'true' })
      await postReport(url)
      await expectTheWayOfAReport()
      expectNothingPersonal(JSON.stringify(receiver.spans()))
      expect(log()).toContain("Deno's own spans of HTTP requests hold whole URLs")
    },
    TIMEOUT_MS,
  )

  test(
    'tell of an API request by its route, with its statements',
    async () => {
      const { url } = await start('node', { API_TOKEN: TOKEN })
      const headers = { authorization: `Bearer ${TOKEN}` }
      const response = await fetch(`${url}/api/messages/${encodeURIComponent(MESSAGE_ID)}`, { headers })
      expect(response.status).toBe(404)
      await vi.waitFor(() => expect(named('GET /api/messages/:message_id')).toHaveLength(1), {
        timeout: 30_000,
      })
      const [request] = named('GET /api/messages/:message_id')
      expect(request && attributesOf(request)).toMatchObject({
        'http.route': '/api/messages/:message_id',
        'http.response.status_code': expect.toSatisfy((code) => Number(code) === 404),
      })
      expect(receiver.spans().some((span) => span.parentSpanId === request?.spanId)).toBe(true)
      expectNothingPersonal()
    },
    TIMEOUT_MS,
  )

  test(
    'tell of each rule that is evaluated and each mail that leaves',
    async () => {
      const rules = await mkdtemp(join(tmpdir(), 'bluetick-rules-'))
      const header = '--! severity: warning\n--! fire: rows\n--! summary: It rings\n'
      await writeFile(join(rules, 'always.sql'), `${header}SELECT 1 AS value`)
      try {
        // Rules are evaluated as a minute begins, which is soon on this clock.
        await start('node', { ALERTS_DIR: rules, ...shiftedClock(0) })
        await vi.waitFor(() => expect(named('send mail')).toHaveLength(1), { timeout: 90_000, interval: 250 })
        const evaluated = named('evaluate rule').map((span) => attributesOf(span)['bluetick.alert.rule'])
        expect(evaluated).toEqual(expect.arrayContaining(['always', 'delivery-rate-low']))
        const [mail] = named('send mail')
        expect(mail && attributesOf(mail)).toEqual({ 'bluetick.mail.result': 'sent' })
        expect(mail?.kind).toBe(CLIENT)
      } finally {
        await rm(rules, { recursive: true, force: true })
      }
    },
    TIMEOUT_MS,
  )

  test(
    'go out as protobuf unless JSON is asked for, and what is left is sent at the stop',
    async () => {
      const running = await start('node', {
        OTEL_EXPORTER_OTLP_PROTOCOL: '',
        OTEL_SERVICE_NAME: 'bluetick-in-berlin',
        OTEL_BSP_SCHEDULE_DELAY: String(TIMEOUT_MS),
      })
      await postReport(running.url)
      await running.stop()
      expect([...receiver.contentTypes]).toEqual(['application/x-protobuf'])
      const sent = Buffer.concat(receiver.bodies).toString('latin1')
      for (const text of ['bluetick-in-berlin', 'POST /webhook', 'commit batch', 'lock-messages']) {
        expect(sent).toContain(text)
      }
      expectNothingPersonal()
    },
    TIMEOUT_MS,
  )

  test(
    'a collector that does not answer costs a warning and nothing else',
    async () => {
      const { url, log } = await start('node', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
      await postReport(url)
      await vi.waitFor(() => expect(log()).toContain('traces not sent'), { timeout: 30_000 })
    },
    TIMEOUT_MS,
  )
})
