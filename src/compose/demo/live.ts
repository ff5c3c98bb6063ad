import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createSimulatedSender, type SenderOptions } from '../../adapters/simulated-sender/sender.ts'
import { simulate } from '../../app/simulation/simulate.ts'
import { planSimulation } from '../../domain/simulation/plan.ts'
import type { SimulationParameters } from '../../domain/simulation/simulation.ts'

const HOUR_MS = 3_600_000
/** Soon enough to be seen, and late enough for the first page to be quiet. */
const FIRST_INCIDENT_MS = 60_000
const CONNECTIONS = 4
/** Far from the other campaigns' seeds: messages of one seed are the same messages. */
const FIRST_INCIDENT_SEED = 1001

const USUAL = {
  disorder: 0.1,
  duplicates: 0.05,
  replies: 0.05,
  envelopes: ['aisensy', 'meta', 'flat'],
} as const
/** They send for two hours. */
const CAMPAIGNS = {
  ...USUAL,
  titles: ['Morning deals', 'New collection', 'Price drop'],
  campaigns: 3,
  people: 4_800,
  rate: 2,
  failures: 0.06,
}
/** A template that WhatsApp pauses: most messages fail until it is approved again. */
const INCIDENT = {
  ...{ ...USUAL, titles: ['Flash sale'], campaigns: 1, people: 600, rate: 5, failures: 0.8 },
  ...{ failureCode: '132015', envelopes: ['aisensy'] as const },
}
const PAUSED_MS = 15 * 60_000
const CAMPAIGNS_EVERY_MS = 2 * HOUR_MS

/** Sends live campaigns and one incident an hour until `signal`. Resolves when all of it has stopped. */
export async function sendLive(target: SenderOptions, signal: AbortSignal): Promise<void> {
  // Each webhook that waits for its moment listens.
  setMaxListeners(0, signal)
  const sender = createSimulatedSender(target)
  const wait = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined)
  const play = (parameters: SimulationParameters) =>
    simulate(planSimulation(parameters), sender, {
      ...{ speed: 1, connections: CONNECTIONS, registers: true, now: Date.now, wait, signal },
      onProgress: () => undefined,
    })

  const postStatus = (event: string) => {
    const value = { event, message_template_name: 'weekend_sale', message_template_language: 'en' }
    return sender.postEvent({ atMs: Date.now(), field: 'message_template_status_update', value })
  }
  async function playIncident(parameters: SimulationParameters) {
    await postStatus('PAUSED')
    const playing = play(parameters)
    await wait(PAUSED_MS)
    await postStatus('APPROVED')
    await playing
  }

  async function repeat(
    firstMs: number,
    everyMs: number,
    firstSeed: number,
    parameters: Omit<SimulationParameters, 'seed'>,
    begin: (parameters: SimulationParameters) => Promise<unknown>,
  ) {
    const playing: Promise<unknown>[] = []
    await wait(firstMs)
    for (let seed = firstSeed; !signal.aborted; seed += 1) {
      // One that could not begin costs only itself: the next comes in its time.
      playing.push(begin({ ...parameters, seed }).catch(() => undefined))
      await wait(everyMs)
    }
    await Promise.all(playing)
  }
  await Promise.all([
    repeat(0, CAMPAIGNS_EVERY_MS, 1, CAMPAIGNS, play),
    repeat(FIRST_INCIDENT_MS, HOUR_MS, FIRST_INCIDENT_SEED, INCIDENT, playIncident),
  ])
}
