import { describe, expect, test } from 'vitest'
import { createAwaiting, withAwaiting } from '../../../src/domain/campaigns/awaiting.ts'
import type { Campaign } from '../../../src/domain/campaigns/campaign.ts'
import { countOfPart, RECIPIENT_PARTS } from '../../../src/domain/campaigns/recipient-part.ts'
import type { StoredRecipient } from '../../../src/domain/messages/change.ts'
import type { MessageGroup } from '../../../src/domain/messages/group.ts'

describe('recipients that wait for a message', () => {
  const listed = (key: string, more: Partial<StoredRecipient> = {}) =>
    ({
      key,
      campaignId: 'c1',
      phone: '+919800000001',
      fromWebhook: false,
      pendingJoin: false,
      ...more,
    }) as StoredRecipient
  const take = (...recipients: readonly StoredRecipient[]) => {
    const awaiting = createAwaiting(recipients, { campaignIds: new Map() })
    return (campaign = 'c1', phone: string | undefined = '+919800000001') =>
      awaiting.take(campaign, phone)?.key
  }

  test('are taken once each, the oldest first, by number with or without its plus', () => {
    const taken = take(listed('10'), listed('9'), listed('11', { phone: '919800000001' }))
    expect([taken(), taken('c1', '919800000001'), taken(), taken()]).toEqual(['9', '10', '11', undefined])
  })
  test('are of their campaign and number, and have no message yet', () => {
    const taken = take(listed('1', { messageId: 'wamid.1' }), listed('2', { campaignId: 'c2' }))
    expect([taken(), taken('c2', '+919800000002'), taken('c2')]).toEqual([undefined, undefined, '2'])
  })
  test('are known to be taken', () => {
    const [one, other] = [listed('1'), listed('2', { campaignId: 'c2' })]
    const awaiting = createAwaiting([one, other], { campaignIds: new Map() })
    awaiting.take('c1', '+919800000001')
    expect([awaiting.taken(one), awaiting.taken(other)]).toEqual([true, false])
  })

  const group = (more: Partial<MessageGroup> = {}) =>
    ({
      ids: ['wamid.1'],
      messages: [],
      reports: [{ campaignName: 'Holi', phone: '+919800000001' }],
      recipients: [],
      ...more,
    }) as unknown as MessageGroup
  const joined = (given: MessageGroup, ids: ReadonlyMap<string, string> = new Map([['Holi', 'c1']])) =>
    withAwaiting(given, createAwaiting([listed('1')], { campaignIds: new Map() }), {
      campaignIds: ids,
    }).recipients.map(({ key, messageId }) => [key, messageId])

  test('join the message that names their campaign and number', () => {
    expect(joined(group())).toEqual([['1', 'wamid.1']])
    expect(
      withAwaiting(group(), createAwaiting([listed('1')], { campaignIds: new Map() }), {
        campaignIds: new Map([['Holi', 'c1']]),
      }).recipients[0]?.pendingJoin,
    ).toBe(true)
    const stored = { facts: { campaignName: 'Holi', phone: '+919800000001' } }
    expect(joined(group({ reports: [], messages: [stored] as never }))).toEqual([['1', 'wamid.1']])
  })
  test('join beside the twin that a webhook made, whose campaign and number count where reports give none', () => {
    const made = listed('w', { fromWebhook: true, messageId: 'wamid.1' })
    expect(joined(group({ reports: [{}], recipients: [made] } as never), new Map())).toEqual([
      ['w', 'wamid.1'],
      ['1', 'wamid.1'],
    ])
  })
  test.each([
    ['has a recipient that its sender wrote', { recipients: [listed('s', { messageId: 'wamid.1' })] }, ['s']],
    ['names no campaign', { reports: [{ phone: '+919800000001' }] }, []],
    ['names another campaign', { reports: [{ campaignName: 'Diwali', phone: '+919800000001' }] }, []],
    ['names another number', { reports: [{ campaignName: 'Holi', phone: '+919800000002' }] }, []],
    ['names no number', { reports: [{ campaignName: 'Holi' }] }, []],
  ])('do not join a message that %s', (_, more, keys) => {
    expect(joined(group(more as never)).map(([key]) => key)).toEqual(keys)
  })
})

test('the parts of a campaign follow from its counters', () => {
  const campaign = {
    counters: { pending: 1, sent: 20, delivered: 12, read: 5, failed: 3, replied: 2, recipients: 24 },
    breakdowns: new Map([
      ['u', 9],
      ['c', 4],
      ['w', 6],
    ]),
  } as unknown as Campaign
  expect(Object.fromEntries(RECIPIENT_PARTS.map((part) => [part, countOfPart(campaign, part)]))).toEqual({
    pending: 1,
    sent: 20,
    awaiting: 8,
    delivered: 12,
    unread: 7,
    read: 5,
    replied: 2,
    unanswered: 3,
    unreported: 9,
    failed: 3,
    contradictory: 4,
    unregistered: 6,
  })
  const bare = { ...campaign, breakdowns: new Map() }
  expect(
    (['unreported', 'contradictory', 'unregistered'] as const).map((part) => countOfPart(bare, part)),
  ).toEqual([0, 0, 0])
})
