import { setTimeout as delay } from 'node:timers/promises'
import type { SimulationCommands } from '../../adapters/cli/simulation/ports.ts'
import { createSimulatedSender } from '../../adapters/simulated-sender/sender.ts'
import { simulate, verifySimulation } from '../../app/simulation/simulate.ts'
import { planSimulation } from '../../domain/simulation/plan.ts'

export function createSimulationCommands(signal: AbortSignal): SimulationCommands {
  const clock = {
    now: Date.now,
    // An abort ends the pause early.
    wait: (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined),
    signal,
  }
  return {
    async run({ target, parameters, speed, connections, onPlan, onProgress }) {
      const plan = planSimulation(parameters)
      onPlan(plan.webhooks.length, plan.lengthMs / 1000 / speed)
      return simulate(plan, createSimulatedSender(target), {
        ...clock,
        speed,
        connections,
        registers: target.apiToken !== undefined,
        onProgress,
      })
    },
    verify: (summary, target) => verifySimulation(summary, createSimulatedSender(target), clock),
  }
}
