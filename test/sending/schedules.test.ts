import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { createScheduleStore } from '../../src/adapters/postgres/sending/schedule-store.ts'
import { runSchedules, type ScheduleOutcome } from '../../src/app/sending/run-schedules.ts'
import { parseConfig } from '../../src/compose/config/config.ts'
import { dueSlot, type Schedule } from '../../src/domain/sending/schedule.ts'
import { createLedgerSender } from '../support/sending/ledger-sender.ts'
import { RULES } from '../support/sending/rules.ts'
import { startSimulatedApis } from '../support/sending/simulated-apis.ts'
import { createWorld, type SendingWorld } from '../support/sending/world.ts'
import { startTestService } from '../support/service.ts'

const HOUR_MS = 3_600_000
const at = (iso: string) => Date.parse(iso)

let world: SendingWorld
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.renewNumber())

const REMINDER: Schedule = {
  name: 'reminder',
  cron: '* * * * *',
  zone: 'UTC',
  action: 'follow-up',
  campaigns: ['c1'],
  template: { name: 'diwali_reminder', language: 'en', category: 'marketing' },
  values: [],
  canary: 50,
}

function run(schedule: Partial<Schedule>): Promise<readonly ScheduleOutcome[]> {
  return runSchedules(
    {
      schedules: [{ ...REMINDER, ...schedule }],
      store: createScheduleStore(world.pool, loadStatements(AS_WRITTEN)),
      campaigns: { find: async (id) => await known(id) },
      sending: world.useCases,
      rules: RULES,
    },
    world.now(),
  )
}
const known = async (id: string) => {
  if (id === 'unreadable') throw new Error('This one cannot be read.')
  const { rows } = await world.pool.query('SELECT id FROM marketing_campaigns WHERE id = $1', [id])
  return rows[0]
}

let campaigns = 0
/** A campaign whose people got a message a day ago and have not read it. */
async function unread(people: number): Promise<string> {
  campaigns += 1
  const id = `scheduled-${campaigns}`
  const phones = Array.from({ length: people }, (_, i) => `+9197${campaigns}${String(i).padStart(7, '0')}`)
  await world.addCampaign(
    id,
    phones.map((phone, i) => ({ phone, messageIds: [`${id}-${i}`] })),
  )
  await world.commit(
    ...phones.map((phone, i) => ({ ids: [`${id}-${i}`], phone, kind: 'delivered' as const })),
  )
  world.pass(25 * HOUR_MS)
  return id
}
const logOf = async (by: string) =>
  (await world.plans.log(100)).filter((entry) => entry.by === by).map(({ what }) => what)

describe('a schedule', () => {
  test('that fails for one campaign is carried out for the others', async () => {
    const id = await unread(2)
    const outcomes = await run({ name: 'both', campaigns: ['unreadable', id] })
    expect(outcomes.map(({ campaign, kind }) => [campaign, kind])).toEqual([
      ['unreadable', 'failed'],
      [id, 'sent'],
    ])
  })

  test('is due at its times on the clocks of its zone, and ten minutes after', () => {
    const nine = { cron: '0 9 * * 1-5', zone: 'Asia/Kolkata' }
    expect(dueSlot(nine, at('2026-11-27T03:29:59Z'))).toBeUndefined()
    expect(dueSlot(nine, at('2026-11-27T03:30:00Z'))).toBe(at('2026-11-27T03:30:00Z'))
    expect(dueSlot(nine, at('2026-11-27T03:40:00Z'))).toBe(at('2026-11-27T03:30:00Z'))
    expect(dueSlot(nine, at('2026-11-27T03:40:01Z'))).toBeUndefined()
    // A Saturday.
    expect(dueSlot(nine, at('2026-11-28T03:30:00Z'))).toBeUndefined()
    // The clocks of Berlin went back on 25 October 2026.
    const berlin = { cron: '0 9 * * *', zone: 'Europe/Berlin' }
    expect(dueSlot(berlin, at('2026-10-24T07:00:00Z'))).toBe(at('2026-10-24T07:00:00Z'))
    expect(dueSlot(berlin, at('2026-10-25T07:00:00Z'))).toBeUndefined()
    expect(dueSlot(berlin, at('2026-10-25T08:00:00Z'))).toBe(at('2026-10-25T08:00:00Z'))
  })

  test('plans and confirms in its name, once a time, and what it sends has a first wave', async () => {
    const id = await unread(60)
    const schedule = { name: 'daily', campaigns: [id] }
    const outcomes = await Promise.all([run(schedule), run(schedule), run(schedule)])
    expect(outcomes.flat()).toMatchObject([{ kind: 'sent', schedule: 'daily', campaign: id, people: 60 }])
    expect(await run(schedule)).toEqual([])
    const [plan] = await world.plans.list(1)
    expect(plan).toMatchObject({
      state: 'sending',
      action: 'follow-up',
      canary: 50,
      plannedBy: 'schedule daily',
      confirmedBy: 'schedule daily',
    })
    expect(await logOf('schedule daily')).toEqual(['confirmed', 'planned'])
    const sender = createLedgerSender()
    await world.send(plan?.id ?? '', sender)
    expect(sender.accepted).toHaveLength(50)
  })

  test('waits for its last plan: one that was stopped stays so until a person has looked', async () => {
    const id = await unread(3)
    const schedule = { name: 'careful', campaigns: [id] }
    await run(schedule)
    const [plan] = await world.plans.list(1)
    world.pass(60_000)
    expect(await run(schedule)).toMatchObject([
      { kind: 'refused', reason: expect.stringContaining('still being sent') },
    ])
    await world.plans.stop(plan?.id ?? '', 'service', 'the first wave was not well', world.now())
    world.pass(60_000)
    expect(await run(schedule)).toMatchObject([
      { kind: 'refused', reason: expect.stringContaining('was stopped') },
    ])
    expect((await logOf('schedule careful'))[0]).toBe('schedule: nothing sent')
    await world.useCases.resume(plan?.hash ?? '', 'asha')
    await world.send(plan?.id ?? '', createLedgerSender())
    await world.follow()
    await world.plans.finish(world.now())
    world.pass(60_000)
    expect(await run(schedule)).toMatchObject([{ kind: 'nobody' }])
  })

  test('sends nothing where nobody is left, and says so of a campaign that is not there', async () => {
    const id = await unread(1)
    await world.commit({ ids: [`${id}-0`], kind: 'read' })
    expect(await run({ name: 'empty', campaigns: [id, 'none'] })).toMatchObject([
      { campaign: id, kind: 'nobody' },
      { campaign: 'none', kind: 'refused', reason: 'there is no such campaign' },
    ])
    expect((await world.plans.list(1))[0]).toMatchObject({ state: 'draft', plannedBy: 'schedule empty' })
  })
})

describe('SEND_SCHEDULES', () => {
  const META = { SEND_VIA: 'meta', META_ACCESS_TOKEN: 'token', META_PHONE_NUMBER_ID: '1' }
  const { canary: _, values: __, ...WRITTEN } = { ...REMINDER, template: { name: 'diwali_reminder' } }
  const read = (value: unknown, env: Record<string, string> = META) =>
    parseConfig({ ...env, SEND_SCHEDULES: typeof value === 'string' ? value : JSON.stringify(value) })

  test('has none unless given; a list with what is left out filled in', () => {
    expect(parseConfig(META).SEND_SCHEDULES).toBeUndefined()
    expect(read([WRITTEN]).SEND_SCHEDULES).toEqual([REMINDER])
  })

  test.each([
    ['0 10 * * *', 'must be a list in JSON'],
    [[{ ...WRITTEN, cron: 'daily' }], 'SEND_SCHEDULES.0.cron must be five cron fields'],
    [[{ ...WRITTEN, zone: 'IST' }], 'Asia/Kolkata'],
    [[{ ...WRITTEN, action: 'send' }], 'must be resend or follow-up'],
    [[{ ...WRITTEN, campaigns: [] }], 'SEND_SCHEDULES.0.campaigns'],
    [[{ ...WRITTEN, at: 'once' }], 'at'],
    [[WRITTEN, WRITTEN], 'a name of its own'],
  ])('%j is refused', (value, problem) => {
    expect(() => read(value)).toThrow(problem)
  })

  test('needs a number to send by', () => {
    expect(() => read([WRITTEN], {})).toThrow('SEND_VIA is off')
  })
})

test('the service carries them out', async () => {
  const apis = await startSimulatedApis()
  const service = await startTestService({
    SEND_VIA: 'meta',
    META_BASE_URL: apis.url,
    META_ACCESS_TOKEN: 'token',
    META_PHONE_NUMBER_ID: '1',
    SEND_WINDOW: '00:00-24:00',
    SEND_SCHEDULES: JSON.stringify([{ ...REMINDER, action: 'resend', campaigns: ['diwali'], canary: 1 }]),
  })
  try {
    await service.pool.query(`INSERT INTO marketing_campaigns (id, name) VALUES ('diwali', 'Diwali')`)
    await service.pool.query(
      `INSERT INTO campaign_recipients (campaign_id, phone_number, status, whatsapp_message_id)
       VALUES ('diwali', '+919812345678', 'pending', 'first')`,
    )
    const errors = [{ code: 130429, title: 'Rate limit hit' }]
    const timestamp = String(Math.floor(Date.now() / 1000) - 3_600)
    await service.post({ statuses: [{ id: 'first', status: 'failed', timestamp, errors }] })
    await service.tick('everyMinute')
    await service.tick('everyFiveSeconds')
    expect(apis.ledger.entries).toMatchObject([{ phone: '+919812345678', template: 'diwali_reminder' }])
  } finally {
    await service.stop()
    await apis.stop()
  }
})
