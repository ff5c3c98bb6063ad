import { expect, test } from 'vitest'
import { createTurns } from '../../src/app/link/turns.ts'
import { type WriteOutParts, writeWaiting } from '../../src/app/link/write-out.ts'
import { habitsOf } from '../../src/domain/link/habits.ts'
import type { LinkStore, OutboxEntry, TheirTables } from '../../src/domain/link/ports.ts'
import type { Relation } from '../../src/domain/link/shape.ts'
import { StoreRefusedError } from '../../src/domain/messages/ports.ts'
import { shapeWith } from '../domain/link/shapes.ts'

const shape = shapeWith('campaign_recipients', { status: {} })

interface Others {
  readonly writeBack?: TheirTables['writeBack']
  readonly relation?: LinkStore['relation']
}

interface Waits {
  readonly keys?: readonly string[]
  readonly now?: () => number
}

/** Writes back recipients 1 and 2, of which somebody has the second locked. */
async function write(
  waitedMs: number,
  others: Others = {},
  { keys: waiting = ['1', '2'], now = () => 0 }: Waits = {},
) {
  const forgotten: string[] = []
  const failed: string[] = []
  const taken: string[] = []
  const parts = {
    links: {
      outbox: async (): Promise<OutboxEntry[]> =>
        waiting.map((key) => ({
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
      relation: others.relation,
    },
    tables: {
      ownRows: async (_: string, keys: readonly string[]) =>
        keys.map((key) => ({ key, ids: [key], values: {} })),
      writeBack: async () => [{ key: '2', reason: 'their row is locked, or hidden', isHeld: true }],
      writeByColumn: others.writeBack,
      ...others,
    },
    store: { probe: async () => undefined },
    now,
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

test('rows that take long end the turn of their table, and what is left stays in the outbox', async () => {
  let nowMs = 0
  const slow: Others['writeBack'] = async () => {
    nowMs += 600
    return []
  }
  const keys = Array.from({ length: 2_000 }, (_, n) => String(n))
  const { done, forgotten } = await write(100, { writeBack: slow }, { keys, now: () => nowMs })
  expect(done).toBe(500)
  expect(forgotten).toEqual(keys.slice(0, 500).map((key) => `o${key}`))
})

/** A table, or a trigger on it, lacks something: the server says the same of both. */
const LACKING: Others['writeBack'] = async () => {
  throw new StoreRefusedError('relation does not exist', '42P01', false)
}
const STAYS = { done: 0, forgotten: [], failed: [], taken: [] }

test.each<readonly [string, Relation | undefined]>([
  ['is not there any more', undefined],
  ['is another', { ...shape, oid: '2' }],
  ['lacks a column now', { ...shape, columns: shape.columns.filter(({ name }) => name !== 'read_at') }],
  [
    'may not be written any more',
    { ...shape, columns: shape.columns.map((c) => ({ ...c, mayUpdate: false })) },
  ],
  ['cannot be linked any more', { ...shape, kind: 'v' }],
])(
  'of a table that %s since it was looked at no row is listed, and all stay in the outbox',
  async (_, relation) => {
    expect(await write(0, { writeBack: LACKING, relation: async () => relation })).toEqual(STAYS)
  },
)

test('a table that changes while rows are set apart lists none of them', async () => {
  const looks: (Relation | undefined)[] = [shape, undefined]
  expect(await write(0, { writeBack: LACKING, relation: async () => looks.shift() })).toEqual(STAYS)
})

test('rows for which a trigger of theirs lacks something are listed', async () => {
  const done = await write(0, { writeBack: LACKING, relation: async () => shape })
  expect(done).toEqual({ done: 2, forgotten: ['o1', 'o2'], failed: ['1', '2'], taken: [] })
})
