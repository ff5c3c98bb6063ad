import type { AlertState } from '../../src/domain/alerts/alert-state.ts'
import type { AlertStore, SummaryClaim } from '../../src/domain/alerts/ports.ts'
import { keyOfLabels } from '../../src/domain/alerts/rule.ts'
import type { Silence } from '../../src/domain/alerts/silence.ts'
import { openMemoryOutbox, type StoredMail, type StoredSignal } from './memory-outbox.ts'

/** What lives on when a replica dies: the database, with the semantics of sql/alerts/store. */
export interface MemoryDatabase {
  nowMs: number
  readonly slots: Map<string, number>
  readonly states: Map<string, AlertState>
  readonly signals: StoredSignal[]
  mails: StoredMail[]
  readonly silences: Silence[]
  /** In the order in which they were made. */
  readonly summaries: (SummaryClaim & { readonly mailed: boolean })[]
  mailsMade: number
  /** Media for which a replica composes. */
  readonly composing: Set<string>
}

export function newMemoryDatabase(nowMs: number): MemoryDatabase {
  return {
    nowMs,
    slots: new Map(),
    states: new Map(),
    signals: [],
    mails: [],
    silences: [],
    summaries: [],
    mailsMade: 0,
    composing: new Set(),
  }
}

/** A replica's view of the database. `step` is called around each transaction, and may throw: the replica dies there. */
export function openMemoryAlerts(db: MemoryDatabase, step: (where: 'before' | 'after') => void) {
  async function transaction<T>(work: () => T | Promise<T>): Promise<T> {
    step('before')
    const result = await work()
    step('after')
    return result
  }

  const store: Pick<AlertStore, 'now' | 'ruleStatuses' | 'record'> = {
    now: async () => db.nowMs,
    ruleStatuses: async () =>
      [...db.slots].map(([rule, slotMs]) => ({ rule, slotMs, health: 'ok' as const, durationMs: 0 })),
    record: (rule, slotMs, _diagnosis, decide) =>
      transaction(() => {
        if ((db.slots.get(rule.name) ?? 0) >= slotMs) return false
        const { states, signals } = decide({
          states: [...db.states.values()],
          silences: db.silences.filter((one) => one.startsAtMs <= slotMs && slotMs < one.endsAtMs),
          openRules: new Set(),
          ruleChanged: false,
        })
        db.slots.set(rule.name, slotMs)
        for (const state of states) {
          if (state.phase === 'ok') db.states.delete(keyOfLabels(state.labels))
          else db.states.set(keyOfLabels(state.labels), state)
        }
        for (const signal of signals) {
          const { episode, kind, atMs } = signal
          const same = (one: StoredSignal) =>
            one.signal.episode === episode && one.signal.kind === kind && one.signal.atMs === atMs
          if (db.signals.some(same)) continue
          db.signals.push({
            id: String(db.signals.length + 1),
            signal,
            composed: false,
            channelComposed: false,
            escalated: false,
          })
        }
        return true
      }),
  }

  return { store: store as AlertStore, outbox: openMemoryOutbox(db, transaction) }
}
