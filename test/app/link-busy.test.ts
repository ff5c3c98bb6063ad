import { expect, test } from 'vitest'
import { createBusy } from '../../src/app/link/busy.ts'

const MANY = 20

function busyAt(startMs: number) {
  let nowMs = startMs
  const busy = createBusy(() => nowMs)
  const begin = (webhooks: number) => {
    for (let n = 0; n < webhooks; n++) busy.began()
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { ...busy, begin, pass }
}

test('webhooks that keep coming as fast as they are answered are a load', () => {
  const { begin, began, ended, isBusy, pass } = busyAt(0)
  begin(MANY)
  expect(isBusy()).toBe(false)
  for (let ms = 0; ms <= 500; ms += 10) {
    ended()
    began()
    pass(10)
  }
  expect(isBusy()).toBe(true)
})

test('a burst after an hour of nothing is none, nor is a stream that has moments with few', () => {
  const { begin, ended, isBusy, pass } = busyAt(0)
  pass(3_600_000)
  begin(MANY)
  pass(100)
  expect(isBusy()).toBe(false)
  for (let second = 0; second < 4; second++) {
    pass(400)
    for (let n = 0; n < MANY; n++) ended()
    begin(MANY)
    expect(isBusy()).toBe(false)
  }
})
