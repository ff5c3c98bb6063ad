import type { SimulationResult } from '../../../domain/simulation/result.ts'
import type { SimulationParameters } from '../../../domain/simulation/simulation.ts'

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
  run(run: SimulationRun): Promise<SimulationResult>
  /** @throws Error where the API does not answer */
  verify(summary: SimulationResult, target: SimulationTarget): Promise<readonly SimulationDifference[]>
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
