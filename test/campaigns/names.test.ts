import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nameCampaigns } from '../../src/domain/campaigns/campaign-name.ts'
import { startTestService, type TestService } from '../support/service.ts'

const named = (...names: readonly string[]) => names.map((campaignName) => ({ campaignName }))

describe('names of campaigns', () => {
  test('are one without case and repeated blanks, and stored as first written', () => {
    const { ids, made } = nameCampaigns(new Map(), named('Holi ', 'holi', 'HOLI', 'Holi  2026', 'holi 2026'))
    expect([...made]).toEqual([
      ['Holi ', 'Holi '],
      ['Holi  2026', 'Holi  2026'],
    ])
    expect(ids.get('HOLI')).toBe('Holi ')
    expect(ids.get('holi 2026')).toBe('Holi  2026')
  })

  test('find a campaign that is there, however it is written', () => {
    const { ids, made } = nameCampaigns(new Map([['Holi', 'c1']]), named('holi', 'Holi'))
    expect(made.size).toBe(0)
    expect(ids.get('holi')).toBe('c1')
  })

  test('cost nothing where no report gives one', () => {
    const known = new Map([['Holi', 'c1']])
    expect(nameCampaigns(known, [{}, {}]).ids).toBe(known)
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
