import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { createWorld, type SendingWorld } from '../support/sending/world.ts'

let world: SendingWorld
beforeAll(async () => {
  world = await createWorld()
  await world.addCampaign('diwali', [
    { phone: '+919812000001', attributes: { name: 'Asha' } },
    { phone: '+919812000002', attributes: { name: 'Ravi', opt_in: 'no' } },
    { phone: '+919812000003', attributes: { name: '' } },
  ])
})
afterAll(() => world.close())
beforeEach(() => world.renewNumber())

const run = (...args: string[]) => bluetick(args, { DATABASE_URL: world.url })

describe('the command line', () => {
  test('says what is missing', async () => {
    expect(await run('send', 'diwali')).toMatchObject({ code: 2, err: expect.stringContaining('--template') })
    expect(await run('send', 'nobody', '--template', 't')).toMatchObject({ code: 1 })
    expect(await run('send', '--send', 'deadbeef00')).toMatchObject({
      code: 3,
      err: expect.stringContaining('There is no plan deadbeef00'),
    })
  })

  test('lists uncertain attempts, and takes what a person knows of them', async () => {
    expect(await run('send', 'uncertain')).toMatchObject({ code: 0, out: 'Nothing is uncertain.\n' })
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect((await run('send', 'uncertain', '--sent', unknown)).code).toBe(1)
  })

  test('shows plans, what came of them, and the numbers', async () => {
    const { plan } = await world.plan({ campaignId: 'diwali' })
    const plans = await run('send', 'plans')
    expect(plans.out).toContain(plan.hash.slice(0, 12))
    expect(JSON.parse((await run('send', 'plans', '--json')).out).plans[0]).toMatchObject({
      hash: plan.hash,
      state: 'draft',
      members: 2,
      excluded: { 'no-consent': 1 },
    })
    const show = await run('send', 'show', plan.hash.slice(0, 12))
    expect(show.out).toContain('no-consent')
    expect((await run('send', 'numbers')).code).toBe(0)
    expect((await run('send', 'try', 'meta:1')).code).toBe(1)
    expect((await run('send', 'stop', plan.hash)).code).toBe(3)
    expect((await run('send', 'log', '--json')).out).toContain('planned')
  })
})
