import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { type SimulatedApis, startSimulatedApis } from '../support/sending/simulated-apis.ts'
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

describe('a number that sends', () => {
  let apis: SimulatedApis
  beforeAll(async () => {
    apis = await startSimulatedApis()
  })
  afterAll(() => apis.stop())
  const sends = (...args: string[]) =>
    bluetick(args, {
      DATABASE_URL: world.url,
      SEND_VIA: 'meta',
      META_BASE_URL: apis.url,
      META_ACCESS_TOKEN: 'token-of-account',
      META_PHONE_NUMBER_ID: '106540352242922',
      SEND_WINDOW: '00:00-24:00',
    })

  test('sends exactly the plan whose hash is quoted, once, and says what came of it', async () => {
    const planned = await sends(
      'send',
      'diwali',
      '--template',
      'offer',
      '--value',
      'Hi {name|friend}',
      '--author',
      'asha',
    )
    expect(planned).toMatchObject({ code: 0, out: expect.stringContaining('2 people get "offer" (en)') })
    expect(planned.out).toContain('no-consent')
    expect(apis.ledger.entries).toEqual([])
    const hash = /--send ([0-9a-f]{12})/.exec(planned.out)?.[1] ?? ''
    const sent = await sends('send', '--send', hash, '--author', 'ravi')
    expect(sent).toMatchObject({ code: 0, out: expect.stringContaining('confirmed by ravi') })
    expect(apis.ledger.entries.map(({ phone, values }) => [phone, ...values]).toSorted()).toEqual([
      ['+919812000001', 'Hi Asha'],
      ['+919812000003', 'Hi friend'],
    ])
    expect(await sends('send', '--send', hash)).toMatchObject({
      code: 3,
      err: expect.stringContaining('sent once'),
    })
    const [entry] = apis.ledger.entries
    expect((await sends('send', 'of', entry?.id ?? '')).out).toContain('diwali')
    const again = await sends('send', 'diwali', '--template', 'offer', '--json')
    expect(again.code).toBe(1)
    expect(JSON.parse(again.out).plan).toMatchObject({ members: 0 })
  })
})
