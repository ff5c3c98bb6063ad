import { describe, expect, test } from 'vitest'
import { writeAlertMail } from '../../src/app/alerts/mails/alert-mail.ts'
import { commandsFor } from '../../src/app/alerts/mails/commands.ts'
import { firstSteps } from '../../src/app/alerts/mails/first-steps.ts'
import { type MailOrigin, page, timeIn } from '../../src/app/alerts/mails/page.ts'
import { counted, subjectOf } from '../../src/app/alerts/mails/subject.ts'
import { outagePlan } from '../../src/app/alerts/outage-alert.ts'
import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import { ORIGIN, START_MS } from './builders.ts'

const NAME = 'Diwali Mega Sale Wave 2 North India 2026'
const signal: Signal = {
  kind: 'firing',
  rule: 'campaign-delivery-low',
  severity: 'warning',
  labels: { campaign_id: 'c1' },
  descriptions: { campaign: NAME },
  episode: 'campaign-delivery-low.abc.20260301T120000Z',
  firedAtMs: START_MS,
  conditionSinceMs: START_MS - 120_000,
  atMs: START_MS + 1_500_000,
  summary: `Delivery 71.5% in campaign ${NAME} (812 messages in six hours)`,
  threshold: 'value < 90',
  unit: '%',
  value: 71.5,
  samples: 812,
  figures: {},
}
const subject = (one: Signal, installation = 'Bluetick') => subjectOf(outagePlan(one), installation)
const mail = (one: Signal, context = {}, origin: MailOrigin = ORIGIN) =>
  writeAlertMail(outagePlan(one), () => ({ tables: [], ...context }), origin, one.atMs)

describe('the first 40 characters of a subject', () => {
  test.each([
    ['a rule that ships', {}, 'Delivery 71.5% in campaign Diwali Mega S'],
    [
      'a rule that names its figure late',
      { summary: `In the campaign ${NAME} the delivery rate is 71.5%` },
      '71.5%: In the campaign Diwali Mega Sale ',
    ],
    [
      'a rule that names none',
      { summary: 'Orders are late', unit: 'orders' },
      '71.5 orders: Orders are late [warning ca',
    ],
    ['what got worse', { kind: 'worse' }, 'Worse: Delivery 71.5% in campaign Diwali'],
    ['a reminder', { kind: 'reminder' }, 'Still, for 25 min: Delivery 71.5% in cam'],
    ['what is resolved', { kind: 'resolved' }, 'Resolved: Delivery 71.5% in campaign Diwali'],
  ] as const)('of %s say what is wrong and how bad', (_what, change, shown) => {
    expect(subject({ ...signal, ...change }).slice(0, 40)).toBe(shown.slice(0, 40))
  })

  test('leave severity, rule, state, time and installation to the end', () => {
    expect(subject(signal, 'Shop, production')).toMatch(
      / \[warning campaign-delivery-low firing, 2026-03-01 12:00Z, Shop, production\]$/,
    )
  })

  test('of what is over without a figure name the rule', () => {
    const { value: _, ...gone } = signal
    expect(subject({ ...gone, kind: 'resolved', summary: 'Delivery –% in campaign –' })).toMatch(
      /^Resolved: campaign-delivery-low, after 25 min /,
    )
  })
})

test('a storm of 200 campaigns is one table with the worst first, and under 100 kB', () => {
  const sections = Array.from({ length: 200 }, (_, n): [Signal] => [
    {
      ...signal,
      episode: `e${n}`,
      labels: { campaign_id: `campaign-${n}` },
      descriptions: { campaign: `${NAME} <&"> नमस्ते ${'long '.repeat(30)} ${n}` },
      value: 90 - ((n * 7) % 80),
    },
  ])
  const plan = { recipient: '', key: 'k', signalIds: [], sections }
  const {
    html,
    text,
    subject: says,
  } = writeAlertMail(
    plan,
    (one) => ({ tables: [], steps: ['Look.'], commands: commandsFor(one) }),
    ORIGIN,
    START_MS,
  )
  expect(Buffer.byteLength(html) + Buffer.byteLength(text)).toBeLessThan(100_000)
  expect(html.match(/<th /g)).toHaveLength(4)
  const figures = [...html.matchAll(/nowrap>([\d.]+)%/g)].map(([, figure]) => Number(figure))
  expect(figures).toHaveLength(200)
  expect(figures).toEqual([...figures].sort((a, b) => a - b))
  expect(text.match(/What to do first/g)).toHaveLength(1)
  expect(says).toMatch(/^200 alerts, worst: 11%: /)
})

test('a mail says how bad it was an hour ago, since when in the zone of the reader, and what to do first', () => {
  const context = {
    anHourAgo: { value: 98.2, samples: 1204 },
    steps: ['Look.', 'Stop it.'],
    commands: ['npx x'],
  }
  const { text, html } = mail(signal, context, { ...ORIGIN, zone: 'Asia/Kolkata', installation: 'Shop' })
  for (const part of [text, html]) {
    expect(part).toContain('98.2% (1,204 samples)')
    expect(part).toContain('2026-03-01 11:58 UTC (17:28 in Asia/Kolkata)')
    expect(part).toContain('npx x')
    expect(part).toContain('Sent by Bluetick, installation Shop.')
  }
  expect(text).toContain('What to do first\n1. Look.\n2. Stop it.')
  const over = mail({ ...signal, kind: 'resolved', value: 95 }, context)
  expect(over.text).not.toMatch(/What to do first|npx|An hour ago/)
  expect(over.text).toContain('Resolved: ')
})

test('a name without blanks may be broken, at signs between its parts, and copies as it is', () => {
  const html = page('t', [
    {
      markup:
        '<a href="https://x.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">a</a> <b>big_sale_of_north_india_2026</b> <i>short_name</i> <u>abcdefghijklmnopqrstuvwxyz&amp;&amp;</u> <s>नमस्ते</s>',
    },
  ])
  expect(html).toContain('<b>big_sale_<wbr>of_north_<wbr>india_<wbr>2026</b>')
  expect(html).toContain('href="https://x.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"')
  expect(html).toContain('<i>short_name</i>')
  expect(html).toContain('<u>abcdefghijkl<wbr>mnopqrstuvwx<wbr>yz&amp;&amp;</u>')
  expect(html).toContain('<s>नमस्ते</s>')
})

test('a time shows the date of the reader where it is another', () => {
  const late = Date.parse('2026-03-01T20:00:00Z')
  expect(timeIn('Asia/Kolkata', late)).toBe('2026-03-01 20:00 UTC (2026-03-02 01:30 in Asia/Kolkata)')
  expect(timeIn('UTC', late)).toBe('2026-03-01 20:00 UTC')
})

test('the steps of a runbook are its first three, as plain text', () => {
  const runbook =
    '# r\n\n1. Not this.\n\n## What to do\n\n1. Look at `x`.\n2. See [that](y.md),\n   then **rest**.\n3. Third.\n4. Fourth.\n\n## More\n\n1. No.\n'
  expect(firstSteps(runbook)).toEqual(['Look at x.', 'See that, then rest.', 'Third.'])
  expect(firstSteps('no list')).toEqual([])
})

test('commands quote what other people wrote, and never silence more or other than the alert', () => {
  const [acknowledge, silence] = commandsFor({ ...signal, labels: { campaign: "it's $(rm -rf ~) `x`" } })
  expect(acknowledge).toBe(`npx bluetick alerts ack ${signal.episode} --author you`)
  expect(silence).toContain(` --label 'campaign=it'\\''s $(rm -rf ~) \`x\`'`)
  expect(commandsFor({ ...signal, labels: { campaign: 'for 919876543210' } })).toHaveLength(1)
})

test.each([
  [1, 'messages', '1 message'],
  [2, 'messages', '2 messages'],
  [1, 's', '1 s'],
  [71.5, '%', '71.5%'],
  [1, '', '1'],
])('%d %s is written as %s', (figure, unit, shown) => {
  expect(counted(figure, unit)).toBe(shown)
})
