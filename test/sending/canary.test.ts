import { expect, test } from 'vitest'
import { CANARY_REST_MS, verdictOn, type Wave } from '../../src/domain/sending/canary.ts'

const verdict = (over: Partial<Wave>) =>
  verdictOn({
    waiting: 0,
    accepted: 50,
    uncertain: 0,
    refused: 0,
    delivered: 45,
    failed: 0,
    optedOut: 0,
    restedMs: CANARY_REST_MS,
    ...over,
  }).kind

test('the others follow a first wave that arrived and brought no complaints', () => {
  expect(verdict({})).toBe('go')
  expect(verdict({ failed: 3, optedOut: 1 })).toBe('go')
})

test('the first wave is waited for', () => {
  expect(verdict({ waiting: 1 })).toBe('wait')
  expect(verdict({ restedMs: CANARY_REST_MS - 1 })).toBe('wait')
})

test('a bad first wave stops the plan, at once where it is bad already', () => {
  expect(verdict({ failed: 10, waiting: 1, restedMs: 0 })).toBe('stop')
  expect(verdict({ optedOut: 3, restedMs: 0 })).toBe('stop')
  expect(verdict({ delivered: 20 })).toBe('stop')
  expect(verdict({ accepted: 0, delivered: 0, refused: 2 })).toBe('stop')
})
