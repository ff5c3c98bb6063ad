import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance } from '../../src/domain/alerts/advance.ts'
import type { AlertState, SignalKind } from '../../src/domain/alerts/alert-state.ts'
import type { Verdict } from '../../src/domain/alerts/verdict.ts'
import { MINUTE_MS, ruleOf, START_MS } from './builders.ts'

const FOR_MS = 5 * MINUTE_MS
const KEEP_MS = 10 * MINUTE_MS
const REPEAT_MS = 60 * MINUTE_MS
const CLOSE_MS = 24 * 60 * MINUTE_MS
const RULE = ruleOf({ for: '5m', 'keep-firing-for': '10m', repeat: '60m', 'close-after': '24h' })
const DAYS = 30

/** The machine under test, and everything that happened to it. */
interface Real {
  nowMs: number
  state: AlertState | undefined
  silenced: boolean
  readonly log: {
    readonly atMs: number
    readonly verdict: Verdict
    readonly signal?: SignalKind
    readonly acked: boolean
    readonly silenced: boolean
  }[]
}

/** The model: what people know. It says nothing of pending, recovering or times, only of what may be notified. */
interface Model {
  known: 'well' | 'firing'
}

type Command = fc.Command<Model, Real>

/** Time passes, and a run of evaluations sees the same. A clock that steps back gives no slot. */
const evaluate = (verdict: Verdict, times: number, gapMinutes: number): Command => ({
  check: () => true,
  run(model, real) {
    for (let i = 0; i < times; i++) {
      real.nowMs += gapMinutes * MINUTE_MS
      const before = real.state
      const { state, signal } = advance(RULE, before, { labels: {}, verdict }, real.nowMs, real.silenced)
      real.state = state.phase === 'ok' ? undefined : state
      const acked = before?.episode?.acknowledgedBy !== undefined
      real.log.push({ atMs: real.nowMs, verdict, acked, silenced: real.silenced, ...(signal && { signal }) })
      judge(model, real, before)
    }
  },
  toString: () => `${times} × ${verdict} every ${gapMinutes} min`,
})

const silence = (silenced: boolean): Command => ({
  check: () => true,
  run(_model, real) {
    real.silenced = silenced
  },
  toString: () => (silenced ? 'silence' : 'end of the silence'),
})

const acknowledge: Command = {
  check: () => true,
  run(_model, real) {
    if (real.state?.episode === undefined || real.state.phase === 'resolved') return
    real.state = { ...real.state, episode: { ...real.state.episode, acknowledgedBy: 'Asha' } }
  },
  toString: () => 'acknowledge',
}

function judge(model: Model, real: Real, before: AlertState | undefined): void {
  const last = real.log.at(-1)
  if (last === undefined) return
  const { signal, verdict, atMs } = last
  const said = real.log.filter((one) => one.signal !== undefined)
  const spoken = said.at(-2)
  if (signal === 'firing') {
    expect(model.known).toBe('well')
    expect(last.silenced).toBe(false)
    model.known = 'firing'
  }
  if (signal === 'reminder') {
    expect(model.known).toBe('firing')
    expect(last.silenced || last.acked).toBe(false)
    expect(atMs - (spoken?.atMs ?? 0)).toBeGreaterThanOrEqual(REPEAT_MS)
  }
  if (signal === 'resolved' || signal === 'closed') {
    expect(model.known).toBe('firing')
    model.known = 'well'
  }
  if (signal === 'resolved') expectRun(real, KEEP_MS, ['clear'], ['clear', 'unclear', 'nothing'])
  // No data is not good news: it changes nothing, but after a day it may close.
  if (
    verdict === 'nothing' &&
    signal !== 'closed' &&
    before !== undefined &&
    real.state?.phase !== 'resolved'
  ) {
    const stalePending = before.phase === 'pending' && atMs - before.seenAtMs >= CLOSE_MS
    expect(real.state).toEqual(stalePending ? undefined : before)
  }
  const saysNothing = verdict === 'nothing' || verdict === 'unclear'
  if (real.state?.phase === 'resolved' && before?.phase !== 'resolved' && saysNothing) {
    expect(atMs - (before?.seenAtMs ?? 0)).toBeGreaterThanOrEqual(CLOSE_MS)
  }
  if (real.state?.phase === 'firing' && before?.phase !== 'firing' && before?.phase !== 'recovering') {
    expectRun(real, FOR_MS, ['fire'], ['fire', 'nothing'])
  }
  // Whoever is not notified although it fires, is not notified because of a silence.
  if (real.state?.phase === 'firing' && verdict === 'fire' && !last.silenced)
    expect(model.known).toBe('firing')
}

/** Looking back, evaluations were of the kinds that may be, for at least so long, and both ends of the kind that must be. */
function expectRun(real: Real, forMs: number, must: readonly Verdict[], may: readonly Verdict[]): void {
  const newest = real.log.at(-1)
  expect(must).toContain(newest?.verdict)
  let firstMs = newest?.atMs ?? 0
  for (const one of [...real.log].reverse()) {
    if (!may.includes(one.verdict)) break
    if (must.includes(one.verdict)) firstMs = one.atMs
  }
  expect((newest?.atMs ?? 0) - firstMs).toBeGreaterThanOrEqual(forMs)
}

const anyVerdict = fc.constantFrom<Verdict[]>(
  'fire',
  'fire',
  'clear',
  'clear',
  'between',
  'unclear',
  'nothing',
)
const commands = [
  fc
    .tuple(anyVerdict, fc.integer({ min: 1, max: 20 }), fc.constantFrom(1, 1, 1, 5, 60, 1500))
    .map((a) => evaluate(...a)),
  fc.boolean().map(silence),
  fc.constant(acknowledge),
]

test('the machine notifies what the model allows, whatever happens', () => {
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 60 }), (run) => {
      fc.modelRun(
        () => ({
          model: { known: 'well' as const },
          real: { nowMs: START_MS, state: undefined, silenced: false, log: [] },
        }),
        run,
      )
    }),
    { numRuns: 400 },
  )
})

test('whatever came before, an alert whose condition stays clear resolves, and one that stays bad fires', () => {
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 30 }), fc.boolean(), (run, clear) => {
      const world = {
        model: { known: 'well' as const },
        real: { nowMs: START_MS, state: undefined, silenced: false, log: [] } as Real,
      }
      fc.modelRun(() => world, run)
      const { real } = world
      const steadyMinutes = (clear ? KEEP_MS : FOR_MS) / MINUTE_MS + 1
      for (let minute = 0; minute <= steadyMinutes; minute++) {
        real.nowMs += MINUTE_MS
        const seen = { labels: {}, verdict: clear ? ('clear' as const) : ('fire' as const) }
        const { state } = advance(RULE, real.state, seen, real.nowMs, false)
        real.state = state.phase === 'ok' ? undefined : state
      }
      if (clear) expect([undefined, 'resolved']).toContain(real.state?.phase)
      else expect(real.state?.phase).toBe('firing')
    }),
    { numRuns: 200 },
  )
})

test('thirty days minute by minute: every outage is notified once, at its beginning and its end', () => {
  let state: AlertState | undefined
  const notified: { kind: SignalKind; atMs: number }[] = []
  for (let minute = 0; minute < DAYS * 1440; minute++) {
    // Each day from 02:00 to 03:30, over every change of the clocks, and two minutes at noon that are too short.
    const ofDay = minute % 1440
    const bad = (ofDay >= 120 && ofDay < 210) || (ofDay >= 720 && ofDay < 722)
    const nowMs = START_MS + minute * MINUTE_MS
    const step = advance(RULE, state, { labels: {}, verdict: bad ? 'fire' : 'clear' }, nowMs, false)
    state = step.state
    if (step.signal !== undefined) notified.push({ kind: step.signal, atMs: nowMs - START_MS })
  }
  expect(notified.map(({ kind }) => kind)).toEqual(
    Array.from({ length: DAYS }, () => ['firing', 'reminder', 'resolved']).flat(),
  )
  expect(notified.slice(0, 3).map(({ atMs }) => atMs / MINUTE_MS)).toEqual([125, 185, 220])
})
