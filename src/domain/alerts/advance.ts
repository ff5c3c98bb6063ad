import type { AlertState, Episode, SignalKind } from './alert-state.ts'
import type { Labels, Rule } from './rule.ts'
import { keyOfLabels } from './rule.ts'
import type { Verdict } from './verdict.ts'

/** What one evaluation saw of one alert. */
export interface Observation {
  readonly labels: Labels
  readonly verdict: Verdict
  readonly value?: number
  readonly samples?: number
}

export interface Step {
  readonly state: AlertState
  /** At most one, so that a firing and its resolving are never of the same moment. */
  readonly signal?: SignalKind
}

/**
 * One step of the machine ok → pending → firing → recovering → resolved. Pure: the time is the slot's.
 *
 * `nothing` (an error, a timeout, no row) freezes the state: no data is not good news. A silence holds back
 * what would be said; what still fires when it ends is said then. `resolved` is said exactly where `firing` was.
 */
export function advance(
  rule: Rule,
  before: AlertState | undefined,
  seen: Observation,
  nowMs: number,
  silenced: boolean,
): Step {
  const state = before ?? { labels: seen.labels, phase: 'ok', sinceMs: nowMs, seenAtMs: nowMs }
  if (seen.verdict === 'nothing') return closeIfStale(rule, state, nowMs)
  const moved = move(rule, measured(state, seen, nowMs), seen, nowMs)
  return speak(rule, moved, nowMs, silenced)
}

function measured(state: AlertState, seen: Observation, nowMs: number): AlertState {
  const { value: _value, samples: _samples, ...rest } = state
  return {
    ...rest,
    seenAtMs: nowMs,
    ...(seen.value !== undefined && { value: seen.value }),
    ...(seen.samples !== undefined && { samples: seen.samples }),
  }
}

function move(rule: Rule, state: AlertState, { verdict }: Observation, nowMs: number): AlertState {
  const to = (phase: AlertState['phase']): AlertState => ({ ...state, phase, sinceMs: nowMs })
  switch (state.phase) {
    case 'ok':
    case 'resolved': {
      if (verdict !== 'fire') return state
      const { episode: _past, ...fresh } = to('pending')
      return move(rule, fresh, { labels: state.labels, verdict }, nowMs)
    }
    case 'pending':
      // Only what holds without a break counts towards `for`.
      if (verdict !== 'fire') return to('ok')
      if (nowMs - state.sinceMs < rule.forMs) return state
      return { ...to('firing'), episode: newEpisode(rule, state, nowMs) }
    case 'firing':
      if (verdict !== 'clear') return state
      return rule.keepFiringForMs === 0 ? to('resolved') : to('recovering')
    case 'recovering':
      if (verdict === 'unclear') return state
      if (verdict !== 'clear') return to('firing')
      return nowMs - state.sinceMs < rule.keepFiringForMs ? state : to('resolved')
  }
}

function newEpisode(rule: Rule, state: AlertState, nowMs: number): Episode {
  return {
    id: episodeId(rule.name, state.labels, nowMs),
    firedAtMs: nowMs,
    conditionSinceMs: state.sinceMs,
    announced: false,
    notifiedAtMs: nowMs,
  }
}

function speak(rule: Rule, state: AlertState, nowMs: number, silenced: boolean): Step {
  const { episode, phase } = state
  if (episode === undefined) return { state }
  const notified = (signal: SignalKind): Step => ({
    state: { ...state, episode: { ...episode, announced: true, notifiedAtMs: nowMs } },
    signal,
  })
  if (phase === 'firing') {
    if (silenced) return { state }
    if (!episode.announced) return notified('firing')
    const due = rule.repeatMs !== undefined && nowMs - episode.notifiedAtMs >= rule.repeatMs
    return due && episode.acknowledgedBy === undefined ? notified('reminder') : { state }
  }
  if (phase === 'resolved' && state.sinceMs === nowMs && episode.announced)
    return { state, signal: 'resolved' }
  return { state }
}

function closeIfStale(rule: Rule, state: AlertState, nowMs: number): Step {
  const open = state.phase === 'firing' || state.phase === 'recovering'
  const stale = rule.closeAfterMs !== undefined && nowMs - state.seenAtMs >= rule.closeAfterMs
  if (!open || !stale) return { state }
  const closed: AlertState = { ...state, phase: 'resolved', sinceMs: nowMs }
  return state.episode?.announced === true ? { state: closed, signal: 'closed' } : { state: closed }
}

/** The same for the same alert fired at the same slot, on any replica; fit for a Message-ID. */
function episodeId(rule: string, labels: Labels, firedAtMs: number): string {
  const time = new Date(firedAtMs).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${rule}.${hashText(keyOfLabels(labels))}.${time}`
}

/** A short name for a text: FNV-1a over 64 bits, in base 36. Good against accidents, not against attackers. */
export function hashText(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return hash.toString(36)
}
