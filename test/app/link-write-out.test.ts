import { expect, test } from 'vitest'
import { createTurns } from '../../src/app/link/turns.ts'
import { type WriteOutParts, writeWaiting } from '../../src/app/link/write-out.ts'
import { habitsOf } from '../../src/domain/link/habits.ts'
import type { OutboxEntry } from '../../src/domain/link/ports.ts'
import { shapeWith } from '../domain/link/shapes.ts'

const shape = shapeWith('campaign_recipients', { status: {} })

/** Writes back recipients 1 and 2, of which somebody has the second locked. */
async function write(waitedMs: number) {
  const forgotten: string[] = []
  const failed: string[] = []
  const taken: string[] = []
  const parts = {
    links: {
      outbox: async (): Promise<OutboxEntry[]> =>
        ['1', '2'].map((key) => ({
          id: `o${key}`,
          table: 'campaign_recipients',
          key,
          isWaiting: false,
          waitingColumns: [],
          waitedMs,
        })),
      forgetOutbox: async (_: string, ids: readonly string[]) => void forgotten.push(...ids),
      failed: async (_: string, __: string, keys: readonly string[]) => void failed.push(...keys),
      taken: async (_: string, __: string, keys: readonly string[]) => void taken.push(...keys),
    },
    tables: {
      ownRows: async (_: string, keys: readonly string[]) =>
        keys.map((key) => ({ key, ids: [key], values: {} })),
      writeBack: async () => [{ key: '2', reason: 'their row is locked, or hidden', isHeld: true }],
    },
    store: { probe: async () => undefined },
    now: () => 0,
    newId: () => '',
    onRefused: () => undefined,
  } as unknown as WriteOutParts
  const done = await writeWaiting(parts, {
    names: ['campaign_recipients'],
    linked: new Map([['campaign_recipients', { shape, habits: habitsOf(shape, []) }]]),
    turns: createTurns({ now: () => 0, probe: async () => undefined, onFailing: () => undefined }),
    limit: 10,
    isReady: () => true,
  })
  return { done, forgotten, failed, taken }
}

test('a row that is locked for a moment stays in the outbox, and is not listed', async () => {
  expect(await write(100)).toEqual({ done: 1, forgotten: ['o1'], failed: [], taken: ['1'] })
})

test('a row that is locked for long is listed', async () => {
  expect(await write(2_000)).toEqual({ done: 2, forgotten: ['o1', 'o2'], failed: ['2'], taken: ['1'] })
})
