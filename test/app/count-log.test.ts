import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCountLog } from '../../src/adapters/log/count-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first is written at once, and those after it together, a minute later', () => {
  const lines: Readonly<Record<string, number>>[] = []
  const count = createCountLog((counts) => lines.push(counts))
  count('token-wrong')
  expect(lines).toEqual([{ 'token-wrong': 1 }])
  for (let n = 0; n < 1000; n++) count('token-wrong')
  count('signature-wrong', 2)
  expect(lines).toHaveLength(1)
  vi.advanceTimersByTime(60_000)
  expect(lines).toEqual([{ 'token-wrong': 1 }, { 'token-wrong': 1000, 'signature-wrong': 2 }])
  vi.advanceTimersByTime(120_000)
  expect(lines).toHaveLength(2)
  count('token-missing')
  expect(lines).toHaveLength(3)
})
