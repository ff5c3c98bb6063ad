import { COUNTERS, createLedger } from '../../domain/simulation/ledger.ts'
import type { SimulatedSender } from '../../domain/simulation/ports.ts'
import type { SimulationResult } from '../../domain/simulation/result.ts'
import type {
  SimulatedMessage,
  SimulatedWebhook,
  SimulationPlan,
} from '../../domain/simulation/simulation.ts'

export interface SimulationOptions {
  /** How many times as fast simulated time runs; Infinity: as fast as the service answers. */
  readonly speed: number
  /** Webhooks in flight at most. */
  readonly connections: number
  /** Whether campaigns and recipients are registered through the API first. */
  readonly registers: boolean
  /** Resolves after `ms`, or when the simulation is to end. */
  readonly wait: (ms: number) => Promise<void>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly signal: AbortSignal
  readonly onProgress: (posted: number) => void
}

/** Attempts for each webhook, with a pause that doubles between them. */
const MAX_ATTEMPTS = 6
const FIRST_PAUSE_MS = 250
/** A service that acknowledges none of the first webhooks, this many, will take none: the secret is wrong, or the address. */
const MAX_GIVEN_UP_AT_FIRST = 10

/**
 * Plays a plan against a service. Simulated time ends when the playing does, so the times in webhooks lie in the past, as
 * real ones do, whatever the speed.
 *
 * @throws Error where the API refuses the campaigns, or the service acknowledges none of the first webhooks
 */
export async function simulate(
  plan: SimulationPlan,
  sender: SimulatedSender,
  options: SimulationOptions,
): Promise<SimulationResult> {
  const { speed, wait, now, signal } = options
  const ledger = createLedger(plan.messages, plan.campaigns.length)
  if (options.registers) await register(plan, sender, signal)
  const startedAtMs = now()
  const originMs = startedAtMs - plan.lengthMs * (1 - 1 / speed)
  const unacknowledged: Record<string, number> = {}
  const answers: number[] = []
  let next = 0
  let posted = 0
  let repeated = 0
  let behindMs = 0
  let givenUp = 0
  const isHopeless = () => answers.length === 0 && givenUp >= MAX_GIVEN_UP_AT_FIRST

  async function post(webhook: SimulatedWebhook): Promise<void> {
    posted += 1
    for (let attempt = 1; ; attempt += 1) {
      const askedAtMs = now()
      const result = await sender.post(webhook, originMs)
      if (result.kind === 'acknowledged') {
        answers.push(now() - askedAtMs)
        ledger.note(webhook.message, webhook.events)
        return
      }
      if (result.kind === 'refused' || attempt === MAX_ATTEMPTS || signal.aborted || isHopeless()) {
        givenUp += 1
        unacknowledged[result.reason] = (unacknowledged[result.reason] ?? 0) + 1
        return
      }
      repeated += 1
      await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1))
    }
  }

  async function work(): Promise<void> {
    while (!signal.aborted && !isHopeless()) {
      const webhook = plan.webhooks[next]
      if (webhook === undefined) return
      next += 1
      const dueMs = startedAtMs + webhook.arrivesAtMs / speed
      if (Number.isFinite(speed)) {
        if (dueMs > now()) await wait(dueMs - now())
        if (signal.aborted) return
        behindMs = Math.max(behindMs, now() - dueMs)
      }
      await post(webhook)
      options.onProgress(posted)
    }
  }

  await Promise.all(Array.from({ length: options.connections }, work))
  if (isHopeless()) {
    const reasons = Object.keys(unacknowledged).join(', ')
    throw new Error(
      `The service acknowledged none of the first ${givenUp} webhooks (${reasons}): are the webhook's token and the secrets right?`,
    )
  }
  const counters = ledger.counters()
  return {
    posted,
    acknowledged: answers.length,
    repeated,
    unacknowledged,
    seconds: (now() - startedAtMs) / 1000,
    ...(answers.length > 0 && { answerMs: percentilesOf(answers) }),
    behindMs: Math.round(behindMs),
    expected: plan.campaigns.flatMap((campaign, index) => {
      const own = counters[index]
      return own === undefined ? [] : [{ ...campaign, counters: own }]
    }),
  }
}

/** A counter that the API shows otherwise than the ledger. */
export interface CounterDifference {
  readonly campaign: string
  readonly counter: string
  readonly expected: number
  readonly shown: number
}

/** Webhooks that wait in a spool count later: a difference must last this long to be one. */
const MAX_WAIT_MS = 15_000
const ASK_EVERY_MS = 500

/** Compares the API's counters with the ledger. @throws Error where the API does not answer */
export async function verifySimulation(
  { expected }: Pick<SimulationResult, 'expected'>,
  sender: Pick<SimulatedSender, 'countersOf'>,
  { wait, now, signal }: Pick<SimulationOptions, 'wait' | 'now' | 'signal'>,
): Promise<readonly CounterDifference[]> {
  const endsAtMs = now() + MAX_WAIT_MS
  for (;;) {
    const differences: CounterDifference[] = []
    for (const campaign of expected) {
      const shown = await sender.countersOf(campaign)
      for (const counter of COUNTERS) {
        if (shown[counter] === campaign.counters[counter]) continue
        differences.push({
          campaign: campaign.id,
          counter,
          expected: campaign.counters[counter],
          shown: shown[counter],
        })
      }
    }
    if (differences.length === 0 || now() >= endsAtMs || signal.aborted) return differences
    await wait(ASK_EVERY_MS)
  }
}

async function register(plan: SimulationPlan, sender: SimulatedSender, signal: AbortSignal): Promise<void> {
  const byCampaign: SimulatedMessage[][] = plan.campaigns.map(() => [])
  for (const message of plan.messages) byCampaign[message.campaign]?.push(message)
  for (const [index, campaign] of plan.campaigns.entries()) {
    if (signal.aborted) return
    await sender.register(campaign, byCampaign[index] ?? [])
  }
}

function percentilesOf(answers: readonly number[]): { p50: number; p99: number; max: number } {
  const sorted = answers.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
