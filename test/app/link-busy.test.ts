import { expect, test } from 'vitest'
import { createBusy } from '../../src/app/link/busy.ts'

const CONNECTIONS = 64

function busyAt(startMs: number) {
  let nowMs = startMs
  const busy = createBusy(() => nowMs)
  const begin = (webhooks: number) => {
    for (let n = 0; n < webhooks; n++) busy.began()
  }
  const end = (webhooks: number) => {
    for (let n = 0; n < webhooks; n++) busy.ended()
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { isBusy: busy.isBusy, begin, end, pass }
}

test('webhooks that keep coming as fast as they are answered are a load within half a second, also where nearly all end at once', () => {
  const { begin, end, isBusy, pass } = busyAt(0)
  begin(CONNECTIONS)
  expect(isBusy()).toBe(false)
  for (let ms = 0; ms < 500; ms += 20) {
    pass(15)
    end(CONNECTIONS - 4)
    pass(5)
    begin(CONNECTIONS - 4)
  }
  expect(isBusy()).toBe(true)
  end(CONNECTIONS)
  pass(2_000)
  expect(isBusy()).toBe(false)
})

test('a burst after an hour of nothing is none, nor is a steady stream, nor one that stalls for a moment', () => {
  const { begin, end, isBusy, pass } = busyAt(0)
  pass(3_600_000)
  begin(CONNECTIONS)
  pass(100)
  expect(isBusy()).toBe(false)
  end(CONNECTIONS)
  // 500 a second, each for 20 ms; and once nothing ends for 100 ms.
  for (let ms = 0; ms < 5_000; ms += 20) {
    begin(10)
    pass(20)
    expect(isBusy()).toBe(false)
    end(10)
  }
  for (let ms = 0; ms < 100; ms += 20) {
    begin(10)
    pass(20)
  }
  end(50)
  pass(20)
  expect(isBusy()).toBe(false)
})
