import type { TimeRule } from '../../domain/messages/facts.ts'
import type { ParseBody } from '../../domain/messages/parsed-body.ts'
import type { StateStore } from '../../domain/messages/ports.ts'
import { type PastCampaign, planPast } from '../../domain/simulation/past.ts'
import type { PastStore } from '../../domain/simulation/ports.ts'
import type { SimulatedWebhook } from '../../domain/simulation/simulation.ts'
import { commitBatch } from '../ingest/commit-batch.ts'

export interface PastParts {
  readonly store: StateStore
  readonly past: PastStore
  readonly parse: ParseBody
  readonly bodyOf: (webhook: SimulatedWebhook, originMs: number) => string
  readonly rule: TimeRule
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Webhooks in a transaction. */
const BATCH = 300

/**
 * Writes past campaigns as they would have arrived: each webhook's body is read with its time of receipt and committed as
 * `bluetick replay` does with stored bodies, so every counter and rollup follows from the reports.
 *
 * @returns the number of webhooks
 */
export async function writePast(
  campaigns: readonly PastCampaign[],
  nowMs: number,
  seed: number,
  { store, past, parse, bodyOf, rule, signal, onProgress }: PastParts,
): Promise<number> {
  const webhooks = planPast(campaigns, nowMs, seed)
  const encoder = new TextEncoder()
  for (let from = 0; from < webhooks.length && !signal.aborted; from += BATCH) {
    const reports = webhooks
      .slice(from, from + BATCH)
      .flatMap((webhook) => parse(encoder.encode(bodyOf(webhook, 0)), webhook.arrivesAtMs).reports)
    await commitBatch(store, reports, rule)
    onProgress(Math.min(from + BATCH, webhooks.length), webhooks.length)
  }
  // Their rows were made just now; people look at when a campaign began.
  for (const { name, startMs, endMs } of campaigns) await past.backdate(name, startMs, endMs)
  return webhooks.length
}
