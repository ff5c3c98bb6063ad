import { beforeEach, describe, expect, test } from 'vitest'
import { commitBatch } from '../../../src/app/ingest/commit-batch.ts'
import {
  checkMessages,
  checkUnheard,
  type RowPage,
  type ShownConclusion,
} from '../../../src/domain/campaigns/row-check.ts'
import type { StoredMessage, StoredRecipient } from '../../../src/domain/messages/change.ts'
import { conclude } from '../../../src/domain/messages/conclusion.ts'
import { canonicalId } from '../../../src/domain/messages/identity.ts'
import type { Reply } from '../../../src/domain/messages/reply.ts'
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts'
import { NOON_MS, report } from '../../support/reports.ts'

const LATER_MS = NOON_MS + 60_000
let store: MemoryStore

beforeEach(async () => {
  store = createMemoryStore()
  const named = { campaignName: 'diwali', phone: '+919800000001' }
  await commitBatch(
    store,
    [
      report({ ids: ['wamid.A'], kind: 'sent', ...named }),
      report({ ids: ['wamid.A'], kind: 'read', occurrence: { atMs: LATER_MS, estimated: false }, ...named }),
      report({ ids: ['wamid.F'], kind: 'failed', failure: { code: '131026' }, campaignName: 'diwali' }),
      report({ ids: ['wamid.L'], kind: 'sent' }),
    ],
    'latest',
  )
})

/** Everything that is stored, as a page of `verify` reads it; changed by what somebody did to it. */
function page(change: Partial<RowPage> = {}): RowPage {
  const messages = [...store.messages.values()]
  return {
    loaded: {
      messages,
      recipients: [...store.recipients.values()],
      campaignIds: new Map([...store.campaigns].map(([id, { name }]) => [name, id])),
    },
    shown: new Map(messages.map((message) => [message.key, shownOf(message)])),
    replies: new Map(),
    waiting: new Set(),
    ...change,
  }
}

function shownOf({ ids, facts }: StoredMessage): ShownConclusion {
  const { times, inferred, failureCode } = conclude(facts)
  return {
    messageId: canonicalId(ids),
    times,
    inferred,
    ...(failureCode !== undefined && { failureCode }),
    readEntered: true,
  }
}

const keyOf = (id: string) => [...store.messages.values()].find(({ ids }) => ids.includes(id))?.key ?? 0n
const recipientOf = (id: string) =>
  [...store.recipients.values()].find(({ messageId }) => messageId === id) as StoredRecipient
const faults = (given = page()) =>
  checkMessages(given, 'latest').map(({ table, key, columns }) => [table, key, [...columns].sort()])
const ofMessage = (id: string, ...columns: string[]) => [
  ['broadcasts_messages', String(keyOf(id)), columns.sort()],
]
const ofRecipient = (id: string, ...columns: string[]) => [
  ['campaign_recipients', recipientOf(id).key, columns.sort()],
]

test('rows that follow from their facts have no faults', () => {
  expect([...store.recipients.values()]).toHaveLength(2)
  expect(faults()).toEqual([])
})

describe('a message is at fault', () => {
  test.each<[string, string, Partial<ShownConclusion>]>([
    ['message_id', 'wamid.A', { messageId: 'wamid.X' }],
    ['status', 'wamid.A', { times: { sent: NOON_MS } }],
    ['inferred_kinds', 'wamid.A', { inferred: [] }],
    ['failure_code', 'wamid.F', { failureCode: '131049' }],
    ['message_reads', 'wamid.A', { readEntered: false }],
  ])('where %s is not what follows', (column, id, wrong) => {
    const shown = new Map(page().shown)
    shown.set(keyOf(id), { ...(shown.get(keyOf(id)) as ShownConclusion), ...wrong })
    expect(faults(page({ shown }))).toEqual(ofMessage(id, column))
  })

  test('not where one that was never read is not entered as read', () => {
    const shown = new Map(page().shown)
    shown.set(keyOf('wamid.L'), { ...(shown.get(keyOf('wamid.L')) as ShownConclusion), readEntered: false })
    expect(faults(page({ shown }))).toEqual([])
    expect(faults(page({ shown: new Map() }))).toEqual([])
  })

  test('where the rollups hold it for another campaign', () => {
    const message = store.messages.get(keyOf('wamid.A')) as StoredMessage
    store.messages.set(message.key, { ...message, countedIn: '' })
    expect(faults()).toEqual(ofMessage('wamid.A', 'counted_in'))
  })

  test('where its first reply is not what it shows', () => {
    const reply: Reply = { occurrence: { atMs: LATER_MS + 1, estimated: false }, type: 'text', named: true }
    const replies = new Map([[keyOf('wamid.A'), reply]])
    const found = faults(page({ replies }))
    expect(found[0]).toEqual(ofMessage('wamid.A', 'replied_at')[0] ?? [])
    expect(found.length).toBeGreaterThan(0)
    expect(faults(page({ replies: new Map([[keyOf('wamid.A'), undefined]]) }))).toEqual([])
  })

  test('where it lacks the recipient that its campaign must have', () => {
    store.recipients.delete(recipientOf('wamid.A').key)
    expect(faults()).toEqual(ofMessage('wamid.A', 'missing'))
  })

  test('where two rows are one message', () => {
    const message = store.messages.get(keyOf('wamid.L')) as StoredMessage
    store.messages.set(99n, { ...message, key: 99n })
    const found = faults(page({ shown: new Map() }))
    expect(found).toContainEqual(['broadcasts_messages', '99', ['surplus']])
  })
})

describe('a recipient is at fault', () => {
  const changed = (id: string, wrong: Partial<StoredRecipient>) => {
    const recipient = recipientOf(id)
    store.recipients.set(recipient.key, { ...recipient, ...wrong })
    return faults()
  }

  test.each([
    ['status', { status: 'sent' }],
    ['sent_at', { sentAtMs: 1 }],
    ['delivered_at', { deliveredAtMs: 1 }],
    ['read_at', { readAtMs: 1 }],
    ['failed_at', { failedAtMs: 1 }],
    ['replied_at', { repliedAtMs: 1 }],
    ['failure_code', { failureCode: '1' }],
  ] as const)('where its %s is not what follows', (column, wrong) => {
    const { columns } = recipientOf('wamid.A')
    expect(changed('wamid.A', { columns: { ...columns, ...wrong } })).toEqual(ofRecipient('wamid.A', column))
  })

  test('where it is counted otherwise, or not at all', () => {
    const { counted } = recipientOf('wamid.A')
    expect(changed('wamid.A', { counted: { ...counted, read: 0 } as never })).toEqual(
      ofRecipient('wamid.A', 'counted'),
    )
    const { counted: _, ...uncounted } = recipientOf('wamid.A')
    store.recipients.set(uncounted.key, uncounted)
    expect(faults()).toEqual(ofRecipient('wamid.A', 'counted'))
  })

  test('where its breakdown differs', () => {
    expect(changed('wamid.F', { breakdown: ['c'] })).toEqual(ofRecipient('wamid.F', 'tally'))
  })
})

test('what waits to be joined in is only early, and no fault', () => {
  const wrong = { ...recipientOf('wamid.A'), columns: { status: 'pending' as const } }
  store.recipients.set(wrong.key, { ...wrong, pendingJoin: true })
  expect(faults()).toEqual([])
  store.recipients.set(wrong.key, wrong)
  expect(faults()).not.toEqual([])
  expect(faults(page({ waiting: new Set(['wamid.A']) }))).toEqual([])
  const { countedIn: _, ...uncounted } = store.messages.get(keyOf('wamid.A')) as StoredMessage
  store.messages.set(uncounted.key, uncounted)
  expect(faults()).toEqual([])
})

describe('a recipient of whom nothing was heard', () => {
  const unheard = (more: Partial<StoredRecipient> = {}): StoredRecipient => ({
    key: '7',
    campaignId: 'c',
    fromWebhook: false,
    columns: { status: 'delivered', sentAtMs: NOON_MS, deliveredAtMs: NOON_MS },
    counted: { pending: 0, sent: 1, delivered: 1, read: 0, failed: 0, replied: 0 },
    breakdown: [],
    pendingJoin: false,
    asserted: [],
    writtenAtMs: NOON_MS,
    ...more,
  })
  const wrong = (more: Partial<StoredRecipient>) =>
    checkUnheard([unheard(more)]).flatMap(({ columns }) => columns)

  test('follows from itself, whatever its code and its reply, and however late it was sent', () => {
    expect(wrong({})).toEqual([])
    const failed = { status: 'failed', failedAtMs: NOON_MS, failureCode: '1' } as const
    expect(
      wrong({
        columns: failed,
        counted: { pending: 0, sent: 0, delivered: 0, read: 0, failed: 1, replied: 0 },
      }),
    ).toEqual([])
    expect(wrong({ columns: { ...unheard().columns, failureCode: '1' } })).toEqual(['failure_code'])
    expect(wrong({ columns: { ...unheard().columns, sentAtMs: LATER_MS } })).toEqual([])
    expect(
      wrong({
        columns: {
          ...unheard().columns,
          status: 'read',
          readAtMs: LATER_MS,
          repliedAtMs: LATER_MS,
        },
        counted: { pending: 0, sent: 1, delivered: 1, read: 1, failed: 0, replied: 1 },
      }),
    ).toEqual([])
    expect(
      checkUnheard([unheard({ columns: { status: 'sent', sentAtMs: NOON_MS, deliveredAtMs: NOON_MS } })]),
    ).toEqual([{ table: 'campaign_recipients', key: '7', columns: ['status'] }])
  })

  test.each(['pending', 'sent', 'delivered', 'read', 'failed', 'replied'] as const)(
    'is counted as %s or not',
    (counter) => {
      const counted = unheard().counted as NonNullable<StoredRecipient['counted']>
      expect(wrong({ counted: { ...counted, [counter]: 1 - counted[counter] } })).toEqual(['counted'])
    },
  )

  test('is counted at all, and left alone while it waits to be joined in', () => {
    const { counted: _, ...uncounted } = unheard()
    expect(checkUnheard([uncounted]).flatMap(({ columns }) => columns)).toEqual(['counted'])
    expect(checkUnheard([{ ...uncounted, pendingJoin: true }])).toEqual([])
  })

  test.each([
    [{ status: 'pending' }, { pending: 1 }],
    [{ status: 'failed', failedAtMs: NOON_MS }, { failed: 1 }],
    [
      { status: 'read', sentAtMs: NOON_MS, deliveredAtMs: NOON_MS, readAtMs: NOON_MS },
      { sent: 1, delivered: 1, read: 1 },
    ],
  ] as const)('%j is counted as %j', (columns, counts) => {
    const none = { pending: 0, sent: 0, delivered: 0, read: 0, failed: 0, replied: 0 }
    expect(wrong({ columns, counted: { ...none, ...counts } })).toEqual([])
    expect(wrong({ columns, counted: none })).toEqual(['counted'])
  })
})
