import { expect, test } from 'vitest'
import { remembered } from '../../src/domain/async/remembered.ts'

test('those who ask for the same within two seconds share one reading', async () => {
  let nowMs = 0
  let readings = 0
  const read = remembered(
    async (range: string, zone: string) => {
      readings += 1
      if (zone === 'broken') throw new Error('no')
      return `${range} ${zone} ${readings}`
    },
    () => nowMs,
    2_000,
  )
  expect(await Promise.all([read('today', 'UTC'), read('today', 'UTC')])).toEqual([
    'today UTC 1',
    'today UTC 1',
  ])
  nowMs = 1_999
  expect(await read('today', 'UTC')).toBe('today UTC 1')
  expect(await read('7d', 'UTC')).toBe('7d UTC 2')
  nowMs = 2_000
  expect(await read('today', 'UTC')).toBe('today UTC 3')
  await expect(read('today', 'broken')).rejects.toThrow('no')
  await expect(read('today', 'broken')).rejects.toThrow('no')
  expect(readings).toBe(5)
})
