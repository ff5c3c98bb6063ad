import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadQuestions } from '../../../src/adapters/postgres/analytics/analytics-store.ts'
import { evaluateDue, MAX_SLOT_AHEAD_MS } from '../../../src/app/alerts/evaluate.ts'
import { sendDueSummaries } from '../../../src/app/alerts/summaries.ts'
import type { RuleResult } from '../../../src/domain/alerts/decide.ts'
import { duePeriod } from '../../../src/domain/alerts/period.ts'
import type { AnalyticsStore } from '../../../src/domain/analytics/ports.ts'
import { parseQuestion } from '../../../src/domain/analytics/question.ts'
import { MINUTE_MS, ruleOf } from '../../alerts/builders.ts'
import { type MemoryDatabase, newMemoryDatabase, openMemoryAlerts } from '../../alerts/memory-alerts.ts'

// Thirty days and more of virtual time in which the machine's clock is set and those of the time zone change. The store is
// the one in memory that mirrors the SQL. What the periods are held against is how calendars of the zone show an instant.

const TICK_MS = 60 * MINUTE_MS
const DAY_MS = 24 * TICK_MS
/** Each has a change of the clocks within thirty days. */
const BEGINNINGS = [
  ['America/New_York', '2026-02-20T00:07Z'],
  ['America/New_York', '2026-10-15T00:07Z'],
  ['Europe/Berlin', '2026-03-10T00:07Z'],
  ['Europe/Berlin', '2026-10-10T00:07Z'],
  // By half an hour, and at midnight: days that begin at 01:00.
  ['Australia/Lord_Howe', '2026-03-20T00:07Z'],
  ['Australia/Lord_Howe', '2026-09-20T00:07Z'],
  ['Africa/Cairo', '2026-04-10T00:07Z'],
  ['Africa/Cairo', '2026-10-10T00:07Z'],
] as const
const RULE = ruleOf({ fire: 'value > 0', 'keep-firing-for': '1h' })

interface Real {
  readonly zone: string
  readonly db: MemoryDatabase
  answer: RuleResult
  /** Every slot that was recorded, in order. */
  readonly slots: number[]
}

/** The newest slot that was ever due. */
interface Model {
  newestSlotMs: number
}

/** Analytics in which nothing happened. */
const NO_FIGURES: AnalyticsStore = {
  questions: [...loadQuestions()].map(([name, text]) => parseQuestion(name, text)),
  ask: async () => [],
  refreshed: async () => undefined,
  hasCampaign: async () => false,
}

type Command = fc.AsyncCommand<Model, Real>

async function tick(model: Model, real: Real): Promise<void> {
  const { db, zone, slots } = real
  db.nowMs += TICK_MS
  const { store, outbox } = openMemoryAlerts(db, () => undefined)
  const runner = {
    ask: async () => real.answer,
    table: () => Promise.reject(new Error('nobody asks for tables')),
    summaryTable: async () => ({ columns: [], rows: [] }),
  }
  const last = db.slots.get(RULE.name) ?? 0
  const evaluated = evaluateDue({
    store,
    runner,
    rules: [RULE],
    meter: { evaluated: () => undefined },
    notified: new Map(),
    onProblem: () => undefined,
  })
  // Rules wait while the clock is behind, and that does not look as if all were well.
  if (last > db.nowMs + MAX_SLOT_AHEAD_MS) await expect(evaluated).rejects.toThrow('set back')
  else await evaluated
  const slot = db.slots.get(RULE.name) ?? 0
  if (slot !== last) slots.push(slot)
  model.newestSlotMs = Math.max(model.newestSlotMs, Math.floor(db.nowMs / MINUTE_MS) * MINUTE_MS)
  expect(slot).toBe(model.newestSlotMs)

  const parts = {
    sources: { runner, analytics: NO_FIGURES },
    outbox,
    recipients: ['boss@example.org'],
    zone,
    domain: 'example.org',
    installation: 'Bluetick',
  }
  // Two replicas.
  await Promise.all([sendDueSummaries(parts, db.nowMs), sendDueSummaries(parts, db.nowMs)])
  expectReported(real)
}

/** After seven in the morning there is a report of yesterday, or a newer one where the clock was set back. */
function expectReported({ db, zone }: Real): void {
  const [date = '', hour = ''] = localTime(zone, db.nowMs).split(' ')
  const daysAgo = Number(hour.slice(0, 2)) >= 7 ? 1 : 2
  const due = new Date(Date.parse(`${date}T00:00Z`) - daysAgo * DAY_MS).toISOString().slice(0, 10)
  const newest = db.summaries.findLast(({ name }) => name === 'daily')?.period ?? ''
  expect(newest >= due, `${newest} at ${date} ${hour} in ${zone}`).toBe(true)
  const { key, startMs, endMs } = duePeriod('daily', zone, db.nowMs)
  const dates = [startMs - 1, startMs, endMs - 1, endMs].map(
    (atMs) => localTime(zone, atMs).slice(0, 10) === key,
  )
  expect(dates, `${key} in ${zone}`).toEqual([false, true, true, false])
}

const formats = new Map(
  BEGINNINGS.map(([zone]) => [
    zone as string,
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
)

/** "2026-03-08 03:07", as the calendars and clocks of the zone show it. */
function localTime(zone: string, atMs: number): string {
  return formats.get(zone)?.format(atMs) ?? ''
}

const passes = (hours: number): Command => ({
  check: () => true,
  async run(model, real) {
    for (let n = 0; n < hours; n++) await tick(model, real)
  },
  toString: () => `${hours} h pass`,
})
const catchesUp: Command = {
  check: () => true,
  async run(model, real) {
    while (real.db.nowMs < model.newestSlotMs) await tick(model, real)
  },
  toString: () => 'until the clock has caught up',
}
/** NTP, a machine that slept, an administrator: nothing runs in between. */
const jumps = (minutes: number): Command => ({
  check: () => true,
  async run(_model, real) {
    real.db.nowMs += minutes * MINUTE_MS
  },
  toString: () => `the clock is set by ${minutes} min`,
})
const answers = (answer: RuleResult): Command => ({
  check: () => true,
  async run(_model, real) {
    real.answer = answer
  },
  toString: () => JSON.stringify(answer),
})
const figure = (value: number): RuleResult => ({ kind: 'rows', rows: [{ labels: {}, figures: { value } }] })

const commands = [
  fc.integer({ min: 1, max: 96 }).map(passes),
  fc.integer({ min: -300, max: 300 }).map(jumps),
  fc.constantFrom(-2880, -1, 1, 2880, 20_000).map(jumps),
  fc.constantFrom<RuleResult[]>(figure(0), figure(1), { kind: 'error', error: 'time-out' }).map(answers),
]

test('whatever is done to the clock, no slot, no episode and no report comes twice, and none is dropped', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...BEGINNINGS),
      fc.commands(commands, { maxCommands: 20, size: 'max' }),
      async ([zone, beginning], run) => {
        const db = newMemoryDatabase(Date.parse(beginning))
        const real: Real = { zone, db, answer: figure(0), slots: [] }
        const model: Model = { newestSlotMs: 0 }
        const setup = () => ({ model, real })
        await fc.asyncModelRun(setup, run)
        // So that thirty days and both sides of the change are there, whatever the commands were.
        await fc.asyncModelRun(setup, [catchesUp, passes(30 * 24)])
        judge(real)
      },
    ),
    { numRuns: 24 },
  )
})

function judge({ db, slots, zone }: Real): void {
  expect(slots).toEqual([...new Set(slots)].sort((a, b) => a - b))
  const notified = db.signals.map(({ signal }) => signal.kind)
  expect(notified).toEqual(notified.map((_, index) => (index % 2 === 0 ? 'firing' : 'resolved')))
  for (const cadence of ['daily', 'weekly', 'monthly']) {
    const periods = db.summaries.filter(({ name }) => name === cadence).map(({ period }) => period)
    expect(periods, `${cadence} in ${zone}`).toEqual([...new Set(periods)].sort())
  }
  // Of thirty undisturbed days each is reported.
  const days = db.summaries.filter(({ name }) => name === 'daily').map(({ period }) => Date.parse(period))
  const lastDays = days.slice(-28)
  expect(lastDays.map((dayMs) => dayMs - (lastDays[0] ?? 0))).toEqual(
    lastDays.map((_, index) => index * DAY_MS),
  )
}
