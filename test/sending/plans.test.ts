import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PlanRefusedError } from '../../src/domain/sending/plan-request.ts'
import { createLedgerSender } from '../support/sending/ledger-sender.ts'
import { RULES } from '../support/sending/rules.ts'
import { createWorld, type SendingWorld } from '../support/sending/world.ts'

let world: SendingWorld
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.renewNumber())

const DAY_MS = 86_400_000
let campaigns = 0
/** A campaign of its own with a list. */
async function campaign(n: number): Promise<string> {
  campaigns += 1
  const id = `plans-${campaigns}`
  const lines = Array.from({ length: n }, (_, i) => ({
    phone: `+9197${String(campaigns).padStart(2, '0')}${String(i).padStart(6, '0')}`,
  }))
  await world.addCampaign(id, lines)
  return id
}

describe('confirming a plan', () => {
  test('needs its hash, and works once', async () => {
    const { plan } = await world.plan({ campaignId: await campaign(2) })
    await expect(world.useCases.confirm('deadbeef00', 'asha')).rejects.toThrow('There is no plan deadbeef00')
    await expect(world.useCases.confirm(plan.hash.slice(0, 4), 'asha')).rejects.toThrow(PlanRefusedError)
    const both = await Promise.allSettled([
      world.useCases.confirm(plan.hash, 'asha'),
      world.useCases.confirm(plan.hash.slice(0, 12), 'ravi'),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(world.useCases.confirm(plan.hash, 'asha')).rejects.toThrow('sent once')
  })

  test('refuses a plan that somebody changed since it was shown, and one that is old', async () => {
    const { plan } = await world.plan({ campaignId: await campaign(2) })
    await world.pool.query(
      'UPDATE bluetick.send_people SET people = replace(people::text, $2, $3)::json WHERE plan = $1',
      [plan.id, plan.members[0]?.phone, '+919700000000'],
    )
    await expect(world.useCases.confirm(plan.hash, 'asha')).rejects.toThrow('not what was shown')
    const old = await world.plan({ campaignId: await campaign(2) })
    world.pass(DAY_MS + 1)
    await expect(world.useCases.confirm(old.plan.hash, 'asha')).rejects.toThrow('older than a day')
  })

  test('its people are read in pages of any size, the same before it and after it', async () => {
    const id = await campaign(2_300)
    // Every other person has no value for the message.
    await world.pool.query(
      `UPDATE campaign_recipients SET attributes = '{"name":"Asha"}' WHERE campaign_id = $1 AND id % 2 = 0`,
      [id],
    )
    const { plan } = await world.plan({ campaignId: id, rules: { ...RULES, values: ['{name}'] } })
    expect([plan.members.length, plan.exclusions.length]).toEqual([1_150, 1_150])
    const paged = async <Person>(page: (after: number) => Promise<readonly Person[]>) => {
      const all: Person[] = []
      for (let last = -1; all.length === last + 1; last += 700) all.push(...(await page(last)))
      return all
    }
    const members = () => paged((after) => world.plans.members(plan.id, after, 700))
    const draft = await members()
    expect(draft.map(({ phone }) => phone)).toEqual(plan.members.map(({ phone }) => phone))
    expect(await world.plans.results(plan.id)).toMatchObject({ attempts: { planned: 1_150 } })
    const nextMs = (await world.plans.results(plan.id)).nextMs
    await world.useCases.confirm(plan.hash, 'asha')
    expect(await members()).toEqual(draft)
    expect(await world.plans.results(plan.id)).toMatchObject({ attempts: { planned: 1_150 }, nextMs })
    expect(await paged((after) => world.plans.exclusions(plan.id, after, 700))).toEqual(plan.exclusions)
  })

  test('leaves out whom enough messages of a day have reached, of whatever campaign and however the number is written', async () => {
    const id = await campaign(4)
    const [often, unplussed, seldom, failing] = ['0', '1', '2', '3'].map(
      (n) => `+9197${String(campaigns).padStart(2, '0')}00000${n}`,
    )
    const heard = (phone: string | undefined, n: number, kind: 'sent' | 'failed' = 'sent') =>
      Array.from({ length: n }, (_, i) => ({
        ids: [`day-${phone}-${i}`],
        kind,
        ...(phone !== undefined && { phone }),
      }))
    await world.commit(
      ...heard(often, 3),
      ...heard(unplussed, 3),
      ...heard(seldom, 2),
      ...heard(failing, 3, 'failed'),
    )
    await world.pool.query(
      `UPDATE broadcasts_messages SET phone_number = ltrim(phone_number, '+'), created_at = to_timestamp($1 / 1000.0)
       WHERE phone_number = $2`,
      [world.now(), unplussed],
    )
    await world.pool.query('UPDATE broadcasts_messages SET created_at = to_timestamp($1 / 1000.0)', [
      world.now(),
    ])
    const { plan } = await world.plan({ campaignId: id })
    expect(plan.members.map(({ phone }) => phone)).toEqual([seldom, failing])
    expect(plan.exclusions.map(({ phone, reason }) => [phone, reason])).toEqual([
      [often, 'enough-today'],
      [unplussed, 'enough-today'],
    ])
    // The account's daily limit counts them as well.
    await world.pool.query("DELETE FROM broadcasts_messages WHERE message_id LIKE 'day-%'")
  })

  test('a draft whose members are attempts already, as earlier versions kept them, is sent like any other', async () => {
    const { plan } = await world.plan({ campaignId: await campaign(2) })
    await world.pool.query(
      `WITH taken AS (DELETE FROM bluetick.send_people WHERE plan = $1 RETURNING people)
       INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before)
       SELECT m.id, p.id, m.position, m.recipient, p.campaign_id, m.phone, m.round, m.variables, m.zones, m.planned_for, m.planned_for
       FROM bluetick.send_plans p, taken, json_populate_recordset(NULL::bluetick.send_attempts, people) AS m WHERE p.id = $1`,
      [plan.id],
    )
    expect(await world.plans.members(plan.id, -1, 10)).toHaveLength(2)
    await world.useCases.confirm(plan.hash, 'asha')
    await world.send(plan.id, createLedgerSender())
    expect(await world.states(plan.id)).toEqual({ accepted: 2 })
  })

  test('a plan is not sent before it, nor a stopped one', async () => {
    const { plan } = await world.plan({ campaignId: await campaign(2) })
    const sender = createLedgerSender()
    expect((await world.send(plan.id, sender)).because).toBe('finished')
    expect(sender.asked).toEqual([])
    await world.useCases.confirm(plan.hash, 'asha')
    expect(await world.useCases.stop(plan.hash, 'asha')).toMatchObject({
      state: 'stopped',
      stateReason: 'stopped by asha',
    })
    await world.send(plan.id, sender)
    expect(sender.asked).toEqual([])
    await world.useCases.resume(plan.hash, 'asha')
    await world.send(plan.id, sender)
    expect(sender.asked).toHaveLength(2)
    await world.follow()
    const log = (await world.plans.log(10)).filter(({ planHash }) => planHash === plan.hash)
    expect(log.map(({ by, what }) => `${by} ${what}`).reverse()).toEqual([
      'tester planned',
      'asha confirmed',
      'asha stopped',
      'asha resumed',
      'service done',
    ])
  })
})

test('a plan beyond the daily limit of the account is refused', async () => {
  await world.pool.query(
    `INSERT INTO bluetick.account_events (id, kind, effect, subject, value, at, last_at)
     VALUES ('limit', 'messaging-limit', 'informs', 'waba', '3', $1, $1)`,
    [new Date(world.now())],
  )
  const id = await campaign(4)
  await expect(world.plan({ campaignId: id })).rejects.toThrow('plan at most 3 now (--limit 3)')
  const { plan, leftForAnother } = await world.plan({ campaignId: id, limit: 3 })
  expect({ members: plan.members.length, leftForAnother }).toEqual({ members: 3, leftForAnother: 1 })
  await world.pool.query('DELETE FROM bluetick.account_events')
})

test('a first wave is sent alone, and the others follow when it was well', async () => {
  const sender = createLedgerSender()
  const planId = await world.confirmed({ campaignId: await campaign(20), canary: 5 })
  expect((await world.send(planId, sender)).because).toBe('canary')
  expect(sender.accepted).toHaveLength(5)
  await world.commit(
    ...sender.accepted.map((message) => ({
      ids: [`wamid.${message.reference}`],
      kind: 'delivered' as const,
      phone: message.phone,
    })),
  )
  await world.follow()
  expect((await world.send(planId, sender)).because).toBe('canary')
  world.pass(31 * 60_000)
  await world.follow()
  await world.send(planId, sender)
  expect(sender.accepted).toHaveLength(20)
})

test('a bad first wave stops the plan', async () => {
  const sender = createLedgerSender()
  const planId = await world.confirmed({ campaignId: await campaign(40), canary: 10 })
  await world.send(planId, sender)
  await world.commit(
    ...sender.accepted.slice(0, 5).map((message) => ({
      ids: [`wamid.${message.reference}`],
      kind: 'failed' as const,
      phone: message.phone,
      failure: { code: '131026' },
    })),
  )
  const { stopped } = await world.follow()
  expect(stopped.map(({ reason }) => reason)).toEqual(['5 of the first 10 failed or were refused'])
  await world.send(planId, sender)
  expect(sender.accepted).toHaveLength(10)
})

test('plans are forgotten in time, with the numbers in them, but for what is uncertain', async () => {
  const done = await world.confirmed({ campaignId: await campaign(2) })
  await world.send(done, createLedgerSender())
  const unsure = await world.confirmed({ campaignId: await campaign(1) })
  await world.send(
    unsure,
    createLedgerSender(() => ({ kind: 'uncertain', reason: '502' })),
  )
  await world.follow()
  world.pass(30 * DAY_MS)
  await world.plans.expire(world.now() - 10 * DAY_MS)
  const { rows } = await world.pool.query('SELECT id FROM bluetick.send_plans WHERE id = ANY ($1)', [
    [done, unsure],
  ])
  expect(rows).toEqual([{ id: unsure }])
  const { rows: left } = await world.pool.query(
    'SELECT count(*)::integer AS n FROM bluetick.send_attempts WHERE plan = $1',
    [done],
  )
  expect(left).toEqual([{ n: 0 }])
})

test('a person who lets a plan go on after a bad first wave has decided', async () => {
  const sender = createLedgerSender()
  const { plan } = await world.plan({ campaignId: await campaign(30), canary: 10 })
  await world.useCases.confirm(plan.hash, 'asha')
  await world.send(plan.id, sender)
  await world.commit(
    ...sender.accepted.map((message) => ({
      ids: [`wamid.${message.reference}`],
      kind: 'failed' as const,
      phone: message.phone,
      failure: { code: '131026' },
    })),
  )
  await world.follow()
  await world.useCases.resume(plan.hash, 'asha')
  await world.follow()
  await world.send(plan.id, sender)
  expect(sender.accepted).toHaveLength(30)
})
