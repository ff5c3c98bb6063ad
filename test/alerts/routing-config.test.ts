import { describe, expect, test } from 'vitest'
import { readRules } from '../../src/app/alerts/rules.ts'
import { unusedChannels } from '../../src/compose/alert-routing.ts'
import { parseConfig } from '../../src/compose/config/config.ts'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { parseQuietHours, quietUntil } from '../../src/domain/alerts/quiet-hours.ts'
import { recurs } from '../../src/domain/alerts/recurrence.ts'
import { routeOf } from '../../src/domain/alerts/route.ts'

const KEY = 'abcdefghijklmnopqrstuvwxyz012345'
const CHANNELS = [
  'chat=slack:https://hooks.slack.com/services/T/B/X',
  'team=teams:https://prod.logic.azure.com/workflows/1?sp=%2Ftriggers&sig=a,b',
  'bot=telegram:123:ABC-_x/-100123',
  `pager=pagerduty:${KEY}@https://events.eu.pagerduty.com/`,
  'am=alertmanager:http://alertmanager:9093',
  'hook=webhook:https://example.org/alerts#a secret',
].join(' ')

describe('ALERT_CHANNELS', () => {
  test('names channels of each kind, with blanks or commas between them', () => {
    const right = [
      { name: 'chat', kind: 'slack', url: 'https://hooks.slack.com/services/T/B/X' },
      { name: 'team', kind: 'teams', url: 'https://prod.logic.azure.com/workflows/1?sp=%2Ftriggers&sig=a,b' },
      {
        name: 'bot',
        kind: 'telegram',
        token: '123:ABC-_x',
        chat: '-100123',
        api: 'https://api.telegram.org',
      },
      { name: 'pager', kind: 'pagerduty', routingKey: KEY, api: 'https://events.eu.pagerduty.com' },
      { name: 'am', kind: 'alertmanager', url: 'http://alertmanager:9093' },
      { name: 'hook', kind: 'webhook', url: 'https://example.org/alerts', secret: 'a secret' },
    ]
    expect(parseConfig({ ALERT_CHANNELS: CHANNELS }).ALERT_CHANNELS).toEqual(right)
    expect(
      parseConfig({ ALERT_CHANNELS: CHANNELS.replaceAll(' ', ', ').replace('a, secret', 'a secret') })
        .ALERT_CHANNELS,
    ).toEqual(right)
  })

  test.each([
    ['chat=skype:https://x.org', 'not name=kind:target; kinds are slack'],
    ['https://hooks.slack.com/services/T', 'not name=kind:target'],
    ['Chat Room=slack:https://x.org', 'not name=kind:target'],
    ['a=slack:https://x.org a=teams:https://y.org', 'has the name "a" twice'],
    ['a=slack:hooks.slack.com/T/SECRET', 'a=slack:https://hooks.slack.com'],
    ['a=pagerduty:short', 'an integration key of 32 characters'],
    ['a=telegram:SECRET', 'a=telegram:123456:TOKEN/-1001234'],
  ])('%s: says what would be right, and repeats no secret', (text, message) => {
    expect(() => parseConfig({ ALERT_CHANNELS: text })).toThrow(message)
    expect(() => parseConfig({ ALERT_CHANNELS: text })).not.toThrow('SECRET')
  })

  test('is what other settings and rules may name', () => {
    expect(
      parseConfig({
        ALERT_CHANNELS: CHANNELS,
        ALERT_TO: 'a@x.org, chat',
        ESCALATE_AFTER: '15m',
        ESCALATE_TO: 'pager; b@x.org, bot',
      }),
    ).toMatchObject({
      ALERT_TO: ['a@x.org', 'chat'],
      ESCALATE_AFTER: 900_000,
      ESCALATE_TO: [['pager'], ['b@x.org', 'bot']],
    })
    expect(() => parseConfig({ ALERT_CHANNELS: CHANNELS, ALERT_TO_CRITICAL: 'pagr' })).toThrow(
      'ALERT_TO_CRITICAL names the channel "pagr": ALERT_CHANNELS has chat, team',
    )
    expect(() => parseConfig({ ALERT_TO: 'pager' })).toThrow('ALERT_CHANNELS is not set')
    expect(() => parseConfig({ ESCALATE_TO: 'a@x.org' })).toThrow('belong together')
    expect(() => parseConfig({ ALERT_CHANNELS: CHANNELS, ALERT_SECOND_CHANNEL: 'a@x.org' })).toThrow(
      'channels only',
    )
    const { rules, problems } = readRules(
      [],
      [{ name: 'mine', text: '--! severity: info\n--! fire: rows\n--! to: chat, nobody\nSELECT 1 AS a' }],
      [],
      ['chat'],
    )
    expect(problems).toEqual(['mine.sql: "to" names nobody: ALERT_CHANNELS has chat. Its "to" is left out.'])
    expect(rules[0]?.routes).toEqual({ byLabel: [] })
  })

  test('reports channels that nothing names', () => {
    const config = parseConfig({ ALERT_CHANNELS: CHANNELS, ALERT_TO: 'chat', ALERT_SECOND_CHANNEL: 'hook' })
    const rule = parseRule('mine', '--! severity: info\n--! fire: rows\n--! to: bot\nSELECT 1')
    expect(unusedChannels(config, [rule])).toEqual(['team', 'pager', 'am'])
  })
})

test('a rule names its recipients by label, first match first, else as a whole', () => {
  const rule = parseRule(
    'mine',
    '--! severity: info\n--! fire: rows\n--! to: a@x.org, chat\n--! to.campaign: diwali* = b@x.org\n--! to.campaign: * = pager\nSELECT 1',
  )
  expect(routeOf(rule.routes, { campaign: 'diwali 2026' })).toEqual(['b@x.org'])
  expect(routeOf(rule.routes, { campaign: 'other' })).toEqual(['pager'])
  expect(routeOf(rule.routes, {})).toEqual(['a@x.org', 'chat'])
  expect(() => parseRule('mine', '--! severity: info\n--! fire: rows\n--! to: A B\nSELECT 1')).toThrow(
    'mail addresses or names',
  )
  expect(() =>
    parseRule('mine', '--! severity: info\n--! fire: rows\n--! to.campaign: chat\nSELECT 1'),
  ).toThrow(`write the label's value, "="`)
})

describe('quiet hours', () => {
  const at = (text: string) => Date.parse(text)
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60, zone: 'Asia/Kolkata' }
  test('end the next morning in their zone', () => {
    expect(quietUntil(night, at('2026-03-01T16:29:00Z'))).toBeUndefined()
    expect(quietUntil(night, at('2026-03-01T16:30:00Z'))).toBe(at('2026-03-02T01:30:00Z'))
    expect(quietUntil(night, at('2026-03-02T01:29:59Z'))).toBe(at('2026-03-02T01:30:00Z'))
    expect(quietUntil(night, at('2026-03-02T01:30:00Z'))).toBeUndefined()
  })
  test('follow the clocks when they change', () => {
    const berlin = { ...night, zone: 'Europe/Berlin' }
    expect(quietUntil(berlin, at('2026-03-28T22:00:00Z'))).toBe(at('2026-03-29T05:00:00Z'))
  })
  test.each(['22-7', '22:00-24:00', '7:00-22:00', '22:00-22:00'])('%s is none', (text) => {
    expect(parseQuietHours(text)).toBeUndefined()
    expect(() => parseConfig({ QUIET_HOURS: text })).toThrow('such as 22:00-07:00')
  })
})

test('a maintenance window comes round in its zone, at the same time of the day when the clocks change', () => {
  const sunday = { cron: '0 2 * * 0', zone: 'America/Sao_Paulo', lastsMs: 2 * 3_600_000 }
  expect(recurs(sunday, Date.parse('2026-03-01T04:59:59Z'))).toBe(false)
  expect(recurs(sunday, Date.parse('2026-03-01T05:00:00Z'))).toBe(true)
  expect(recurs(sunday, Date.parse('2026-03-01T06:59:59Z'))).toBe(true)
  expect(recurs(sunday, Date.parse('2026-03-01T07:00:00Z'))).toBe(false)
  expect(recurs(sunday, Date.parse('2026-03-03T05:30:00Z'))).toBe(false)
  const berlin = { ...sunday, cron: '30 3 * * *', zone: 'Europe/Berlin' }
  expect(recurs(berlin, Date.parse('2026-03-28T02:30:00Z'))).toBe(true)
  expect(recurs(berlin, Date.parse('2026-03-29T01:30:00Z'))).toBe(true)
})
