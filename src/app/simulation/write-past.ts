import type { ParseBody } from '../../domain/messages/parsed-body.ts'
import { type PastCampaign, type PastNews, planPast } from '../../domain/simulation/past.ts'
import type { PastStore } from '../../domain/simulation/ports.ts'
import type { SimulatedWebhook } from '../../domain/simulation/simulation.ts'
import type { BatchWriter } from '../ingest/batch-writer.ts'
import { readDelivery, type WebhookDelivery } from '../ingest/webhook-delivery.ts'

export interface PastParts {
  readonly writeBatch: BatchWriter
  /** Matches what people wrote with the messages they answer. */
  readonly matchReplies: () => Promise<unknown>
  readonly past: PastStore
  readonly parse: ParseBody
  readonly bodyOf: (webhook: SimulatedWebhook, originMs: number) => string
  readonly newsBodyOf: (news: PastNews) => string
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Webhooks in a transaction. */
const BATCH = 300

/**
 * Writes past campaigns and news as they would have arrived: each webhook's body is read with its time of receipt and committed as
 * `bluetick replay` does with stored bodies, so every counter and rollup follows from the reports.
 *
 * @returns the number of webhooks
 */
export async function writePast(
  campaigns: readonly PastCampaign[],
  news: readonly PastNews[],
  nowMs: number,
  seed: number,
  { writeBatch, matchReplies, past, parse, bodyOf, newsBodyOf, signal, onProgress }: PastParts,
): Promise<number> {
  const webhooks = planPast(campaigns, nowMs, seed)
  const encoder = new TextEncoder()
  const read = (text: string, receivedAtMs: number): WebhookDelivery =>
    readDelivery({ body: encoder.encode(text), receivedAtMs }, parse)
  await writeBatch(news.map((one) => read(newsBodyOf(one), one.atMs)))
  for (let from = 0; from < webhooks.length && !signal.aborted; from += BATCH) {
    const batch = webhooks.slice(from, from + BATCH)
    await writeBatch(batch.map((webhook) => read(bodyOf(webhook, 0), webhook.arrivesAtMs)))
    onProgress(Math.min(from + BATCH, webhooks.length), webhooks.length)
  }
  await matchReplies()
  // Their rows were made just now; people look at when a campaign began.
  for (const { name, startMs, endMs, isOver } of campaigns) {
    await past.backdate(name, startMs, endMs, isOver ? 'completed' : 'running')
  }
  return webhooks.length
}
