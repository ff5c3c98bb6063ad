import { expect, test } from 'vitest'
import { pauseAfter } from '../../src/domain/async/back-off.ts'
import { createSingleFlight } from '../../src/domain/async/single-flight.ts'

/** Work whose runs end when the test says so. */
function controlled() {
  const ends: ((failure?: Error) => void)[] = []
  const work = () =>
    new Promise<number>((resolve, reject) => {
      const run = ends.length + 1
      ends.push((failure) => (failure === undefined ? resolve(run) : reject(failure)))
    })
  return { ends, flight: createSingleFlight(work) }
}

test('concurrent callers share one run, and the next caller gets a new one', async () => {
  const { ends, flight } = controlled()
  const both = [flight.run(), flight.run()]
  expect(ends).toHaveLength(1)
  ends[0]?.()
  expect(await Promise.all(both)).toEqual([1, 1])
  const next = flight.run()
  ends[1]?.()
  expect(await next).toBe(2)
})

test('a failed run fails for everybody who shares it, and the next caller gets a new one', async () => {
  const { ends, flight } = controlled()
  const both = [flight.run(), flight.run()].map((run) => run.catch((error) => error.message))
  ends[0]?.(new Error('no'))
  expect(await Promise.all(both)).toEqual(['no', 'no'])
  const next = flight.run()
  ends[1]?.()
  expect(await next).toBe(2)
})

test('a caller who needs a run of its own waits for the one under way, even where that fails', async () => {
  const { ends, flight } = controlled()
  const first = flight.run().catch(() => 'failed')
  const afresh = flight.runAfresh()
  expect(ends).toHaveLength(1)
  ends[0]?.(new Error('no'))
  await first
  await expect.poll(() => ends).toHaveLength(2)
  ends[1]?.()
  expect(await afresh).toBe(2)
  await flight.finished()
})

test('pauses double up to the last', () => {
  const backOff = { firstMs: 100, lastMs: 500 }
  expect([1, 2, 3, 4, 50].map((failures) => pauseAfter(failures, backOff))).toEqual([100, 200, 400, 500, 500])
})
