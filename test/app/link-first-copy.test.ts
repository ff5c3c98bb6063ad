import { expect, test } from 'vitest'
import { createFirstCopy } from '../../src/app/link/first-copy.ts'
import type { ReadInParts } from '../../src/app/link/read-in.ts'
import { habitsOf } from '../../src/domain/link/habits.ts'
import type { NewRecipients, TheirRow } from '../../src/domain/link/ports.ts'
import { StoreUnavailableError } from '../../src/domain/messages/ports.ts'
import { shapeWith } from '../domain/link/shapes.ts'

/** A turn of the event loop. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve))

const shape = shapeWith('campaign_recipients')
const recipients = { shape, habits: habitsOf(shape, []) }

/** A table of recipients without messages; `put` takes pages of them in. */
function open(rows: number, put: (first: string) => Promise<void>) {
  const underWay = { now: 0, most: 0 }
  const tables = {
    async newRowsAfter(_: unknown, after: string | undefined, limit: number) {
      await aTurn()
      const from = Number(after ?? 0)
      const page: TheirRow[] = Array.from({ length: Math.min(limit, rows - from) }, (_, n) => ({
        key: String(from + n + 1),
        values: { campaign_id: 'c1' },
      }))
      return { rows: page, keys: page.map(({ key }) => key) }
    },
  }
  const parts = {
    tables,
    store: { probe: async () => undefined },
    rule: 'latest',
    phoneOf: String,
    now: () => 1_764_300_000_000,
    async putNewRecipients({ recipients: [first] }: NewRecipients) {
      underWay.most = Math.max(underWay.most, ++underWay.now)
      await put(first?.theirs.key ?? '').finally(() => underWay.now--)
    },
  } as unknown as ReadInParts
  return { underWay, copyNext: createFirstCopy(parts) }
}

test('three pages are written at the same time, and the next call goes on after them', async () => {
  const taken: string[] = []
  const { underWay, copyNext } = open(3_500, async (first) => {
    await aTurn()
    await aTurn()
    taken.push(first)
  })
  const copied = await copyNext(recipients, undefined, undefined)
  expect(copied).toEqual({ count: 3_000, changed: 3_000, lastKey: '3000' })
  expect(underWay).toEqual({ now: 0, most: 3 })
  expect(await copyNext(recipients, copied.lastKey, undefined)).toEqual({ count: 500, changed: 500 })
  expect(taken).toEqual(['1', '1001', '2001', '3001'])
})

test('where a page fails while the next is read, the others are over before that is said', async () => {
  const taken: string[] = []
  const { underWay, copyNext } = open(3_500, async (first) => {
    if (first === '1') throw new StoreUnavailableError('The connection was closed.')
    for (let n = 0; n < 9; n++) await aTurn()
    taken.push(first)
  })
  await expect(copyNext(recipients, undefined, undefined)).rejects.toThrow('The connection was closed.')
  expect(underWay.now).toBe(0)
  expect(taken).toEqual(['1001', '2001'])
})
