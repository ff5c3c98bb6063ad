import type { SimulatedCounters } from './ledger.ts'
import type { SimulatedCampaign } from './simulation.ts'

/** What was sent, how it was answered, and what the API must show of it. */
export interface SimulationResult {
  readonly posted: number
  readonly acknowledged: number
  /** Attempts that were repeated. */
  readonly repeated: number
  /** Webhooks that nobody acknowledged, by reason. */
  readonly unacknowledged: Readonly<Record<string, number>>
  readonly seconds: number
  /** Of acknowledged webhooks; absent where there is none. */
  readonly answerMs?: { readonly p50: number; readonly p99: number; readonly max: number }
  /** How far the sender fell behind the plan at most; 0 where it runs as fast as it can. */
  readonly behindMs: number
  readonly expected: readonly (SimulatedCampaign & { readonly counters: SimulatedCounters })[]
}
