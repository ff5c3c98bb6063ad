import type { Registry } from 'prom-client'
import type { ApiResult } from '../../domain/sending/answer.ts'
import type { Attempt, NumberState } from '../../domain/sending/ports.ts'
import { createCounter, createGauge } from './instruments.ts'
import { SENDING_DEFINITIONS as D } from './sending-definitions.ts'

/** The metrics of a number that sends. */
export function createSendingMetrics(registry: Registry) {
  const answers = createCounter(D.sendAnswers, registry)
  const uncertain = createGauge(D.sendUncertain, registry)
  const uncertainAge = createGauge(D.sendUncertainAge, registry)
  const stopped = createGauge(D.sendStopped, registry)
  return {
    answered(answer: ApiResult) {
      answers.add(1, answer.kind === 'refused' ? answer.advice : answer.kind)
    },
    /** How things stand after a look: the uncertain attempts, oldest first, and the number. */
    looked(attempts: readonly Attempt[], number: NumberState | undefined, nowMs: number) {
      const [oldest] = attempts
      uncertain.set(attempts.length)
      uncertainAge.set(oldest?.claimedAtMs === undefined ? 0 : Math.max(0, nowMs - oldest.claimedAtMs) / 1000)
      stopped.set(number?.breaker.open === undefined ? 0 : 1)
    },
  }
}
