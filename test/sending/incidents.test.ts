import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccountStore } from '../../src/adapters/postgres/account/account-store.ts'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { importSuppressions } from '../../src/app/account/import-suppressions.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import type { AccountStore } from '../../src/domain/account/ports.ts'
import type { ApiResult } from '../../src/domain/sending/answer.ts'
import { CLAIM_LEASE_MS } from '../../src/domain/sending/limits.ts'
import { createLedgerSender, idOf } from '../support/sending/ledger-sender.ts'
import { createWorld, type SendingWorld } from '../support/sending/world.ts'

// What happened to others, each as a test.

let world: SendingWorld
let account: AccountStore
beforeAll(async () => {
  world = await createWorld()
  account = createAccountStore(world.pool, loadStatements(AS_WRITTEN))
})
afterAll(() => world.close())
beforeEach(() => world.renewNumber())

let campaigns = 0
async function campaign(n: number, attributes = {}): Promise<{ id: string; phones: string[] }> {
  campaigns += 1
  const id = `incident-${campaigns}`
  const phones = Array.from(
    { length: n },
    (_, i) => `+9196${String(campaigns).padStart(2, '0')}${String(i).padStart(6, '0')}`,
  )
  await world.addCampaign(
    id,
    phones.map((phone) => ({ phone, attributes })),
  )
  return { id, phones }
}
const optOut = (phone: string) =>
  account.changeSuppressions([{ phone, reason: 'opt-out', source: '131050', atMs: world.now(), ends: false }])
const times = (phones: readonly string[]) => {
  const counts = new Map<string, number>()
  for (const phone of phones) counts.set(phone, (counts.get(phone) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

describe('what happened to others', () => {
  test('two replicas run one campaign: everybody gets it once', async () => {
    const { id } = await campaign(60)
    const sender = createLedgerSender()
    const planId = await world.confirmed({ campaignId: id })
    await Promise.all([1, 2, 3].map(() => world.send(planId, sender)))
    expect(sender.accepted).toHaveLength(60)
    expect(times(sender.accepted.map(({ phone }) => phone))).toBe(1)
  })

  test('two replicas plan and send at once: two plans for the same people, each is written to once', async () => {
    const { id, phones } = await campaign(40)
    const sender = createLedgerSender()
    const plans = await Promise.all([1, 2].map(() => world.confirmed({ campaignId: id })))
    await Promise.all(plans.map((planId) => world.send(planId, sender)))
    // Whom one plan had under way, the other put off: it looks again.
    world.pass(31_000)
    await Promise.all(plans.map((planId) => world.send(planId, sender)))
    expect(sender.accepted.map(({ phone }) => phone).toSorted()).toEqual(phones)
    // And after the first was joined, a third plan finds nobody.
    await world.follow()
    expect((await world.plan({ campaignId: id })).plan.members).toEqual([])
  })

  test('pause and resume: nobody gets it again', async () => {
    const { id } = await campaign(30)
    const planId = await world.confirmed({ campaignId: id })
    const sender = createLedgerSender(async (_, n) => {
      if (n === 10) await world.plans.stop(planId, 'asha', 'pause', world.now())
      return 'accepts' as const
    })
    await world.send(planId, sender)
    expect(sender.accepted.length).toBeLessThan(30)
    await world.plans.confirm(planId, 'stopped', 'asha', world.now())
    await world.send(planId, sender)
    expect(sender.accepted).toHaveLength(30)
    expect(times(sender.accepted.map(({ phone }) => phone))).toBe(1)
  })

  test('an answer that takes longer than a time limit is not asked for twice', async () => {
    const { id } = await campaign(1)
    const planId = await world.confirmed({ campaignId: id })
    const slow = createLedgerSender(() => ({ kind: 'uncertain', reason: 'no answer within 120 s' }))
    await world.send(planId, slow)
    world.pass(10 * CLAIM_LEASE_MS)
    await world.follow()
    await world.send(planId, slow)
    expect(slow.asked).toHaveLength(1)
  })

  test('an exception in the client is no refusal', async () => {
    const { id } = await campaign(1)
    const planId = await world.confirmed({ campaignId: id })
    const broken = createLedgerSender(() => Promise.reject(new Error('socket hang up')))
    await world.send(planId, broken)
    await world.send(planId, broken)
    expect(broken.asked).toHaveLength(1)
    expect(await world.states(planId)).toEqual({ uncertain: 1 })
  })

  test('the process that ran the loop is gone: another goes on where it was', async () => {
    const { id } = await campaign(20)
    const planId = await world.confirmed({ campaignId: id })
    // Claims, and never a word again.
    const { claims } = await world.attempts.claim(planId, 'test:1', {
      owner: 'gone',
      wanted: 1,
      perSecond: 1000,
      nowMs: world.now(),
    })
    world.pass(1_000)
    const more = await world.attempts.claim(planId, 'test:1', {
      owner: 'gone',
      wanted: 5,
      perSecond: 1000,
      nowMs: world.now(),
    })
    const claimed = claims.length + more.claims.length
    expect(claimed).toBeGreaterThan(0)
    const sender = createLedgerSender()
    await world.send(planId, sender)
    expect(sender.accepted).toHaveLength(20 - claimed)
    world.pass(CLAIM_LEASE_MS + 1)
    expect((await world.follow()).expired).toBe(claimed)
    expect(await world.states(planId)).toEqual({ accepted: 20 - claimed, uncertain: claimed })
  })

  test('who has not confirmed the opt-in is left out', async () => {
    const { id } = await campaign(1, { 'Opt-in': 'pending' })
    const { plan } = await world.plan({ campaignId: id })
    expect(plan.exclusions.map(({ reason }) => reason)).toEqual(['no-consent'])
  })

  test('who opts out between plan and message gets none', async () => {
    const { id, phones } = await campaign(3)
    const planId = await world.confirmed({ campaignId: id })
    await optOut(phones[1] ?? '')
    const sender = createLedgerSender()
    await world.send(planId, sender)
    expect(sender.accepted.map(({ phone }) => phone)).toEqual([phones[0], phones[2]])
    expect((await world.plans.results(planId)).reasons).toEqual({ suppressed: 1 })
  })

  test('a list that is imported again lets nobody in who opted out', async () => {
    const { id, phones } = await campaign(2)
    await optOut(phones[0] ?? '')
    await importSuppressions(
      account,
      Readable.from([Buffer.from(`phone\n${phones[1]}\n`)]),
      'csv',
      world.now(),
    )
    await world.addCampaign(
      `${id}-again`,
      phones.map((phone) => ({ phone })),
    )
    const { plan } = await world.plan({ campaignId: `${id}-again` })
    expect(plan.members).toEqual([])
    expect(plan.exclusions.map(({ reason, details }) => `${reason} ${details}`)).toEqual([
      'suppressed opt-out',
      'suppressed manual',
    ])
  })

  test('who opted out is left out also where their own service writes the number in its way, and who is not gets theirs', async () => {
    const { id, phones } = await campaign(2)
    await optOut(phones[0] ?? '')
    const written = phones.map((phone) => `00${phone.slice(1, 3)} ${phone.slice(3)}`)
    await world.pool.query('DELETE FROM campaign_recipients WHERE campaign_id = $1', [id])
    await world.pool.query(
      'INSERT INTO campaign_recipients (campaign_id, phone_number) SELECT $1, unnest($2::text[])',
      [id, written],
    )
    const store = createStateStore(world.pool, loadStatements(AS_WRITTEN))
    await joinExternalRows(store, 'latest', new AbortController().signal)
    const planId = await world.confirmed({ campaignId: id })
    const sender = createLedgerSender()
    await world.send(planId, sender)
    expect(sender.accepted.map(({ phone }) => phone)).toEqual([phones[1]])
  })

  test('an outage opts nobody out', async () => {
    const { id } = await campaign(5)
    const before = (await account.suppressions({}, undefined, 1_000)).length
    const planId = await world.confirmed({ campaignId: id })
    await world.send(
      planId,
      createLedgerSender(() => ({ kind: 'uncertain', reason: '503 User opted out' })),
    )
    expect((await account.suppressions({}, undefined, 1_000)).length).toBe(before)
  })

  test('nobody is reminded of what never came', async () => {
    const { id, phones } = await campaign(2)
    await world.pool.query(
      `UPDATE campaign_recipients SET whatsapp_message_id = 'never-' || id WHERE campaign_id = $1`,
      [id],
    )
    expect(phones).toHaveLength(2)
    const { plan } = await world.plan({ action: 'follow-up', campaignId: id })
    expect(plan.members).toEqual([])
  })

  test('a reminder that an outage made late is left out', async () => {
    const { id } = await campaign(3)
    const planId = await world.confirmed({ campaignId: id })
    world.pass(25 * 3_600_000)
    const sender = createLedgerSender()
    await world.send(planId, sender)
    expect(sender.asked).toEqual([])
    expect((await world.plans.results(planId)).reasons).toEqual({ 'too-late': 3 })
  })

  test('everybody who is left out has a reason', async () => {
    const { id } = await campaign(4)
    const { plan } = await world.plan({
      campaignId: id,
      rules: { ...(await world.plan({ campaignId: id })).plan.rules, values: ['{name}'] },
    })
    expect(
      (await world.plans.exclusions(plan.id, -1, 10)).map(({ reason, details }) => `${reason}: ${details}`),
    ).toEqual(Array.from({ length: 4 }, () => 'value-missing: name'))
  })

  test('a thousand identical refusals never happen', async () => {
    const { id } = await campaign(300)
    const noCredits: ApiResult = {
      kind: 'refused',
      advice: 'stop',
      code: '402',
      reason: 'Insufficient credits',
      needsPerson: true,
    }
    const planId = await world.confirmed({ campaignId: id })
    const sender = createLedgerSender(() => noCredits)
    expect((await world.send(planId, sender)).because).toBe('breaker')
    world.pass(24 * 3_600_000 - 1)
    expect((await world.send(planId, sender)).because).toBe('breaker')
    expect(sender.asked).toHaveLength(1)
    // Somebody paid: one tries, the others follow.
    await world.attempts.tryNumber(sender.name, 'asha', world.now())
    const paid = createLedgerSender()
    world.pass(1_000)
    await world.send(planId, paid)
    expect(times(paid.accepted.map(({ phone }) => phone))).toBe(1)
  })

  test('what was refused costs nothing: only accepted messages count', async () => {
    const { id } = await campaign(6)
    const planId = await world.confirmed({ campaignId: id })
    const sender = createLedgerSender((_, n) =>
      n % 2 === 0 ? { kind: 'refused', advice: 'skip', code: '400', reason: 'Invalid Number' } : 'accepts',
    )
    await world.send(planId, sender)
    expect((await world.plans.results(planId)).attempts).toMatchObject({ accepted: 3, refused: 3 })
    await world.follow()
    const { rows } = await world.pool.query(
      `SELECT count(*)::integer AS n FROM campaign_recipients WHERE campaign_id = $1 AND whatsapp_message_id IS NOT NULL`,
      [id],
    )
    expect(rows).toEqual([{ n: 3 }])
    expect(sender.accepted.map(idOf)).toHaveLength(3)
  })
})
