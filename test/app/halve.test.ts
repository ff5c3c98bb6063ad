import { expect, test } from 'vitest'
import { halve } from '../../src/app/ingest/halve.ts'
import { StoreRefusedError, StoreUnavailableError } from '../../src/domain/messages/ports.ts'

const refusal = (isTiming = false) => new StoreRefusedError('no', isTiming ? '40001' : '42501', isTiming)
const ITEMS = Array.from({ length: 1000 }, (_, n) => n)

/** Refuses attempts that hold a poisonous item; remembers how many items each attempt had. */
function halving(poison: ReadonlySet<number>, isTiming = false) {
  const attempts: number[] = []
  const culprits: number[] = []
  return {
    attempts,
    culprits,
    attempt: async (items: readonly number[]) => {
      attempts.push(items.length)
      if (items.some((item) => poison.has(item))) throw refusal(isTiming)
      return items.length
    },
    probe: async () => undefined,
    culprit: async (item: number) => void culprits.push(item),
  }
}

test('one item at fault among a thousand is found within twenty attempts, and all others go through', async () => {
  const one = halving(new Set([637]))
  const results = await halve(ITEMS, one)
  expect(one.culprits).toEqual([637])
  expect(results.reduce((sum, count) => sum + count, 0)).toBe(999)
  expect(one.attempts.length).toBeLessThanOrEqual(21)
})

test('several at fault are each found', async () => {
  const many = halving(new Set([0, 1, 500, 999]))
  await halve(ITEMS, many)
  expect(many.culprits).toEqual([0, 1, 500, 999])
})

test('what is a matter of timing is tried again before it is halved', async () => {
  let refusals = 1
  const { attempts, culprits, ...parts } = halving(new Set())
  await halve(ITEMS, {
    ...parts,
    async attempt(items) {
      attempts.push(items.length)
      if (refusals-- > 0) throw refusal(true)
    },
  })
  expect([attempts, culprits]).toEqual([[1000, 1000], []])
})

test('where nothing can be committed nothing is halved, and nobody is found at fault', async () => {
  const parts = halving(new Set([3]))
  const probe = () => Promise.reject(new StoreUnavailableError('away'))
  await expect(halve(ITEMS, { ...parts, probe })).rejects.toThrow(StoreUnavailableError)
  expect([parts.attempts, parts.culprits]).toEqual([[1000], []])
})

test('an outage that begins while items are halved ends it', async () => {
  const parts = halving(new Set([3]))
  const attempt = (items: readonly number[]) =>
    items.length < 100 ? Promise.reject(new StoreUnavailableError('away')) : parts.attempt(items)
  await expect(halve(ITEMS, { ...parts, attempt })).rejects.toThrow(StoreUnavailableError)
  expect(parts.culprits).toEqual([])
})
