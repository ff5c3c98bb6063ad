import { describe, expect, test } from 'vitest'
import type { OwnRow, TheirRow } from '../../../src/domain/link/ports.ts'
import type { Column } from '../../../src/domain/link/shape.ts'
import {
  differences,
  type Habits,
  holdsWords,
  newMessage,
  unshown,
} from '../../../src/domain/link/write-back.ts'
import { columnOf, JSONB, NAIVE, NUMBER, own, PLAIN, shapeWith, theirs } from './shapes.ts'

const NOON = '2026-11-27T12:00:00.000Z'
const LATER = '2026-11-27T12:05:00.000Z'
const messages = shapeWith('broadcasts_messages')
const jsonMessages = shapeWith('broadcasts_messages', { status: JSONB })
const recipients = shapeWith('campaign_recipients')
const campaigns = shapeWith('marketing_campaigns')
const JSON_FORM: Habits = { ...PLAIN, form: 'json' }
const JSON_TEXT: Habits = { ...PLAIN, form: 'json-text' }

function changed(
  ours: OwnRow['values'],
  their: TheirRow['values'],
  { shape = recipients, habits = PLAIN, isOnly = true } = {},
) {
  return differences(shape, habits, own(ours), theirs(their), isOnly)
}

describe('a recipient of theirs gets', () => {
  test('the word and the times that it lacks, and nothing that it says already', () => {
    const ours = { status: 'delivered', sent_at: NOON, delivered_at: LATER, read_at: undefined }
    expect(changed(ours, { status: 'sent', sent_at: NOON })).toEqual({
      status: 'delivered',
      delivered_at: LATER,
    })
    expect(changed(ours, { status: 'RECEIVED', sent_at: NOON, delivered_at: LATER })).toEqual({})
  })

  test('no time taken away, none of creation, and none that its column cannot hold', () => {
    expect(changed({ read_at: null, created_at: NOON }, { read_at: NOON, created_at: LATER })).toEqual({})
    const shape = shapeWith('campaign_recipients', { sent_at: NUMBER, read_at: NAIVE })
    expect(changed({ sent_at: NOON, read_at: NOON }, {}, { shape })).toEqual({ read_at: NOON.slice(0, -1) })
  })

  test('no pending over a word of its own; but a report over any word', () => {
    expect(changed({ status: 'pending' }, { status: 'planned' })).toEqual({})
    for (const blank of [null, undefined, '']) {
      expect(changed({ status: 'pending' }, { status: blank })).toEqual({ status: 'pending' })
    }
    expect(changed({ status: 'sent' }, { status: 'planned' })).toEqual({ status: 'sent' })
    const lacking: Habits = { ...PLAIN, words: { wordOf: new Map() } }
    expect(changed({ status: 'sent' }, { status: 'planned' }, { habits: lacking })).toEqual({})
    const nearest: Habits = { ...PLAIN, words: { wordOf: new Map([['read', 'sent']]) } }
    expect(changed({ status: 'read' }, { status: 'sent' }, { habits: nearest })).toEqual({})
    expect(
      changed({ status: 'sent' }, {}, { shape: shapeWith('campaign_recipients', { status: NUMBER }) }),
    ).toEqual({})
  })

  test('the id that names its message now, where it fits', () => {
    expect(changed({ whatsapp_message_id: 'wamid.2' }, { whatsapp_message_id: 'gs.1' })).toEqual({
      whatsapp_message_id: 'wamid.2',
    })
    expect(changed({ whatsapp_message_id: 'wamid.2' }, { whatsapp_message_id: 'wamid.2' })).toEqual({})
    expect(changed({ whatsapp_message_id: null }, { whatsapp_message_id: 'gs.1' })).toEqual({})
    const holds = (maxCharacters: number) =>
      changed(
        { whatsapp_message_id: 'wamid.2' },
        {},
        {
          shape: shapeWith('campaign_recipients', { whatsapp_message_id: { maxCharacters } }),
        },
      )
    expect([holds(6), holds(7)]).toEqual([{}, { whatsapp_message_id: 'wamid.2' }])
  })

  test('why it failed, as text or number; no reason is taken away', () => {
    const code = (wanted: unknown, their: unknown, more: object = {}) =>
      changed(
        { failure_code: wanted },
        { failure_code: their },
        {
          shape: shapeWith('campaign_recipients', { failure_code: more }),
        },
      )
    expect(code('131026', null)).toEqual({ failure_code: '131026' })
    expect(code('131026', '131026')).toEqual({})
    expect(code(null, '131026')).toEqual({})
    expect(code('131026', null, NUMBER)).toEqual({ failure_code: 131026 })
    expect(code('131026', 131026, NUMBER)).toEqual({})
    expect(code('1234567890', null, NUMBER)).toEqual({})
    expect(code('E131026', null, NUMBER)).toEqual({})
    expect(code('131026x', null, NUMBER)).toEqual({})
    expect(code('131026', null, JSONB)).toEqual({})
  })

  test('nothing in columns that are generated, may not be updated, are not there, or are not for us', () => {
    const shape = shapeWith('campaign_recipients', {
      status: { isGenerated: true },
      sent_at: { mayUpdate: false },
      read_at: undefined,
    })
    expect(
      changed({ status: 'read', sent_at: NOON, read_at: NOON, campaign_id: 'c' }, {}, { shape }),
    ).toEqual({})
  })
})

describe('a campaign of theirs gets', () => {
  test('the counters that differ, as its columns hold them', () => {
    const ours = { messages_sent: 5, messages_read: 0 }
    expect(changed(ours, { messages_sent: 4, messages_read: 0 }, { shape: campaigns })).toEqual({
      messages_sent: 5,
    })
    expect(changed(ours, { messages_sent: '5', messages_read: null }, { shape: campaigns })).toEqual({
      messages_read: 0,
    })
    const texts = shapeWith('marketing_campaigns', { messages_sent: { category: 'S', type: 'text' } })
    expect(changed(ours, { messages_read: 0 }, { shape: texts })).toEqual({ messages_sent: '5' })
  })
})

describe('a message of theirs gets', () => {
  const kinds = { sent: NOON, delivered: LATER }
  const status = (their: unknown, habits: Habits, shape = messages) =>
    changed({ status: kinds }, { status: their }, { shape, habits }).status

  test('the kinds that its JSON lacks: the server puts them into it', () => {
    const lacking = { delivered: LATER }
    expect(status({ sent: NOON, note: 'x' }, JSON_FORM, jsonMessages)).toEqual(lacking)
    expect(status({ ...kinds, note: 'x' }, JSON_FORM, jsonMessages)).toBeUndefined()
    expect(status({ sent: NOON, delivered: NOON }, JSON_FORM, jsonMessages)).toEqual(lacking)
    expect(status(null, JSON_FORM, jsonMessages)).toEqual(kinds)
    // A list is theirs, and a word stays a word.
    expect(status([1], JSON_FORM, jsonMessages)).toBeUndefined()
    expect(status('sent', JSON_FORM, jsonMessages)).toBe('delivered')
  })

  test('JSON as text where it has it so', () => {
    expect(status(`{"sent":"${NOON}"}`, JSON_TEXT)).toEqual({ delivered: LATER })
    expect(status(null, JSON_TEXT)).toBe(JSON.stringify(kinds))
    expect(status(JSON.stringify(kinds), JSON_TEXT)).toBeUndefined()
    // A string within JSON is one of JSON's own.
    expect(status(`{"sent":"${NOON}"}`, JSON_FORM, jsonMessages)).toEqual({ delivered: LATER })
  })

  test('one word where rows hold words', () => {
    expect(status('sent', PLAIN)).toBe('delivered')
    expect(status('sent', JSON_TEXT)).toBe('delivered')
    expect(status('', JSON_TEXT)).toBe(JSON.stringify(kinds))
    expect(status(null, PLAIN)).toBe('delivered')
    expect(status('received', PLAIN)).toBeUndefined()
    expect(status(`{"sent":"${NOON}"}`, PLAIN)).toEqual({ delivered: LATER })
  })

  test('another id only where it is the only row of its message', () => {
    const ours = { message_id: 'wamid.2' }
    expect(changed(ours, { message_id: 'gs.1' }, { shape: messages })).toEqual(ours)
    expect(changed(ours, { message_id: 'gs.1' }, { shape: messages, isOnly: false })).toEqual({})
  })
})

describe('a message that only webhooks know is inserted', () => {
  const ours = own({
    message_id: 'wamid.1',
    phone_number: '+919812345678',
    status: { sent: NOON },
    failure_code: '131026',
    created_at: NOON,
  })
  const inserted = (shape = messages, habits = PLAIN, row = ours) =>
    newMessage(shape, habits, row, Date.parse(LATER), 'new-id')

  test('with all that is known of it', () => {
    expect(inserted()).toEqual({
      message_id: 'wamid.1',
      phone_number: '+919812345678',
      status: 'sent',
      failure_code: '131026',
      created_at: NOON,
      updated_at: LATER,
    })
    expect(inserted(jsonMessages, JSON_FORM)).toMatchObject({ status: { sent: NOON } })
  })

  test('with the number of its recipient only where their column must have one', () => {
    const row = own({
      message_id: 'wamid.1',
      status: {},
      phone_number: null,
      recipient_phone: '+919812345678',
    })
    const phoneOf = (phone_number: Partial<Column>) =>
      inserted(shapeWith('broadcasts_messages', { phone_number }), PLAIN, row).phone_number
    expect(phoneOf({})).toBeUndefined()
    expect(phoneOf({ isRequired: true })).toBe('+919812345678')
    expect(phoneOf({ isRequired: true, hasDefault: true })).toBeUndefined()
  })

  test('leaving to defaults what there is nothing to say of, and what may not be written', () => {
    const bare = own({ message_id: 'wamid.1', phone_number: null, status: {}, failure_code: null })
    expect(inserted(messages, PLAIN, bare)).toEqual({
      message_id: 'wamid.1',
      status: 'pending',
      created_at: LATER,
      updated_at: LATER,
    })
    const shape = shapeWith('broadcasts_messages', {
      status: { isGenerated: true },
      failure_code: { mayInsert: false },
      phone_number: undefined,
      updated_at: NAIVE,
    })
    expect(inserted(shape)).toEqual({
      message_id: 'wamid.1',
      created_at: NOON,
      updated_at: LATER.slice(0, -1),
    })
  })

  test('with a key where the table makes none and it can be text', () => {
    const keyed = (id: object) => inserted(shapeWith('broadcasts_messages', { id })).id
    expect(keyed({ hasDefault: false, type: 'uuid', category: 'U' })).toBe('new-id')
    expect(keyed({ hasDefault: false, type: 'text', category: 'S' })).toBe('new-id')
    expect(keyed({ hasDefault: true, type: 'uuid', category: 'U' })).toBeUndefined()
    expect(keyed({ hasDefault: false })).toBeUndefined()
    const byId = shapeWith('broadcasts_messages')
    const id = byId.roles.get('message_id') ?? columnOf('message_id')
    expect(inserted({ ...byId, keys: [id] }).message_id).toBe('wamid.1')
  })
})

describe('a row of theirs shows what was written', () => {
  const shown = (value: unknown, wanted: unknown, more: object = {}, role = 'status') => {
    const shape = shapeWith('campaign_recipients', { [role]: more })
    return unshown(shape, theirs({ [role]: value }), { [role]: wanted }).length === 0
  }

  test('as its types keep it', () => {
    expect(shown('read', 'read')).toBe(true)
    expect(shown('read   ', 'read')).toBe(true)
    expect(shown('   5', '5', {}, 'failure_code')).toBe(false)
    expect(shown('sent', 'read')).toBe(false)
    expect(shown(LATER, LATER, {}, 'read_at')).toBe(true)
    expect(shown(NOON, LATER, {}, 'read_at')).toBe(false)
    expect(shown('5', 5, NUMBER)).toBe(true)
    expect(shown('6', 5, NUMBER)).toBe(false)
    expect(shown('{"a":1,"b":2}', { b: 2, a: 1 }, JSONB)).toBe(true)
    expect(shown({ a: 1 }, '{"a":2}', JSONB)).toBe(false)
  })

  test('in whatever word of theirs means the same', () => {
    for (const word of ['READ', ' Read', 'seen']) expect(shown(word, 'read')).toBe(true)
    expect(shown('DELIVERED', 'read')).toBe(false)
    expect(shown('opted_out', 'away')).toBe(false)
    expect(shown('failure', 'failed', {}, 'failure_code')).toBe(false)
  })

  test('where nothing was written, and in every column', () => {
    expect(unshown(recipients, theirs({ status: 'x' }), {})).toEqual([])
    const wanted = { status: 'read', failure_code: 'y' }
    expect(unshown(recipients, theirs({ status: 'read', failure_code: 'x' }), wanted)).toEqual([
      'failure_code',
    ])
  })
})

test('statuses are held by texts, enums and JSON', () => {
  const held = [{}, { category: 'E', type: 'mood' }, JSONB, { type: 'json', category: 'U' }, NUMBER]
  expect(held.map((more) => holdsWords(columnOf('status', more)))).toEqual([true, true, true, true, false])
})
