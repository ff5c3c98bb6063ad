import type { SimulatedCounters } from '../../../domain/simulation/ledger.ts'
import type { SimulatedCampaign, SimulationParameters } from '../../../domain/simulation/simulation.ts'

/** Where a simulation is sent, and with which secrets. */
export interface SimulationTarget {
  readonly url: string
  readonly apiToken?: string | undefined
  readonly webhookToken?: string | undefined
  readonly aisensySecret?: string | undefined
  readonly metaSecret?: string | undefined
}

export interface SimulationRun {
  readonly target: SimulationTarget
  readonly parameters: SimulationParameters
  /** Infinity: as fast as the service answers. */
  readonly speed: number
  readonly connections: number
  /** Called once, before the first webhook. */
  readonly onPlan: (webhooks: number, seconds: number) => void
  readonly onProgress: (posted: number) => void
}

export interface SimulationSummary {
  readonly posted: number
  readonly acknowledged: number
  readonly repeated: number
  readonly unacknowledged: Readonly<Record<string, number>>
  readonly seconds: number
  readonly answerMs?: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly behindMs: number
  readonly expected: readonly (SimulatedCampaign & { readonly counters: SimulatedCounters })[]
}

/** A counter of a campaign that is not as the ledger has it. */
export interface SimulationDifference {
  readonly campaign: string
  readonly counter: string
  readonly expected: number
  readonly shown: number
}

/** What `simulate` drives. Registers the campaigns where there is an API token. */
export interface SimulationCommands {
  /** @throws Error where the API refuses the campaigns */
  run(run: SimulationRun): Promise<SimulationSummary>
  /** @throws Error where the API does not answer */
  verify(summary: SimulationSummary, target: SimulationTarget): Promise<readonly SimulationDifference[]>
}

export interface DemoRun {
  /** People in the largest campaign of the history. */
  readonly people: number
  /** A free one where it is absent. */
  readonly port?: number
  /** Whether the folder stays. */
  readonly keep: boolean
  /** Called while the history is written, in webhooks. */
  readonly onProgress: (done: number, total: number) => void
  /** Called once, when the pages can be looked at. */
  readonly onReady: (demo: {
    readonly url: string
    readonly token: string
    readonly mailFolder: string
  }) => void
}

/** What `demo` drives: runs until the command is interrupted. */
export interface DemoCommands {
  /** @throws Error with one sentence where a part cannot be started */
  run(run: DemoRun): Promise<{ readonly folder: string }>
}
