import { expect, test } from 'vitest'
import { pastCampaigns, planPast } from '../../src/domain/simulation/past.ts'

const NOW_MS = Date.UTC(2026, 10, 27, 8)
const DAY_MS = 86_400_000

test('the past is a month of a dozen campaigns, and nothing of it lies in the future', () => {
  const campaigns = pastCampaigns(NOW_MS, 200)
  const webhooks = planPast(campaigns, NOW_MS, 1)
  const ages = campaigns.map(({ startMs }) => (NOW_MS - startMs) / DAY_MS)
  expect(campaigns).toHaveLength(12)
  expect(Math.max(...ages)).toBeGreaterThan(20)
  expect(Math.max(...ages)).toBeLessThan(31)
  expect(campaigns.every(({ startMs, endMs }) => startMs < endMs && endMs <= NOW_MS)).toBe(true)
  expect(webhooks.every(({ arrivesAtMs }) => arrivesAtMs <= NOW_MS)).toBe(true)
  expect(new Set(webhooks.map(({ campaign }) => campaign.name)).size).toBe(12)
})

test('a person gets one message of a campaign, and several in a month', () => {
  const webhooks = planPast(pastCampaigns(NOW_MS, 2_000), NOW_MS, 1)
  const messages = [...new Map(webhooks.map((webhook) => [webhook.message.id, webhook])).values()]
  const people = new Set(messages.map(({ message }) => message.phone))
  const once = new Set(messages.map(({ message, campaign }) => `${campaign.name} ${message.phone}`))
  expect(once.size).toBe(messages.length)
  expect(people.size).toBeLessThan(messages.length)
})
