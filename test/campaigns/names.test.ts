import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nameCampaigns } from '../../src/domain/campaigns/campaign-name.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

const named = (...names: readonly string[]) => names.map((campaignName) => ({ campaignName }))

describe('names of campaigns', () => {
  test('are one without case and repeated blanks, and stored as first written', () => {
    const { campaignIds, made } = nameCampaigns(
      { campaignIds: new Map() },
      named('Holi ', 'holi', 'HOLI', 'Holi  2026', 'holi 2026'),
    )
    expect([...made]).toEqual([
      ['Holi ', 'Holi '],
      ['Holi  2026', 'Holi  2026'],
    ])
    expect(campaignIds.get('HOLI')).toBe('Holi ')
    expect(campaignIds.get('holi 2026')).toBe('Holi  2026')
  })

  test('find a campaign that is there, however it is written', () => {
    const { campaignIds, made } = nameCampaigns(
      { campaignIds: new Map([['Holi', 'c1']]) },
      named('holi', 'Holi'),
    )
    expect(made.size).toBe(0)
    expect(campaignIds.get('holi')).toBe('c1')
  })

  test('cost nothing where no report gives one', () => {
    const known = new Map([['Holi', 'c1']])
    expect(nameCampaigns({ campaignIds: known }, [{}, {}]).campaignIds).toBe(known)
  })
})

describe('reports that write one campaign in several ways', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  test('are of one campaign, together and one by one', async () => {
    const notify = (id: string, campaign: string) =>
      service.post({
        topic: 'message.status.updated',
        data: { message: { messageId: id, status: 'SENT', sent_at: 1_793_500_000_000, campaign } },
      })
    await notify('w1', 'Holi')
    await Promise.all(['Holi ', 'holi', '  HOLI'].map((name, index) => notify(`w2${index}`, name)))
    await notify('w1', 'holi')
    const { rows } = await service.pool.query('SELECT name, messages_sent FROM marketing_campaigns')
    expect(rows).toEqual([{ name: 'Holi', messages_sent: 4 }])
  })

  test('are stored on one line, without blanks around it', async () => {
    await service.post({
      topic: 'message.status.updated',
      data: {
        message: {
          messageId: 'w9',
          status: 'SENT',
          sent_at: 1_793_500_000_000,
          campaign: '\u00a0Diwali\n\t 2026 \u0007',
        },
      },
    })
    const { rows } = await service.pool.query(
      "SELECT id, name FROM marketing_campaigns WHERE name ~ 'Diwali'",
    )
    expect(rows).toEqual([{ id: 'Diwali 2026', name: 'Diwali 2026' }])
  })
})

describe('a campaign that reports named before anybody registered it', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())
  const notify = (messageId: string, name: string) =>
    service.post({
      topic: 'message.status.updated',
      data: { message: { messageId, status: 'SENT', sent_at: 1_793_500_000_000, campaign: { name } } },
    })
  const api = (path: string, method: string, body: object) =>
    fetch(`${service.url}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TEST_API_TOKEN}` },
      body: JSON.stringify(body),
    })
  const campaigns = async () =>
    (
      await service.pool.query(
        'SELECT id, name, source, messages_sent AS sent FROM marketing_campaigns ORDER BY id',
      )
    ).rows

  test.each([
    ['under another id', 'Holi', 'c1', 'Holi'],
    ['under the same id', 'Diwali', 'Diwali', 'Diwali'],
    ['under the same id, with another name', 'Onam', 'Onam', 'Onam 2026'],
  ])('becomes the one that is registered %s', async (_, reported, id, name) => {
    await notify(`of-${reported}`, reported)
    const answer = await api('/campaigns', 'POST', { id, name })
    expect([200, 201]).toContain(answer.status)
    await service.tick('everyQuarterSecond')
    expect((await campaigns()).filter((one) => [reported, id].includes(one.id))).toEqual([
      { id, name, source: 'api', sent: 1 },
    ])
    // A second one of its name is refused as before.
    expect((await api('/campaigns', 'POST', { id: 'other', name })).status).toBe(409)
  })

  test('gives way to one that is given its name', async () => {
    await api('/campaigns', 'POST', { id: 'c2', name: 'Spring' })
    await notify('of-summer', 'Summer')
    expect((await api('/campaigns/c2', 'PATCH', { name: 'Summer' })).status).toBe(200)
    await service.tick('everyQuarterSecond')
    expect((await campaigns()).filter(({ name }) => name === 'Summer')).toEqual([
      { id: 'c2', name: 'Summer', source: 'api', sent: 1 },
    ])
  })

  test('is somebody’s once it is renamed, or a list is imported', async () => {
    await notify('of-monsoon', 'Monsoon')
    await api('/campaigns/Monsoon', 'PATCH', { name: 'Rain' })
    await notify('of-eid', 'Eid')
    await fetch(`${service.url}/api/campaigns/Eid/recipients`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${TEST_API_TOKEN}` },
      body: 'phone\n+919800000001\n',
    })
    expect((await campaigns()).filter(({ id }) => ['Monsoon', 'Eid'].includes(id))).toMatchObject([
      { id: 'Eid', source: 'api' },
      { id: 'Monsoon', source: 'api' },
    ])
  })
})
