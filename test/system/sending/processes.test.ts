import pg from 'pg'
import request from 'supertest'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { type SimulatedApis, startSimulatedApis, takes } from '../../support/sending/simulated-apis.ts'
import { type ServiceProcess, startServiceProcess } from '../../support/service-process.ts'

const TOKEN = 'sending-processes-token-0123456789'
const PEOPLE = 600
const KILLS = 4
/** As long as the API takes to answer. */
const ANSWER_MS = 300
const TIMEOUT_MS = 240_000

let database: TestDatabase
let pool: pg.Pool
let apis: SimulatedApis
const running: ServiceProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  apis = await startSimulatedApis()
})
afterAll(async () => {
  await Promise.all(running.map((service) => service.kill()))
  await apis.stop()
  await pool.end()
  await database.drop()
}, TIMEOUT_MS)

const start = async () => {
  const service = await startServiceProcess('node', {
    DATABASE_URL: database.url,
    API_TOKEN: TOKEN,
    SEND_VIA: 'meta',
    META_BASE_URL: apis.url,
    META_ACCESS_TOKEN: 'token-of-account',
    META_PHONE_NUMBER_ID: '106540352242922',
    SEND_WINDOW: '00:00-24:00',
    SEND_PER_SECOND: '80',
  })
  running.push(service)
  return service
}

test(
  'two services that send one plan, of which one after the other is killed, write to everybody once at most and forget nobody',
  async () => {
    const first = await start()
    const api = (path: string) =>
      request(first.url).post(`/api${path}`).set('authorization', `Bearer ${TOKEN}`)
    await api('/campaigns').send({ id: 'diwali', name: 'Diwali' }).expect(201)
    const lines = Array.from({ length: PEOPLE }, (_, i) => `+9198${String(i).padStart(8, '0')}`)
    await api('/campaigns/diwali/recipients')
      .set('content-type', 'text/csv')
      .send(`phone\n${lines.join('\n')}\n`)
      .expect(200)
    // Answers take a while, so that there is always something under way.
    apis.behave = () => ({ ...takes, after: new Promise((answer) => setTimeout(answer, ANSWER_MS)) })
    const { body } = await api('/sending/plans')
      .send({ action: 'send', campaign_id: 'diwali', template: { name: 'offer' }, by: 'asha' })
      .expect(201)
    await api(`/sending/plans/${body.plan.hash}/confirm`).send({ by: 'asha' }).expect(200)

    let victim = first
    let other = await start()
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await vi.waitFor(
        () => expect(apis.ledger.entries.length).toBeGreaterThan((kill * PEOPLE) / (KILLS + 2)),
        {
          timeout: TIMEOUT_MS,
          interval: 20,
        },
      )
      await victim.kill()
      victim = other
      other = await start()
    }
    const states = async () => {
      const { rows } = await pool.query('SELECT phone, state FROM bluetick.send_attempts')
      return new Map<string, string>(rows.map(({ phone, state }) => [phone, state]))
    }
    await vi.waitFor(async () => expect([...(await states()).values()]).not.toContain('planned'), {
      timeout: TIMEOUT_MS,
      interval: 500,
    })
    await vi.waitFor(async () => {
      // What those who live have claimed is answered; what is left was claimed by the dead.
      const claimed = [...(await states()).values()].filter((state) => state === 'claimed')
      expect(claimed.length).toBeLessThanOrEqual(KILLS * 60)
    })
    const twice = lines.filter((phone) => apis.ledger.count(phone) > 1)
    expect(twice).toEqual([])
    const known = await states()
    expect(known.size).toBe(PEOPLE)
    // Whoever got it is known as accepted, or will be listed as uncertain when the lease ends.
    const forgotten = lines.filter(
      (phone) =>
        apis.ledger.count(phone) === 1 &&
        !['accepted', 'claimed', 'uncertain'].includes(known.get(phone) ?? ''),
    )
    expect(forgotten).toEqual([])
    // And nobody is accepted who got nothing.
    expect(
      lines.filter((phone) => known.get(phone) === 'accepted' && apis.ledger.count(phone) === 0),
    ).toEqual([])
  },
  TIMEOUT_MS,
)
