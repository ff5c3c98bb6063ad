import { describe, expect, test } from 'vitest'
import { createPhoneReader } from '../../../src/domain/link/phones.ts'
import {
  assertionsOf,
  campaignOf,
  changedRoles,
  isGone,
  jsonIn,
  recipientLineOf,
  same,
  textOf,
  wordOfKinds,
} from '../../../src/domain/link/rows.ts'
import { NUMBER, shapeWith, TIME, theirs } from './shapes.ts'

const INDIA = createPhoneReader('IN')
const ANYWHERE = createPhoneReader(undefined)
const CAMPAIGNS = shapeWith('marketing_campaigns')
const NOW_MS = Date.parse('2026-11-27T12:00:00Z')
const at = (minute: number) => new Date(NOW_MS - 3_600_000 + minute * 60_000).toISOString()
const ms = (minute: number) => Date.parse(at(minute))

describe('a message of theirs asserts', () => {
  const asserted = (status: unknown, more: object = {}) =>
    assertionsOf(theirs({ message_id: 'wamid.1', status, ...more }), NOW_MS, INDIA)
  const times = (status: unknown, more: object = {}) =>
    Object.fromEntries(asserted(status, more).map(({ kind, occurrence }) => [kind, occurrence.atMs]))

  test('each kind of its JSON with its time, estimated, so that any real report outranks it', () => {
    expect(asserted({ sent: at(1), DELIVERED: at(2), read: at(3) })).toStrictEqual(
      ['sent', 'delivered', 'read'].map((kind, index) => ({
        source: 'flat',
        ids: ['wamid.1'],
        kind,
        occurrence: { atMs: ms(index + 1), estimated: true },
        receivedAtMs: ms(index + 1),
      })),
    )
  })

  test('with its phone number in the stored form, and its creation as the time of receipt', () => {
    const [report] = asserted('sent', { phone_number: '98123 45678', created_at: at(5), updated_at: at(9) })
    expect(report).toStrictEqual({
      source: 'flat',
      ids: ['wamid.1'],
      kind: 'sent',
      occurrence: { atMs: ms(9), estimated: true },
      phone: '+919812345678',
      receivedAtMs: ms(5),
    })
    expect(asserted('sent', { phone_number: '12' })[0]).not.toHaveProperty('phone')
  })

  test('one word, at the time when the row changed, else was made, else now', () => {
    expect(times(' Seen ', { updated_at: at(2), created_at: at(1) })).toEqual({ read: ms(2) })
    expect(times('seen', { created_at: at(1) })).toEqual({ read: ms(1) })
    expect(times('seen')).toEqual({ read: NOW_MS })
  })

  test('what lies in text as JSON', () => {
    expect(times(`  {"failed":"${at(4)}"}`)).toEqual({ failed: ms(4) })
    expect(times('{"failed":')).toEqual({})
  })

  test('no delivery that has the very time of the reading: the guide guesses so', () => {
    expect(times({ delivered: at(3), read: at(3) })).toEqual({ read: ms(3) })
    expect(times({ delivered: at(2), read: at(3) })).toEqual({ delivered: ms(2), read: ms(3) })
  })

  test.each([['pending'], ['bounced'], [['sent']], [null], [7], [{ opened: at(1), sent: 'x' }]])(
    'nothing by %j',
    (status) => expect(asserted(status)).toEqual([]),
  )

  test.each([[undefined], [null], [''], ['  '], [7]])('nothing without an id (%j)', (message_id) => {
    expect(asserted('sent', { message_id })).toEqual([])
  })
})

describe('a recipient of theirs', () => {
  const row = theirs({
    campaign_id: ' diwali ',
    phone_number: '9812345678',
    whatsapp_message_id: 'wamid.1',
    status: 'SEEN',
    sent_at: at(1),
    delivered_at: at(2),
    read_at: at(3),
    failed_at: null,
    created_at: at(0),
  })

  test('that is new is taken whole', () => {
    expect(recipientLineOf(row, undefined, INDIA)).toStrictEqual({
      their_key: '7',
      campaign_id: 'diwali',
      phone_number: '+919812345678',
      whatsapp_message_id: 'wamid.1',
      status: 'read',
      sent_at: at(1),
      delivered_at: at(2),
      read_at: at(3),
      created_at: at(0),
      changed: Object.keys(row.values).filter((role) => role !== 'failed_at'),
    })
  })

  test('that is known says what changed, and nothing where nothing did', () => {
    expect(recipientLineOf(row, { ownKey: '3', seen: row.values }, INDIA)).toBeUndefined()
    const before = { ...row.values, status: 'sent', failed_at: undefined }
    expect(recipientLineOf(row, { ownKey: '3', seen: before }, INDIA)).toMatchObject({
      own_key: '3',
      changed: ['status'],
    })
  })

  test('with little in it is taken as it is; without campaign not at all', () => {
    expect(recipientLineOf(theirs({ campaign_id: 5, status: 'x' }), undefined, ANYWHERE)).toStrictEqual({
      their_key: '7',
      campaign_id: '5',
      changed: ['campaign_id', 'status'],
    })
    expect(recipientLineOf(theirs({ campaign_id: ' ', status: 'sent' }), undefined, INDIA)).toBeUndefined()
  })
})

test('a recipient of theirs is gone when its day of deletion is set, or it has no campaign; no other row is', () => {
  const recipients = shapeWith('campaign_recipients', { deleted_at: TIME })
  expect(isGone(recipients, theirs({ campaign_id: 'c1', deleted_at: null }))).toBe(false)
  expect(isGone(recipients, theirs({ campaign_id: 'c1', deleted_at: at(0) }))).toBe(true)
  for (const none of [0, '0', '', 'infinity', '-infinity', false])
    expect(isGone(recipients, theirs({ campaign_id: 'c1', deleted_at: none }))).toBe(false)
  const counting = shapeWith('campaign_recipients', { deleted_at: NUMBER })
  expect(isGone(counting, theirs({ campaign_id: 'c1', deleted_at: 1764061200 }))).toBe(false)
  expect(isGone(recipients, theirs({ campaign_id: ' ' }))).toBe(true)
  expect(isGone(CAMPAIGNS, theirs({}))).toBe(false)
})

test('a campaign of theirs whose key is of several columns is known by its id', () => {
  const [key] = CAMPAIGNS.keys
  const shape = { ...CAMPAIGNS, keys: [key, key] as const }
  expect(campaignOf(shape, theirs({ id: 'c1' }, '["4","c1"]'))).toMatchObject({ id: 'c1' })
})

test('a campaign of theirs is its key, name, status and creation', () => {
  expect(
    campaignOf(CAMPAIGNS, theirs({ name: ' Diwali ', status: 'done', created_at: at(0) }, 'c')),
  ).toStrictEqual({
    id: 'c',
    name: 'Diwali',
    status: 'done',
    created_at: at(0),
  })
  expect(campaignOf(CAMPAIGNS, theirs({}, 'c'))).toStrictEqual({
    id: 'c',
    name: undefined,
    status: undefined,
  })
})

test('kinds are said by the word that counts most', () => {
  const all = { sent: 1, failed: 1, delivered: 1, read: 1 }
  expect(wordOfKinds(all)).toBe('read')
  expect(wordOfKinds({ ...all, read: undefined })).toBe('delivered')
  expect(wordOfKinds({ sent: 1, failed: 1 })).toBe('failed')
  expect(wordOfKinds({ sent: 1 })).toBe('sent')
  expect(wordOfKinds({})).toBe('pending')
})

test('JSON is the same whatever the order of its keys, at every depth', () => {
  expect(same({ a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 })).toBe(true)
  expect(same({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } })).toBe(false)
  expect(same({ a: 1 }, { a: 1, b: 1 })).toBe(false)
  expect([same(undefined, null), same(null, 0), same('1', 1), same([1, 2], [2, 1]), same('', null)]).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('texts and numbers are texts, without blanks; nothing else is', () => {
  expect([' a ', 7, '', '  ', null, {}, true].map(textOf)).toEqual([
    'a',
    '7',
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect([jsonIn('{"a":1}'), jsonIn(' {x'), jsonIn('sent'), jsonIn('x {}'), jsonIn(7)]).toEqual([
    { a: 1 },
    ' {x',
    'sent',
    'x {}',
    7,
  ])
})

test('a column that came or went is no change by itself, nor is the zone that a time is shown in', () => {
  const seen = { status: 'sent', read_at: '2025-11-25T09:00:00+00:00', failed_at: at(1) }
  const shown = '2025-11-25T14:30:00+05:30'
  expect(changedRoles({ status: 'sent', read_at: shown, failure_code: null }, seen)).toEqual([])
  expect(changedRoles({ status: 'read', read_at: null, failure_code: '1' }, seen)).toEqual([
    'status',
    'read_at',
    'failure_code',
  ])
  // As JSON keeps it.
  expect(changedRoles({ failure_code: Number.POSITIVE_INFINITY }, { failure_code: null })).toEqual([])
})
