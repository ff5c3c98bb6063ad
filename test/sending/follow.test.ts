import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccountStore } from '../../src/adapters/postgres/account/account-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { createLedgerSender, idOf } from '../support/sending/ledger-sender.ts'
import { RULES } from '../support/sending/rules.ts'
import { createWorld, SENDER, type SendingWorld } from '../support/sending/world.ts'

let world: SendingWorld
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  // What failed in the test before is long ago.
  world.pass(11 * 60_000)
  await world.renewNumber()
})

const DAY_MS = 86_400_000
let campaigns = 0
async function campaign(n: number): Promise<{ id: string; phones: readonly string[] }> {
  campaigns += 1
  const id = `follow-${campaigns}`
  const phones = Array.from(
    { length: n },
    (_, i) => `+9194${String(campaigns).padStart(2, '0')}${String(i).padStart(6, '0')}`,
  )
  await world.addCampaign(
    id,
    phones.map((phone) => ({ phone })),
  )
  return { id, phones }
}
const number = async () => (await world.attempts.numbers()).find(({ sender }) => sender === SENDER)

describe('what reports say of accepted messages', () => {
  async function failWith(code: string): Promise<void> {
    const { id } = await campaign(3)
    const sender = createLedgerSender()
    await world.send(await world.confirmed({ campaignId: id }), sender)
    await world.commit(
      ...sender.accepted.map((message) => ({
        ids: [idOf(message)],
        kind: 'failed' as const,
        phone: message.phone,
        failure: { code },
      })),
    )
    await world.follow()
  }

  test('slows the number where they failed as too fast', async () => {
    await failWith('130429')
    expect((await number())?.perSecond).toBeCloseTo(30)
  })

  test('stops the number where the account is refused, until a person says so', async () => {
    await failWith('131042')
    const stopped = await number()
    expect(stopped?.breaker.open).toMatchObject({ code: '131042' })
    expect(stopped?.breaker.open).not.toHaveProperty('probeAtMs')
  })

  test('does nothing to the number where only people cannot be reached', async () => {
    await failWith('131026')
    expect(await number()).toMatchObject({ perSecond: 60, breaker: { streak: { answers: 0 } } })
  })
})

describe('people of whom the API says that they want no messages', () => {
  const optedOut = () =>
    createLedgerSender(() => ({
      kind: 'refused',
      advice: 'skip',
      code: '400',
      reason: 'User opted out',
      suppress: 'opt-out',
    }))
  const account = () => createAccountStore(world.pool, loadStatements(AS_WRITTEN))

  test('must not be written to from then on', async () => {
    const { id, phones } = await campaign(1)
    await world.send(await world.confirmed({ campaignId: id }), optedOut())
    const found = await account().suppressions({ phone: phones[0] ?? '' }, undefined, 10)
    expect(found).toMatchObject([{ reason: 'opt-out', source: 'send-answer' }])
  })

  test('are a fault of the API where they are hundreds within a day: a person looks', async () => {
    await world.pool.query(
      `INSERT INTO bluetick.suppression_changes (phone, reason, suppressed_at, suppressed_by)
       SELECT '+9193' || n, 'opt-out', $1, 'send-answer' FROM generate_series(1, 200) AS n`,
      [new Date(world.now())],
    )
    const { id, phones } = await campaign(3)
    const planId = await world.confirmed({ campaignId: id })
    await world.send(planId, optedOut())
    expect(await account().suppressions({ phone: phones[0] ?? '' }, undefined, 10)).toEqual([])
    const plan = (await world.plans.list(50)).find((one) => one.id === planId)
    expect(plan).toMatchObject({
      state: 'stopped',
      stateReason: expect.stringContaining('more than 200 people'),
    })
  })
})

test('an uncertain attempt is resolved by the number where nothing else comes back, and never by a message that a list knows', async () => {
  const { id, phones } = await campaign(1)
  const [phone = ''] = phones
  const unsure = createLedgerSender(() => ({ kind: 'uncertain', reason: 'cut' }), { matchedBy: 'phone' })
  const planId = await world.confirmed({ campaignId: id })
  world.pass(5_000)
  await world.send(planId, unsure)
  await world.addCampaign('elsewhere', [{ phone, messageIds: ['wamid.listed'] }])
  await world.commit({ ids: ['wamid.listed'], kind: 'sent', phone })
  expect((await world.follow(unsure)).resolved).toBe(0)
  await world.commit({ ids: ['wamid.ours'], kind: 'sent', phone })
  expect((await world.follow(unsure)).resolved).toBe(1)
  expect((await world.plans.members(planId, -1, 1))[0]).toMatchObject({
    state: 'accepted',
    messageId: 'wamid.ours',
  })
})

test("a plan takes each person's best hour, and says from whose habits it is", async () => {
  const { id, phones } = await campaign(2)
  const [reader = '', silent = ''] = phones
  // Five evenings at 19:40 in India.
  for (let day = 1; day <= 5; day += 1) {
    const readAtMs = Date.parse('2023-12-01T14:10:00Z') + day * DAY_MS
    await world.commit({
      ids: [`wamid.read-${day}`],
      kind: 'read',
      phone: reader,
      receivedAtMs: readAtMs,
      occurrence: { atMs: readAtMs, estimated: false },
    })
  }
  const { plan } = await world.plan({ campaignId: id, rules: { ...RULES, at: 'best-hour' } })
  const hours = new Map(plan.members.map((member) => [member.phone, member.hour]))
  expect(hours.get(reader)).toEqual({ hour: 19, source: 'person' })
  expect(hours.get(silent)).toEqual({ hour: 9, source: 'none' })
  const [first] = plan.members.filter(({ phone }) => phone === reader)
  const minutes = new Date((first?.notBeforeMs ?? 0) + 330 * 60_000).getUTCHours()
  expect(minutes).toBe(19)
})

describe('of people of whom nothing is known', () => {
  /** 40 messages, heard of at an hour and read. */
  const readAt = (iso: string, ids: string, campaignName?: string) =>
    world.commit(
      ...Array.from({ length: 40 }, (_, i) => ({
        ids: [`wamid.${ids}-${i}`],
        kind: 'read' as const,
        phone: `+9192${ids.length}00${String(i).padStart(5, '0')}`,
        receivedAtMs: Date.parse(iso),
        occurrence: { atMs: Date.parse(iso), estimated: false },
        ...(campaignName !== undefined && { campaignName }),
      })),
    )
  const hourIn = async (campaignId: string) => {
    const { plan } = await world.plan({ campaignId, rules: { ...RULES, at: 'best-hour' } })
    expect(plan.members[0]?.notBeforeMs).toBeGreaterThan(world.now())
    return plan.members[0]?.hour
  }

  test('the best hour is that of all messages, where their campaign says too little', async () => {
    const { id } = await campaign(1)
    await readAt('2023-12-09T09:30:00Z', 'all')
    expect(await hourIn(id)).toEqual({ hour: 15, source: 'everybody' })
  })

  test('the best hour is that of their campaign, where it says enough', async () => {
    const { id } = await campaign(1)
    await readAt('2023-12-09T09:30:00Z', 'everybody')
    await readAt('2023-12-09T05:30:00Z', 'campaign', id)
    expect(await hourIn(id)).toEqual({ hour: 11, source: 'campaign' })
  })
})
