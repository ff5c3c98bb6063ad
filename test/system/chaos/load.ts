import { createSingleFlight } from '../../../src/domain/async/single-flight.ts'
import type { Acknowledged, Reported } from './ledger.ts'
import { between, type Random } from './random.ts'
import type { ChaosService } from './service.ts'
import { until } from './until.ts'

/** Senders at once. Each waits for its answer before it sends the next, as AiSensy does. */
const SENDERS = 8
/** A service that was killed is started again well within this time. */
const BACK_WITHIN_MS = 300_000
const CAMPAIGN = 'chaos'
/** A campaign that may be deleted: nobody knows which of its recipients are there. */
export const DOOMED = 'doomed'
const DOOMED_SHARE = 0.2
const START_S = 1_702_207_800
const KINDS = ['sent', 'delivered', 'read'] as const

/** What the answers were, so that a scenario can ask for more than that nothing was lost. */
export interface Answers {
  ok: number
  /** 503 with Retry-After: refused, not lost. */
  refused: number
  /** No answer: the connection broke. Nobody knows. */
  broken: number
  /** Anything else. */
  strange: number
  slowestMs: number
}

export interface Load {
  readonly acknowledged: Acknowledged
  answers(): Readonly<Answers>
  resetAnswers(): void
  stop(): Promise<void>
}

/** Sends reports until it is stopped, and keeps a ledger of those that got a 200. */
export function startLoad(service: ChaosService, run: string, random: Random): Load {
  const { url } = service
  const acknowledged: Acknowledged = new Map()
  let answers = noAnswers()
  let stopped = false
  let made = 0
  let webhooks = 0

  /** All senders wait for the same thing, so it is asked for once. */
  const waitUntil = (what: string, condition: () => boolean | Promise<boolean>) =>
    createSingleFlight(() => until(what, async () => stopped || condition(), { withinMs: BACK_WITHIN_MS }))
  const serviceIsUp = waitUntil('the service answers again', service.isUp)
  const thereIsRoom = waitUntil('there is room again', () => isReady(url))

  async function send(): Promise<void> {
    while (!stopped) {
      const { body, says } =
        random() < 0.5 ? snapshot(`${run}-${++made}`, random) : batch(run, () => ++made, random)
      const startedMs = performance.now()
      const response = await fetch(`${url}/webhook`, { method: 'POST', body }).catch(() => undefined)
      await response?.text().catch(() => undefined)
      if (response === undefined) {
        answers.broken++
        await serviceIsUp.run()
        continue
      }
      answers.slowestMs = Math.max(answers.slowestMs, performance.now() - startedMs)
      if (response.status === 200) {
        answers.ok++
        webhooks++
        for (const [id, reported] of says) acknowledged.set(id, { ...reported, webhook: webhooks })
      } else if (response.status === 503 && response.headers.has('retry-after')) {
        answers.refused++
        await thereIsRoom.run()
      } else {
        answers.strange++
      }
    }
  }

  const senders = Array.from({ length: SENDERS }, send)
  return {
    acknowledged,
    answers: () => answers,
    resetAnswers() {
      answers = noAnswers()
    },
    async stop() {
      stopped = true
      await Promise.all(senders)
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`)).ok
}

function noAnswers(): Answers {
  return { ok: 0, refused: 0, broken: 0, strange: 0, slowestMs: 0 }
}

interface Webhook {
  readonly body: string
  readonly says: [id: string, reported: Reported][]
}

/** AiSensy's project webhook: names its campaign, so that the recipient is made from it. */
function snapshot(name: string, random: Random): Webhook {
  const campaign = random() < DOOMED_SHARE ? DOOMED : CAMPAIGN
  const id = `wamid.${name}`
  const [sent, delivered] = [START_S, START_S + 5]
  const message = {
    messageId: id,
    phone_number: '919800000000',
    status: 'DELIVERED',
    campaign: { name: campaign },
    sent_at: sent * 1000,
    delivered_at: delivered * 1000,
  }
  return {
    body: JSON.stringify({ topic: 'message.status.updated', data: { message } }),
    says: [
      [
        id,
        {
          times: { sent: iso(sent), delivered: iso(delivered) },
          ...(campaign === CAMPAIGN && { recipients: 1 }),
        },
      ],
    ],
  }
}

/** Several messages in AiSensy's order of nothing: each brings one to three of its reports, shuffled. */
function batch(run: string, next: () => number, random: Random): Webhook {
  const says: Webhook['says'] = []
  const changes = []
  for (let i = between(random, 1, 4); i > 0; i--) {
    const id = `wamid.${run}-${next()}`
    const kinds = KINDS.filter(() => random() < 0.7)
    const times = kinds.map((kind) => START_S + KINDS.indexOf(kind))
    const statuses = kinds.map((kind, n) => ({ id, status: kind, timestamp: String(times[n]) }))
    changes.push({ field: 'messages', value: { statuses: statuses.reverse() } })
    if (kinds.length === 0) continue
    says.push([
      id,
      { times: Object.fromEntries(kinds.map((kind, n) => [kind, iso(times[n] ?? 0)])), recipients: 0 },
    ])
  }
  return { body: JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes }] }), says }
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
