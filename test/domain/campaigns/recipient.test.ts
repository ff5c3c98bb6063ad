import { describe, expect, test } from 'vitest'
import {
  addContribution,
  type Contribution,
  NO_CONTRIBUTION,
  sameContribution,
} from '../../../src/domain/campaigns/contribution.ts'
import { assertedBy, columnsOf, planRecipient } from '../../../src/domain/campaigns/recipient.ts'
import type { RecipientColumns, StoredRecipient } from '../../../src/domain/messages/change.ts'
import { conclude } from '../../../src/domain/messages/conclusion.ts'
import { factsOfReport } from '../../../src/domain/messages/facts.ts'
import type { Kind } from '../../../src/domain/messages/report.ts'
import { NOON_MS, report } from '../../support/reports.ts'

const heard = (kind: Kind, more: Parameters<typeof report>[0] = {}) =>
  factsOfReport(report({ ids: ['wamid.1'], kind, ...more }))
const READ = heard('read')
const COUNTERS = Object.keys(NO_CONTRIBUTION) as (keyof Contribution)[]

describe('contributions', () => {
  const [a, b] = [
    { pending: 1, sent: 2, delivered: 3, read: 4, failed: 5, replied: 6 },
    { pending: 10, sent: 20, delivered: 30, read: 40, failed: 50, replied: 60 },
  ]
  test('are added and taken away counter by counter', () => {
    expect(addContribution(a, b)).toEqual({
      pending: 11,
      sent: 22,
      delivered: 33,
      read: 44,
      failed: 55,
      replied: 66,
    })
    expect(addContribution(b, a, -1)).toEqual({
      pending: 9,
      sent: 18,
      delivered: 27,
      read: 36,
      failed: 45,
      replied: 54,
    })
  })
  test.each(COUNTERS)('that differ in %s alone are not the same', (counter) => {
    expect([sameContribution(a, { ...a }), sameContribution(a, { ...a, [counter]: 99 })]).toEqual([
      true,
      false,
    ])
  })
})

describe('the columns of a recipient', () => {
  test('show what its message concluded, and no more', () => {
    expect(columnsOf(conclude(READ))).toStrictEqual({
      status: 'read',
      sentAtMs: NOON_MS,
      deliveredAtMs: NOON_MS,
      readAtMs: NOON_MS,
    })
    const failed = heard('failed', { failure: { code: '131026', title: 'Undeliverable' } } as never)
    expect(columnsOf(conclude(failed))).toStrictEqual({
      status: 'failed',
      failedAtMs: NOON_MS,
      failureCode: '131026',
    })
    expect(columnsOf({ ...conclude(READ), failureCode: '1', repliedAtMs: 5 } as never)).toStrictEqual({
      status: 'read',
      sentAtMs: NOON_MS,
      deliveredAtMs: NOON_MS,
      readAtMs: NOON_MS,
      repliedAtMs: 5,
    })
  })
})

describe('the write of a recipient', () => {
  const origin = { campaignId: 'c1', messageId: 'wamid.1', phone: '+919800000001' }
  const made = planRecipient(undefined, READ, conclude(READ), origin)
  if (made === undefined) throw new Error('unreachable')
  const stored: StoredRecipient = {
    key: '1',
    campaignId: 'c1',
    messageId: 'wamid.1',
    phone: '+919800000001',
    fromWebhook: true,
    columns: made.columns,
    counted: made.contribution,
    breakdown: made.breakdown,
    pendingJoin: false,
    asserted: [],
    writtenAtMs: 0,
  }
  const plan = (given: StoredRecipient) => planRecipient(given, READ, conclude(READ))

  test('makes a row where there is none, at its place', () => {
    expect(made).toStrictEqual({
      ...origin,
      columns: columnsOf(conclude(READ)),
      contribution: { pending: 0, sent: 1, delivered: 1, read: 1, failed: 0, replied: 0 },
      breakdown: made.breakdown,
    })
    const { phone: _phone, ...nameless } = origin
    const { phone: _none, ...rest } = made
    expect(planRecipient(undefined, READ, conclude(READ), nameless)).toStrictEqual(rest)
    expect(() => planRecipient(undefined, READ, conclude(READ))).toThrow('A new recipient needs an origin.')
  })

  test('is none where everything is there already', () => {
    expect(plan(stored)).toBeUndefined()
    expect(planRecipient(stored, READ, conclude(READ), origin)).toBeUndefined()
  })

  test.each<[string, Partial<StoredRecipient>]>([
    ['somebody else wrote it', { pendingJoin: true }],
    ['its counters differ', { counted: NO_CONTRIBUTION }],
    ['its breakdowns differ', { breakdown: ['x'] }],
    ['its status differs', { columns: { ...made.columns, status: 'sent' } }],
    ['its sending differs', { columns: { ...made.columns, sentAtMs: 1 } }],
    ['its delivery differs', { columns: { ...made.columns, deliveredAtMs: 1 } }],
    ['its reading differs', { columns: { ...made.columns, readAtMs: 1 } }],
    ['its failure differs', { columns: { ...made.columns, failedAtMs: 1 } }],
    ['its reply differs', { columns: { ...made.columns, repliedAtMs: 1 } }],
    ['its failure code differs', { columns: { ...made.columns, failureCode: '1' } }],
  ])('is made where %s', (_, more) => {
    expect(plan({ ...stored, ...more })).toStrictEqual({ ...made, stored: { ...stored, ...more } })
  })

  test('is made where it was never counted, and where its place changes', () => {
    const { counted: _counted, ...uncounted } = stored
    expect(plan(uncounted)).toStrictEqual({ ...made, stored: uncounted })
    for (const change of [{ campaignId: 'c2' }, { messageId: 'wamid.2' }, { phone: '+919800000002' }]) {
      const there = { ...origin, ...change }
      expect(planRecipient(stored, READ, conclude(READ), there)).toStrictEqual({ ...made, ...there, stored })
    }
  })
})

describe('what others write of a recipient asserts', () => {
  const asserted = (columns: RecipientColumns, which: readonly string[] | 'all' = 'all') => {
    const row = { columns, asserted: which, writtenAtMs: 99 } as unknown as StoredRecipient
    return Object.fromEntries(Object.entries(assertedBy(row).times).map(([kind, one]) => [kind, one?.atMs]))
  }
  test.each<[string, RecipientColumns, readonly string[] | 'all', Record<string, number>]>([
    ['nothing where it is pending', { status: 'pending' }, 'all', {}],
    [
      'its times',
      { status: 'read', sentAtMs: 1, deliveredAtMs: 2, readAtMs: 3 },
      'all',
      { sent: 1, delivered: 2, read: 3 },
    ],
    ['a failure', { status: 'failed', failedAtMs: 4 }, 'all', { failed: 4 }],
    ['a status without a time, at the time of the write', { status: 'delivered' }, 'all', { delivered: 99 }],
    [
      'only the columns that were written',
      { status: 'read', sentAtMs: 1, readAtMs: 3 },
      ['sent_at'],
      { sent: 1 },
    ],
    ['a status that was written', { status: 'read' }, ['status'], { read: 99 }],
    ['no status that was not', { status: 'read' }, ['sent_at'], {}],
    [
      'no sending that follows from a delivery',
      { status: 'delivered', sentAtMs: 2, deliveredAtMs: 2 },
      'all',
      { delivered: 2 },
    ],
    [
      'no sending that follows from a reading',
      { status: 'read', sentAtMs: 3, readAtMs: 3 },
      'all',
      { read: 3 },
    ],
    [
      'no delivery that follows from a reading',
      { status: 'read', sentAtMs: 1, deliveredAtMs: 3, readAtMs: 3 },
      'all',
      { sent: 1, read: 3 },
    ],
    [
      'a sending of its own',
      { status: 'read', sentAtMs: 2, deliveredAtMs: 1, readAtMs: 3 },
      'all',
      { sent: 2, delivered: 1, read: 3 },
    ],
  ])('%s', (_, columns, which, times) => expect(asserted(columns, which)).toStrictEqual(times))

  test('a reading at the moment of a reply only where the message knows of none', () => {
    const row = {
      columns: { status: 'read', deliveredAtMs: 2, readAtMs: 5, repliedAtMs: 5 },
      asserted: 'all',
      writtenAtMs: 99,
    } as unknown as StoredRecipient
    const at = (ms: number) => ({ atMs: ms, estimated: true })
    expect(assertedBy(row, 'all').times).toStrictEqual({ delivered: at(2), read: at(5) })
    expect(assertedBy(row, 'all', 6).times).toStrictEqual({ delivered: at(2), read: at(5) })
    expect(assertedBy(row, 'all', 5).times).toStrictEqual({ delivered: at(2) })
  })

  test('estimated times, which yield to any report', () => {
    const row = {
      columns: { status: 'sent', sentAtMs: 1 },
      asserted: 'all',
      writtenAtMs: 99,
    } as unknown as StoredRecipient
    expect(assertedBy(row).times).toStrictEqual({ sent: { atMs: 1, estimated: true } })
  })
})
