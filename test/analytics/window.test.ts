import { expect, test } from 'vitest'
import { answerQuestion } from '../../src/app/analytics/answer.ts'
import { beginningWithWhole } from '../../src/app/analytics/window.ts'
import type { AnalyticsStore } from '../../src/domain/analytics/ports.ts'
import { parseQuestion } from '../../src/domain/analytics/question.ts'

const ms = (iso: string) => Date.parse(iso)
const from = (step: 'hour' | 'day' | undefined, zone: string, iso: string) =>
  new Date(beginningWithWhole(step, zone, { fromMs: ms(iso), toMs: ms(iso) + 1 }).fromMs).toISOString()

test.each([
  ['day', 'America/Havana', '2026-10-31T17:00:00Z', '2026-10-31T04:00:00.000Z'],
  // That day has midnight twice, and begins at the first.
  ['day', 'America/Havana', '2026-11-01T17:00:00Z', '2026-11-01T04:00:00.000Z'],
  ['day', 'Asia/Kolkata', '2026-11-01T17:00:00Z', '2026-10-31T18:30:00.000Z'],
  ['hour', 'Asia/Kolkata', '2026-11-01T17:15:00Z', '2026-11-01T16:30:00.000Z'],
  ['hour', 'Asia/Kathmandu', '2026-11-01T17:15:00Z', '2026-11-01T17:15:00.000Z'],
  [undefined, 'Asia/Kolkata', '2026-11-01T17:15:00Z', '2026-11-01T17:15:00.000Z'],
] as const)('a window that begins with a whole %s in %s', (step, zone, iso, begins) => {
  expect(from(step, zone, iso)).toBe(begins)
})

test.each([
  ['begins: day', '2026-10-31T04:00:00.000Z'],
  ['begins: step', '2026-10-31T23:00:00.000Z'],
  ['bars: n', '2026-10-31T23:30:00.000Z'],
])('an answer names the window that it was asked with: %s', async (header, begins) => {
  const question = parseQuestion(
    'q',
    `-- Q.\n--! params: from, to, zone, step\n--! ${header}\n--! denominator: none\nSELECT 1`,
  )
  let asked: unknown
  const store = {
    ask: async (_: unknown, values: Readonly<Record<string, unknown>>) => {
      asked = values['from']
      return []
    },
  } as unknown as AnalyticsStore
  const input = {
    fromMs: ms('2026-10-31T23:30:00Z'),
    toMs: ms('2026-11-01T12:00:00Z'),
    zone: 'America/Havana',
  }
  const answer = await answerQuestion(store, question, input, ms('2026-11-02T00:00:00Z'))
  expect([answer.window?.from, asked]).toEqual([begins, begins])
})
