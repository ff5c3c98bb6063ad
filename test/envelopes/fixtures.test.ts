import { expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { eventLines, FIXTURE_NAMES, inboundLines, lines, RECEIVED_AT_MS, readFixture } from './helpers.ts'

interface Case {
  readonly sentence: string
  readonly fixture: string
  readonly source: string
  readonly reports?: readonly string[]
  readonly rejected?: readonly string[]
  readonly processed?: number
  readonly ignored?: number
  readonly inbound?: readonly string[]
  readonly events?: readonly string[]
}

const cases: readonly Case[] = [
  {
    sentence: 'a flat body of one status gives one report',
    fixture: 'flat-one',
    source: 'flat',
    reports: ['order_note_17 delivered +0s +919000000700'],
  },
  {
    sentence: 'a flat body may mix numbers and text, seconds and milliseconds, upper and lower case',
    fixture: 'flat-batch',
    source: 'flat',
    reports: [
      'order_note_21 sent +0s +919000000701',
      'order_note_22 delivered +5.25s no phone',
      'Order_Note_22 read +60.123s +919000000702',
      '70023 played +90.5s +919000000703',
    ],
  },
  {
    sentence: 'a bad status costs only itself, and an unreadable time is replaced by the receipt',
    fixture: 'flat-good-and-bad',
    source: 'flat',
    reports: [
      'order_note_31 sent +0s no phone',
      'order_note_39 read estimated no phone',
      'order_note_40 read +60s no phone',
    ],
    rejected: [
      'item-not-object',
      'missing-id',
      'id-too-long',
      'id-not-printable',
      'missing-status',
      'unknown-status',
      'missing-timestamp',
    ],
  },
  {
    sentence: 'a flat body of inbound messages gives one fact for each, without its contents',
    fixture: 'flat-inbound',
    source: 'flat',
    inbound: ['in_1 text estimated +919000000703', 'in_2 text estimated +919000000703'],
  },
  {
    sentence: "Meta's sent status with conversation and pricing gives one report",
    fixture: 'meta-sent',
    source: 'meta',
    reports: ['wamid sent +0s +919000000704'],
  },
  {
    sentence: "Meta's failed status gives one report",
    fixture: 'meta-failed',
    source: 'meta',
    reports: ['wamid failed +1s +919000000705'],
  },
  {
    sentence: 'every entry, every change and every status of Meta is read, inbound messages among them',
    fixture: 'meta-many',
    source: 'meta',
    reports: [
      'wamid read +2s +919000000706',
      'wamid delivered +2s +919000000706',
      'wamid sent +2s +919000000706',
      'wamid played +3s +919000000707',
      'wamid delivered +4s +919000000708',
    ],
    inbound: ['wamid text +4s +919000000709'],
  },
  {
    sentence: 'a recipient without a number, or a group, is a report without phone',
    fixture: 'meta-without-number',
    source: 'meta',
    reports: ['wamid delivered +5s no phone', 'wamid read +6s no phone'],
  },
  {
    sentence: "Meta's inbound messages give one fact for each, without its contents",
    fixture: 'meta-inbound',
    source: 'meta',
    inbound: ['wamid text +7s +919000000710', 'wamid media +8s +919000000710'],
  },
  {
    sentence: "Meta's other fields and errors beside statuses are news of the account",
    fixture: 'meta-other-fields',
    source: 'meta',
    events: [
      'template-status diwali_sale APPROVED frees',
      'account-status 300220011000 ACCOUNT_RESTRICTION stops',
      'account-error 130429 130429 informs',
    ],
  },
  {
    sentence: 'a malformed entry, change or list of statuses costs only itself',
    fixture: 'meta-malformed-pieces',
    source: 'meta',
    reports: ['wamid sent +9s +919000000711'],
    rejected: [...Array<string>(6).fill('item-not-object'), 'unknown-status'],
  },
  {
    sentence: 'an AiSensy snapshot gives a report for every time in it',
    fixture: 'aisensy-snapshot',
    source: 'aisensy',
    reports: [
      'wamid|3d1f9c52-7a64-4e0b-8a55-0c6f2f6f1d01 sent +0s +919000000713',
      'wamid|3d1f9c52-7a64-4e0b-8a55-0c6f2f6f1d01 delivered +1.5s +919000000713',
      'wamid|3d1f9c52-7a64-4e0b-8a55-0c6f2f6f1d01 read +3s +919000000713',
    ],
    processed: 1,
  },
  {
    sentence: 'an AiSensy failure is read, its number completed, its empty times left out',
    fixture: 'aisensy-failed',
    source: 'aisensy',
    reports: [
      'wamid|3d1f9c52-7a64-4e0b-8a55-0c6f2f6f1d02 sent +0s +919000000714',
      'wamid|3d1f9c52-7a64-4e0b-8a55-0c6f2f6f1d02 failed +2s +919000000714',
    ],
    processed: 1,
  },
  {
    sentence: 'an AiSensy status without a time of its own happened when the notification was created',
    fixture: 'aisensy-early-id',
    source: 'aisensy',
    reports: ['AS-90210-aa|3d1f9c52-7a64-4e0b-8a55-0c6f2f6f1d03 delivered +6.308s +919000000715'],
  },
  {
    sentence: "AiSensy's statuses of inbound messages are ignored",
    fixture: 'aisensy-inbound',
    source: 'aisensy',
    ignored: 1,
  },
  {
    sentence: 'an AiSensy message of unknown status without any time is refused',
    fixture: 'aisensy-unknown-status',
    source: 'aisensy',
    rejected: ['unknown-status'],
  },
  {
    sentence: "AiSensy's other topics are ignored",
    fixture: 'aisensy-other-topic',
    source: 'aisensy',
    ignored: 1,
  },
  {
    sentence: "AiSensy's test button is ignored",
    fixture: 'aisensy-test-button',
    source: 'aisensy',
    ignored: 1,
  },
  {
    sentence: 'of a mixture of two envelopes both are read',
    fixture: 'mixture',
    source: 'meta',
    reports: ['wamid delivered +11s +919000000719', 'order_note_51 sent +10s no phone'],
  },
]

test.each(cases)('$sentence', ({ fixture, source, reports = [], rejected = [], inbound = [], ...more }) => {
  const { processed, ignored = 0, events = [] } = more
  const parsed = parseBody(readFixture(fixture), RECEIVED_AT_MS)
  expect(lines(parsed)).toEqual(reports)
  expect(inboundLines(parsed)).toEqual(inbound)
  expect(eventLines(parsed)).toEqual(events)
  expect(parsed.rejected.map((each) => each.reason)).toEqual(rejected)
  expect(parsed).toMatchObject({
    source,
    processed: processed ?? reports.length,
    ignored,
    unparsable: false,
  })
  for (const each of [...parsed.reports, ...parsed.rejected]) expect(each.receivedAtMs).toBe(RECEIVED_AT_MS)
})

test('every fixture is in the table', () => {
  expect(cases.map((each) => each.fixture).sort()).toEqual([...FIXTURE_NAMES].sort())
})
