import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onTick } from '../../src/adapters/cron/ticker.ts'

const TICK_MS = 5_000

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 1, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a job that takes longer than a tick is not run twice at once, and nothing is written past our log', async () => {
  const written = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')]
  const console_ = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name))
  let finish: () => void = () => undefined
  let runs = 0
  const stopping = new AbortController()
  const job = () => {
    runs++
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  }
  onTick('everyFiveSeconds', job, () => undefined, stopping.signal)
  await vi.advanceTimersByTimeAsync(3 * TICK_MS)
  expect(runs).toBe(1)
  finish()
  await vi.advanceTimersByTimeAsync(TICK_MS)
  expect(runs).toBe(2)
  finish()
  stopping.abort()
  await vi.advanceTimersByTimeAsync(3 * TICK_MS)
  expect(runs).toBe(2)
  for (const spy of [...written, ...console_]) expect(spy).not.toHaveBeenCalled()
})

test('a job that fails is notified of, and runs again at the next tick', async () => {
  const errors: unknown[] = []
  const stopping = new AbortController()
  onTick(
    'everyFiveSeconds',
    () => Promise.reject(new Error('away')),
    (error) => errors.push(error),
    stopping.signal,
  )
  await vi.advanceTimersByTimeAsync(2 * TICK_MS)
  expect(errors).toEqual([new Error('away'), new Error('away')])
  stopping.abort()
})
