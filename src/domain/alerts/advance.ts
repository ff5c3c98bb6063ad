import type { AlertState, Episode, Measure, SignalKind } from './alert-state.ts'
import { routeOf } from './route.ts'
import type { Labels, Rule } from './rule.ts'
import { keyOfLabels } from './rule.ts'
import { hashText } from './text-hash.ts'
import type { Verdict } from './verdict.ts'
import { isWorse } from './worsening.ts'

/** What one evaluation saw of one alert. */
export interface Observation {
  readonly labels: Labels
  readonly descriptions?: Labels
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
 * `nothing` (no row, no figure) freezes the state, and `unclear` (too few samples) keeps what fires: no data is not good
 * news. An alert of which neither fires nor clears anything for the rule's `close-after` is closed, so that the next
 * incident is a new one. `quiet` (a silence, or another rule that has the same cause) holds back what would be said; what
 * still fires when it ends is said then. `resolved` is said exactly where `firing` was.
 */
export function advance(
  rule: Rule,
  before: AlertState | undefined,
  seen: Observation,
  nowMs: number,
  quiet: boolean,
): Step {
  const state = before ?? { labels: seen.labels, phase: 'ok', sinceMs: nowMs, seenAtMs: nowMs }
  if (seen.verdict === 'nothing') return closeIfStale(rule, state, nowMs)
  const moved = move(rule, measured(state, seen, nowMs), seen, nowMs)
  if (seen.verdict === 'unclear' && isOpen(moved)) {
    const closed = closeIfStale(rule, moved, nowMs)
    if (closed.state !== moved) return closed
  }
  return notify(rule, moved, seen, nowMs, quiet)
}

/** Ends an alert's episode where it stands; `closed` is said where `firing` was. */
export function close(state: AlertState, nowMs: number): Step {
  const closed: AlertState = { ...state, phase: 'resolved', sinceMs: nowMs }
  return state.episode?.announced === true ? { state: closed, signal: 'closed' } : { state: closed }
}

export function isOpen({ phase }: AlertState): boolean {
  return phase === 'firing' || phase === 'recovering'
}

function measured(state: AlertState, seen: Observation, nowMs: number): AlertState {
  const { value: _value, samples: _samples, descriptions: _descriptions, ...rest } = state
  const descriptions = seen.descriptions ?? state.descriptions
  return {
    ...rest,
    ...(descriptions !== undefined && { descriptions }),
    seenAtMs: seen.verdict === 'unclear' ? state.seenAtMs : nowMs,
    ...(seen.value !== undefined && { value: seen.value }),
    ...(seen.samples !== undefined && { samples: seen.samples }),
    ...(state.episode !== undefined && { episode: withFinal(state.episode, seen) }),
  }
}

/** Keeps the measure with the most samples; the newest of equal ones. */
function withFinal(episode: Episode, { value, samples, verdict }: Observation): Episode {
  if (value === undefined || verdict !== 'fire') return episode
  if ((samples ?? 0) < (episode.final?.samples ?? 0)) return episode
  const final: Measure = samples === undefined ? { value } : { value, samples }
  return { ...episode, final }
}

function move(rule: Rule, state: AlertState, seen: Observation, nowMs: number): AlertState {
  const { verdict } = seen
  const to = (phase: AlertState['phase']): AlertState => ({ ...state, phase, sinceMs: nowMs })
  switch (state.phase) {
    case 'ok':
    case 'resolved': {
      if (verdict !== 'fire') return state
      const { episode: _past, ...fresh } = to('pending')
      return move(rule, fresh, seen, nowMs)
    }
    case 'pending':
      // Only what holds without a break counts towards `for`.
      if (verdict !== 'fire') return to('ok')
      if (nowMs - state.sinceMs < rule.forMs) return state
      return { ...to('firing'), episode: withFinal(newEpisode(rule, state, nowMs), seen) }
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
  const to = routeOf(rule.routes, { ...state.descriptions, ...state.labels })
  return {
    id: episodeId(rule.name, state.labels, nowMs),
    firedAtMs: nowMs,
    conditionSinceMs: state.sinceMs,
    announced: false,
    notifiedAtMs: nowMs,
    ...(to !== undefined && { to }),
  }
}

function notify(rule: Rule, state: AlertState, seen: Observation, nowMs: number, quiet: boolean): Step {
  const { episode, phase, value } = state
  if (episode === undefined) return { state }
  const notified = (signal: SignalKind, from: Episode = episode): Step => ({
    state: {
      ...state,
      episode: {
        ...from,
        announced: true,
        notifiedAtMs: nowMs,
        ...(value !== undefined && { notifiedValue: value }),
      },
    },
    signal,
  })
  if (phase === 'firing') {
    if (quiet) return { state }
    if (!episode.announced) return notified('firing')
    if (seen.verdict === 'fire' && isWorse(rule, episode.notifiedValue, value)) {
      const { acknowledgedBy: _ended, ...unacknowledged } = episode
      return notified('worse', unacknowledged)
    }
    const due = rule.repeatMs !== undefined && nowMs - episode.notifiedAtMs >= rule.repeatMs
    return due && episode.acknowledgedBy === undefined ? notified('reminder') : { state }
  }
  if (phase === 'resolved' && state.sinceMs === nowMs && episode.announced)
    return { state, signal: 'resolved' }
  return { state }
}

function closeIfStale(rule: Rule, state: AlertState, nowMs: number): Step {
  const stale = rule.closeAfterMs !== undefined && nowMs - state.seenAtMs >= rule.closeAfterMs
  if (!stale) return { state }
  // What was about to fire when the figures ended must not fire at once when they come back.
  if (state.phase === 'pending') return { state: { ...state, phase: 'ok', sinceMs: nowMs } }
  return isOpen(state) ? close(state, nowMs) : { state }
}

/** The same for the same alert fired at the same slot, on any replica; fit for a Message-ID. */
function episodeId(rule: string, labels: Labels, firedAtMs: number): string {
  const time = new Date(firedAtMs).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${rule}.${hashText(keyOfLabels(labels))}.${time}`
}
