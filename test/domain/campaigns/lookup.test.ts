import { expect, test } from 'vitest'
import { faultsIn, type LostId, rightLeads } from '../../../src/domain/campaigns/lookup.ts'

const lost = (id: string, key: bigint, leadsTo?: bigint, isShared = false): LostId => ({
  id,
  key,
  ...(leadsTo !== undefined && { leadsTo }),
  isShared,
})

test.each<[string, LostId[], [string, bigint][], bigint[]]>([
  ['that is not entered leads to its message', [lost('a', 2n)], [['a', 2n]], []],
  ['that leads to no bearer leads to its message', [lost('a', 2n, 1n)], [['a', 2n]], []],
  ['that leads to another bearer stays there, and the two are joined', [lost('a', 2n, 5n, true)], [], [2n]],
  [
    'that several bear leads to the first of them, and the others are joined into it',
    [lost('a', 3n), lost('a', 4n), lost('a', 9n), lost('b', 9n)],
    [
      ['a', 3n],
      ['b', 9n],
    ],
    [4n, 9n],
  ],
])('an id %s', (_, found, leads, anew) => {
  const right = rightLeads(found)
  expect([...right.leads]).toEqual(leads)
  expect([...right.anew].sort()).toEqual(anew)
})

test('all faults are counted, those of ids where they were looked at', () => {
  expect(faultsIn({ ids: { missing: 1, astray: 2, dangling: 4 }, ranges: { missing: 8 } })).toBe(15)
  expect(faultsIn({ ranges: { missing: 8 } })).toBe(8)
})
