import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { Decision } from '../../src/domain/alerts/decide.ts'
import type { NewMail } from '../../src/domain/alerts/mail.ts'
import type { AlertStore, Outbox } from '../../src/domain/alerts/ports.ts'
import type { AlertBench } from './alert-bench.ts'
import { ruleOf, START_MS } from './builders.ts'
import { newMemoryDatabase, openMemoryAlerts } from './memory-alerts.ts'

// One contract, twice: the crash seeds and the clock's model stand on the twins in memory, the service on PostgreSQL.

export interface Twin {
  readonly store: Pick<AlertStore, 'ruleStatuses' | 'record'>
  readonly outbox: Outbox
}

/** Both twins, empty; the bench's is opened when a test asks for it. */
export function twins(bench: () => AlertBench): readonly (readonly [string, () => Promise<Twin>])[] {
  return [
    ['memory', async () => openMemoryAlerts(newMemoryDatabase(START_MS), () => undefined)],
    [
      'PostgreSQL',
      async () => {
        await bench().clear()
        return bench()
      },
    ],
  ]
}

export const RULE = ruleOf()
export const NOTHING: Decision = { states: [], ended: [], signals: [] }
export const OK = { health: 'ok', durationMs: 1 } as const

export function signal(episode: string, more: Partial<Signal> = {}): Signal {
  return {
    kind: 'firing',
    rule: RULE.name,
    severity: 'critical',
    labels: {},
    episode,
    firedAtMs: START_MS,
    conditionSinceMs: START_MS,
    atMs: START_MS,
    summary: 'It is bad',
    threshold: 'value < 90',
    unit: '',
    figures: {},
    ...more,
  }
}

export function mail(
  recipient: string,
  signalIds: readonly string[] = [],
  more: Partial<NewMail> = {},
): NewMail {
  const content = { subject: 's', text: 't', html: 'h', references: [], atMs: START_MS }
  return { kind: 'alert', messageId: `<${signalIds.join('-')}@x>`, recipient, signalIds, content, ...more }
}
