import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLedgerSender, idOf } from '../support/sending/ledger-sender.ts'
import { createWorld, type SendingWorld } from '../support/sending/world.ts'

let world: SendingWorld
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.renewNumber())

const people = (prefix: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ phone: `+9198${prefix}${String(i).padStart(6, '0')}` }))
const rows = async (text: string) => (await world.pool.query(text)).rows

describe('a plan', () => {
  test('is sent once to each person, who then follows the message', async () => {
    await world.addCampaign('first', people(10, 30))
    const sender = createLedgerSender()
    const id = await world.confirmed({ campaignId: 'first' })
    expect(await world.send(id, sender)).toEqual({ because: 'finished', waitMs: 0 })
    expect(new Set(sender.accepted.map(({ phone }) => phone)).size).toBe(30)
    expect(sender.accepted).toHaveLength(30)
    expect(await world.states(id)).toEqual({ accepted: 30 })
    const { joined } = await world.follow()
    expect(joined).toBe(30)
    const [first] = sender.accepted
    if (first === undefined) throw new Error('Nothing was accepted.')
    await world.commit({ ids: [idOf(first)], kind: 'delivered', phone: first.phone })
    const recipients = await rows(
      `SELECT status, count(*)::integer AS n FROM campaign_recipients WHERE campaign_id = 'first' GROUP BY status ORDER BY status`,
    )
    expect(recipients).toEqual([
      { status: 'delivered', n: 1 },
      { status: 'pending', n: 29 },
    ])
    expect((await world.plans.results(id)).delivered).toBe(1)
    expect((await world.plans.find((await world.plans.list(1))[0]?.hash.slice(0, 12) ?? ''))?.state).toBe(
      'done',
    )
  })

  test('resends what failed, and the recipient and the counters follow the newer message', async () => {
    await world.addCampaign('again', [
      { phone: '+919811000001', messageIds: ['wamid.f1'] },
      { phone: '+919811000002', messageIds: ['wamid.f2'] },
      { phone: '+919811000003', messageIds: ['wamid.f3'] },
      { phone: '+919811000004', messageIds: ['wamid.f4'] },
    ])
    const failed = (n: number, code: string) => ({
      ids: [`wamid.f${n}`],
      kind: 'failed' as const,
      phone: `+91981100000${n}`,
      failure: { code },
    })
    await world.commit(
      failed(1, '131000'),
      failed(2, '131026'),
      {
        ids: ['wamid.f3'],
        kind: 'sent',
        phone: '+919811000003',
      },
      { ids: ['wamid.f4'], kind: 'read', phone: '+919811000004' },
    )
    world.pass(60_000)
    const { plan } = await world.plan({ action: 'resend', campaignId: 'again' })
    expect(plan.members.map(({ phone }) => phone)).toEqual(['+919811000001'])
    expect(plan.exclusions.map(({ phone, reason }) => [phone, reason])).toEqual([
      ['+919811000002', 'never-resend'],
      ['+919811000003', 'may-still-arrive'],
    ])
    await world.plans.confirm(plan.id, 'draft', 'tester', world.now())
    const sender = createLedgerSender()
    await world.send(plan.id, sender)
    await world.follow()
    const [message] = sender.accepted
    if (message === undefined) throw new Error('Nothing was accepted.')
    await world.commit({ ids: [idOf(message)], kind: 'read', phone: message.phone })
    // The first one arrives after all.
    await world.commit({ ids: ['wamid.f1'], kind: 'delivered', phone: message.phone })
    const [row] = await rows(`SELECT status, whatsapp_message_id FROM campaign_recipients
                              WHERE campaign_id = 'again' AND phone_number = '+919811000001'`)
    expect(row).toEqual({ status: 'read', whatsapp_message_id: idOf(message) })
    const [campaign] = await rows(
      `SELECT messages_failed, messages_read, messages_pending FROM marketing_campaigns WHERE id = 'again'`,
    )
    expect(campaign).toEqual({ messages_failed: 1, messages_read: 2, messages_pending: 0 })
    expect(await world.plans.results(plan.id)).toMatchObject({ read: 1, gotItTwice: 1 })
    // The new message is linked to the old, from either end.
    for (const id of ['wamid.f1', idOf(message)]) {
      expect(await world.attempts.ofMessage(id)).toMatchObject([
        { messageId: idOf(message), previousMessage: 'wamid.f1', state: 'accepted', planId: plan.id },
      ])
    }
    expect(await world.attempts.ofMessage('wamid.f2')).toEqual([])
    // Nobody twice: the next plan finds nothing.
    const next = await world.plan({ action: 'resend', campaignId: 'again' })
    expect(next.plan.members).toEqual([])
  })
})

describe('an uncertain attempt', () => {
  test('is never tried again by itself; the report that names it resolves it', async () => {
    await world.addCampaign('unsure', [{ phone: '+919812000001' }])
    const sender = createLedgerSender(() => ({ kind: 'uncertain', reason: 'time-out' }))
    const id = await world.confirmed({ campaignId: 'unsure' })
    await world.send(id, sender)
    await world.send(id, sender)
    expect(sender.asked).toHaveLength(1)
    expect(await world.states(id)).toEqual({ uncertain: 1 })
    const [message] = sender.asked
    if (message === undefined) throw new Error('Nothing was asked.')
    await world.commit({ ids: ['wamid.late', message.reference], kind: 'sent', phone: message.phone })
    const { resolved, joined } = await world.follow()
    expect({ resolved, joined }).toEqual({ resolved: 1, joined: 1 })
    const [row] = await rows(
      `SELECT status, whatsapp_message_id FROM campaign_recipients WHERE campaign_id = 'unsure'`,
    )
    expect(row).toEqual({ status: 'sent', whatsapp_message_id: 'wamid.late' })
  })

  test('is resolved by the campaign that a report names, where nothing else comes back', async () => {
    await world.addCampaign('by-name', [{ phone: '+919812000002' }])
    const unsure = createLedgerSender(() => ({ kind: 'uncertain', reason: '502' }), {
      matchedBy: 'campaign-name',
    })
    const id = await world.confirmed({ campaignId: 'by-name' })
    await world.commit({ ids: ['wamid.before'], kind: 'sent', phone: '+919812000002' })
    world.pass(10_000)
    await world.send(id, unsure)
    await world.commit({ ids: ['wamid.other'], kind: 'sent', phone: '+919812000002' })
    expect((await world.follow(unsure)).resolved).toBe(0)
    await world.commit({
      ids: ['wamid.mine'],
      kind: 'sent',
      phone: '+919812000002',
      campaignName: 'Diwali_offer',
    })
    expect((await world.follow(unsure)).resolved).toBe(1)
    expect((await world.plans.members(id, -1, 10))[0]).toMatchObject({
      state: 'accepted',
      messageId: 'wamid.mine',
      resolvedBy: 'report',
    })
  })

  test('is resolved by a person, who may let it be sent after all', async () => {
    await world.addCampaign('by-hand', [{ phone: '+919812000003' }, { phone: '+919812000004' }])
    const unsure = createLedgerSender(() => ({ kind: 'uncertain', reason: '502' }))
    const id = await world.confirmed({ campaignId: 'by-hand' })
    await world.send(id, unsure)
    const listed = (await world.attempts.uncertain(10)).filter(({ planId }) => planId === id)
    expect(listed).toHaveLength(2)
    const [sent, notSent] = listed
    if (sent === undefined || notSent === undefined) throw new Error('Two were listed.')
    expect(await world.attempts.resolveByPerson(sent.id, true, 'asha', world.now())).toBe(true)
    expect(await world.attempts.resolveByPerson(notSent.id, false, 'asha', world.now())).toBe(true)
    expect(await world.attempts.resolveByPerson(notSent.id, false, 'asha', world.now())).toBe(false)
    const sender = createLedgerSender()
    await world.attempts.tryNumber(sender.name, 'asha', world.now())
    world.pass(10_000)
    await world.send(id, sender)
    expect(sender.accepted.map(({ phone }) => phone)).toEqual([notSent.phone])
    expect((await world.plans.log(20)).map(({ by, what }) => `${by}: ${what}`)).toContain(
      'asha: uncertain: not sent',
    )
  })
})
