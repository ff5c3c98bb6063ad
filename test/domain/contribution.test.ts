import { describe, expect, test } from 'vitest'
import {
  addContribution,
  type Contribution,
  contributionOf,
} from '../../src/domain/campaigns/contribution.ts'
import { conclude } from '../../src/domain/messages/conclusion.ts'
import { type Facts, factsOfReport, joinFacts, NO_FACTS } from '../../src/domain/messages/facts.ts'
import type { Kind } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'

type Row = readonly [pending: number, sent: number, delivered: number, read: number, failed: number]

/** The whole rule: what was reported → what it counts as. */
const CONTRIBUTIONS: readonly { readonly reported: readonly Kind[]; readonly counts: Row }[] = [
  { reported: [], counts: [1, 0, 0, 0, 0] },
  { reported: ['sent'], counts: [0, 1, 0, 0, 0] },
  { reported: ['delivered'], counts: [0, 1, 1, 0, 0] },
  { reported: ['sent', 'delivered'], counts: [0, 1, 1, 0, 0] },
  { reported: ['read'], counts: [0, 1, 1, 1, 0] },
  { reported: ['played'], counts: [0, 1, 1, 1, 0] },
  { reported: ['sent', 'delivered', 'read'], counts: [0, 1, 1, 1, 0] },
  { reported: ['failed'], counts: [0, 0, 0, 0, 1] },
  { reported: ['sent', 'failed'], counts: [0, 1, 0, 0, 1] },
  { reported: ['failed', 'delivered'], counts: [0, 1, 1, 0, 0] },
  { reported: ['sent', 'failed', 'read'], counts: [0, 1, 1, 1, 0] },
]

function factsOf(kinds: readonly Kind[]): Facts {
  return kinds.reduce((facts, kind) => joinFacts(facts, factsOfReport(report({ kind })), 'latest'), NO_FACTS)
}

function counts(facts: Facts): Contribution {
  return contributionOf(conclude(facts))
}

function rowOf({ pending, sent, delivered, read, failed }: Contribution): Row {
  return [pending, sent, delivered, read, failed]
}

describe('what a recipient counts as', () => {
  test.each(CONTRIBUTIONS)('reported $reported counts as $counts', ({ reported, counts: expected }) => {
    expect(rowOf(counts(factsOf(reported)))).toEqual(expected)
  })

  const pairs = CONTRIBUTIONS.flatMap((before) => CONTRIBUTIONS.map((after) => ({ before, after })))
  test.each(pairs)(
    'from $before.reported, joined with $after.reported, the change leads to what both count as',
    ({ before, after }) => {
      const joined = joinFacts(factsOf(before.reported), factsOf(after.reported), 'latest')
      const both = new Set([...before.reported, ...after.reported])
      const [pending, sent, delivered, read, failed] = rowOf(counts(joined))
      const arrived = both.has('delivered') || both.has('read') || both.has('played')
      expect({ pending, sent, delivered, read, failed }).toEqual({
        pending: Number(both.size === 0),
        sent: Number(both.has('sent') || arrived),
        delivered: Number(arrived),
        read: Number(both.has('read') || both.has('played')),
        failed: Number(both.has('failed') && !arrived),
      })
    },
  )
})

describe('the transitions of the analysis document', () => {
  test.each<{ name: string; from: Kind[]; report: Kind; change: Row }>([
    {
      name: 'PENDING → SENT raises sent, lowers pending',
      from: [],
      report: 'sent',
      change: [-1, 1, 0, 0, 0],
    },
    {
      name: 'PENDING → DELIVERED raises sent and delivered',
      from: [],
      report: 'delivered',
      change: [-1, 1, 1, 0, 0],
    },
    {
      name: 'SENT → DELIVERED raises delivered only',
      from: ['sent'],
      report: 'delivered',
      change: [0, 0, 1, 0, 0],
    },
    {
      name: 'DELIVERED → READ raises read only',
      from: ['sent', 'delivered'],
      report: 'read',
      change: [0, 0, 0, 1, 0],
    },
    { name: 'PENDING → READ raises all three', from: [], report: 'read', change: [-1, 1, 1, 1, 0] },
    {
      name: 'PENDING → FAILED raises failed, lowers pending',
      from: [],
      report: 'failed',
      change: [-1, 0, 0, 0, 1],
    },
    {
      name: 'SENT → FAILED raises failed, and does not lower pending a second time',
      from: ['sent'],
      report: 'failed',
      change: [0, 0, 0, 0, 1],
    },
    {
      name: 'DELIVERED → FAILED changes nothing: the message arrived',
      from: ['sent', 'delivered'],
      report: 'failed',
      change: [0, 0, 0, 0, 0],
    },
    { name: 'a repeated SENT changes nothing', from: ['sent'], report: 'sent', change: [0, 0, 0, 0, 0] },
  ])('$name', ({ from, report: kind, change }) => {
    const before = factsOf(from)
    const after = joinFacts(before, factsOf([kind]), 'latest')
    expect(rowOf(addContribution(counts(after), counts(before), -1))).toEqual(change)
  })
})
