import { describe, expect, test } from 'vitest'
import { postableAlerts } from '../../src/adapters/channels/alertmanager.ts'
import { pagerDutyEvent } from '../../src/adapters/channels/pagerduty.ts'
import { slackMessage } from '../../src/adapters/channels/slack.ts'
import { teamsMessage } from '../../src/adapters/channels/teams.ts'
import { telegramMessage } from '../../src/adapters/channels/telegram.ts'
import { webhookBody } from '../../src/adapters/channels/webhook.ts'
import { createNotificationWriter } from '../../src/app/alerts/notification-writer.ts'
import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { Notification } from '../../src/domain/alerts/notification.ts'
import { MINUTE_MS, START_MS } from './builders.ts'
import { signal } from './twins.ts'

// Each receiver's documented shape; where its documentation lies stands in the adapter.

const write = createNotificationWriter({
  rule: () => undefined,
  publicUrl: 'https://bluetick.example.org',
  dashboard: 'https://grafana.example.org/d/bluetick',
  linkKey: async () => 'key',
  origin: { domain: 'example.org', installation: 'Shop', zone: 'Asia/Kolkata' },
})

const sick = (more: Partial<Signal> = {}) =>
  signal('campaign-delivery-low.1.20260301T120000Z', {
    rule: 'campaign-delivery-low',
    summary: 'Delivery rate 71.5% of <Diwali & Co>',
    value: 71.5,
    unit: '%',
    labels: { campaign_id: 'diwali' },
    descriptions: { campaign: '<Diwali & Co>' },
    ...more,
  })

function notificationOf(...signals: Signal[]): Promise<Notification> {
  const sections = signals.map((one) => [one] as const)
  return write({ recipient: 'chat', key: 'the-key', signalIds: [], sections }, START_MS)
}

const OVER = {
  kind: 'resolved',
  atMs: START_MS + 20 * MINUTE_MS,
  value: 97,
  summary: 'Delivery rate 97%',
} as const

test('a storm shows ten alerts, the worst first, and counts the others', async () => {
  const storm = Array.from({ length: 200 }, (_, n) => sick({ episode: `e${n}`, value: 89 - n / 4 }))
  const { alerts, more, title } = await notificationOf(...storm)
  expect([alerts.length, more]).toEqual([10, 190])
  expect(alerts[0]?.signal.value).toBe(39.25)
  expect(title).toMatch(/^200 alerts, worst: /)
  const sizes = [slackMessage, teamsMessage, (one: Notification) => telegramMessage(one, '1')].map(
    (shape) => JSON.stringify(shape({ title, alerts, more, installation: 'Shop', key: 'k', atMs: 0 })).length,
  )
  for (const size of sizes) expect(size).toBeLessThan(28_000)
})

describe('Slack', () => {
  test('gets a text for the lock screen, and blocks with facts and links; its own signs are escaped', async () => {
    const message = slackMessage(await notificationOf(sick()))
    expect(message).toMatchObject({
      text: '🔴 Delivery rate 71.5% of &lt;Diwali &amp; Co&gt;',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: expect.any(String) } },
        { type: 'context', elements: [{ type: 'mrkdwn', text: 'Shop' }] },
      ],
    })
    const text = JSON.stringify(message)
    expect(text).toContain('<https://bluetick.example.org/alerts/acknowledge?episode=')
    expect(text).toContain('|Acknowledge>')
    expect(text).not.toContain('<Diwali')
  })
  test('hears that it is over as good news', async () => {
    expect(slackMessage(await notificationOf(sick(OVER)))).toMatchObject({
      text: '✅ Resolved: Delivery rate 97%, after 20 min',
    })
  })
})

test('Teams gets an adaptive card in an attachment, with buttons', async () => {
  const message = teamsMessage(await notificationOf(sick()))
  expect(message).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: expect.stringContaining('71.5%'),
          body: [
            { type: 'Container', style: 'attention' },
            { type: 'TextBlock', text: 'Shop' },
          ],
          actions: [
            { type: 'Action.OpenUrl', title: 'Acknowledge', url: expect.stringContaining('https://') },
            { title: 'Silence' },
            { title: 'Dashboard' },
            { title: 'Runbook' },
          ],
        },
      },
    ],
  })
  expect(JSON.stringify(teamsMessage(await notificationOf(sick(OVER))))).toContain('"style":"good"')
})

test('Telegram gets escaped HTML within its limit, and rings only for what is critical', async () => {
  const firing = telegramMessage(await notificationOf(sick()), '-100')
  expect(firing).toMatchObject({
    chat_id: '-100',
    parse_mode: 'HTML',
    disable_notification: false,
    link_preview_options: { is_disabled: true },
    text: expect.stringContaining('🔴 <b>Delivery rate 71.5% of &lt;Diwali &amp; Co&gt;</b>'),
  })
  expect(telegramMessage(await notificationOf(sick({ severity: 'warning' })), '1')).toMatchObject({
    disable_notification: true,
  })
  const long = 'x'.repeat(5_000)
  const huge = await notificationOf(
    ...[1, 2, 3, 4].map((n) => sick({ episode: `e${n}`, labels: { long, n: `${n}` } })),
  )
  const { text } = telegramMessage(huge, '1') as { text: string }
  expect(text.length).toBeLessThanOrEqual(4_096)
})

describe('PagerDuty', () => {
  const KEY = 'a'.repeat(32)
  test('is triggered, acknowledged and resolved under one key', async () => {
    const event = async (more: Partial<Signal>) => pagerDutyEvent(await notificationOf(sick(more)), KEY)
    expect(await event({})).toMatchObject({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: 'campaign-delivery-low.1.20260301T120000Z',
      payload: {
        summary: 'Delivery rate 71.5% of <Diwali & Co>',
        source: 'Shop',
        severity: 'critical',
        timestamp: '2026-03-01T12:00:00.000Z',
        custom_details: { campaign_id: 'diwali' },
      },
      client: 'Shop',
      links: expect.arrayContaining([{ text: 'Acknowledge', href: expect.stringMatching(/^https:/) }]),
    })
    const key = 'campaign-delivery-low.1.20260301T120000Z'
    expect(await event({ kind: 'acknowledged', by: 'Asha' })).toEqual({
      routing_key: KEY,
      event_action: 'acknowledge',
      dedup_key: key,
    })
    expect(await event(OVER)).toEqual({ routing_key: KEY, event_action: 'resolve', dedup_key: key })
    expect(await event({ kind: 'closed' })).toMatchObject({ event_action: 'resolve' })
    expect(await event({ kind: 'worse' })).toMatchObject({ event_action: 'trigger', dedup_key: key })
  })
})

describe('Alertmanager', () => {
  test('gets labels that stay the same, an end an hour ahead while it fires, and the true end then', async () => {
    const [firing] = postableAlerts(await notificationOf(sick()), 'Shop', START_MS)
    const [worse] = postableAlerts(await notificationOf(sick({ kind: 'worse', value: 20 })), 'Shop', START_MS)
    const [over] = postableAlerts(await notificationOf(sick(OVER)), 'Shop', START_MS + 30 * MINUTE_MS)
    const labels = {
      alertname: 'campaign-delivery-low',
      severity: 'critical',
      installation: 'Shop',
      campaign_id: 'diwali',
    }
    expect(firing).toMatchObject({
      labels,
      annotations: { summary: 'Delivery rate 71.5% of <Diwali & Co>', campaign: '<Diwali & Co>' },
      startsAt: '2026-03-01T12:00:00.000Z',
      endsAt: '2026-03-01T13:00:00.000Z',
      generatorURL: 'https://grafana.example.org/d/bluetick',
    })
    expect(worse).toMatchObject({ labels })
    expect(over).toMatchObject({ labels, endsAt: '2026-03-01T12:20:00.000Z' })
  })
  test('gets names as Prometheus has them', async () => {
    const [alert] = postableAlerts(
      await notificationOf(sick({ labels: { 'Ort & Zeit': 'x', '1st': 'y', empty: '' } })),
      'Shop',
      START_MS,
    )
    const { labels } = alert as { labels: object }
    for (const name of Object.keys(labels)) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
    expect(labels).not.toHaveProperty('empty')
  })
})

test('a webhook gets the whole signal, its links, and figures that are no numbers as text', async () => {
  expect(webhookBody(await notificationOf(sick({ value: Number.POSITIVE_INFINITY })))).toMatchObject({
    type: 'alert.firing',
    timestamp: '2026-03-01T12:00:00.000Z',
    data: {
      rule: 'campaign-delivery-low',
      episode: 'campaign-delivery-low.1.20260301T120000Z',
      value: 'Infinity',
      labels: { campaign_id: 'diwali' },
      installation: 'Shop',
      links: { acknowledge: expect.stringContaining('https://') },
    },
  })
})
