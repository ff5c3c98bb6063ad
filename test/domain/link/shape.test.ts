import { describe, expect, test } from 'vitest'
import { findingsOf } from '../../../src/domain/link/findings.ts'
import { habitsOf } from '../../../src/domain/link/habits.ts'
import {
  type Column,
  changeBetween,
  identityOf,
  LOST,
  type Relation,
  type Shape,
  shapeOf,
} from '../../../src/domain/link/shape.ts'
import { columnOf, JSONB, NAIVE, NUMBER, PLAIN, shapeWith, theirs } from './shapes.ts'

const table = (columns: readonly Column[], more: Partial<Relation> = {}): Relation => ({
  schema: 'theirs',
  name: 'broadcasts_messages',
  oid: '1',
  kind: 'r',
  columns,
  mayTrigger: true,
  isOwner: true,
  hasHeirs: false,
  hidesRows: false,
  hasTrigger: true,
  notedKeys: ['id'],
  ...more,
})
const KEY = columnOf('id', { keyPlace: 1 })
const ID = columnOf('message_id')

describe('a relation is linked by', () => {
  const keysOf = (...columns: Column[]) => {
    const shape = shapeOf(table([...columns, ID]))
    return typeof shape === 'string' ? shape : shape.keys.map(({ name }) => name)
  }

  test('its primary key, in the order of the key', () => {
    expect(keysOf(KEY)).toEqual(['id'])
    expect(keysOf(columnOf('b', { keyPlace: 2 }), columnOf('a', { keyPlace: 1 }))).toEqual(['a', 'b'])
  })

  test('one unique column rather than several, and where there is no primary key', () => {
    const unique = columnOf('u', { isUnique: true, isRequired: true })
    const both = [columnOf('b', { keyPlace: 2 }), columnOf('a', { keyPlace: 1 })]
    expect(keysOf(...both, unique)).toEqual(['u'])
    expect(keysOf(KEY, unique)).toEqual(['id'])
    expect(keysOf(unique)).toEqual(['u'])
  })

  test('its id where it is a campaign, whatever else is unique: that is what recipients name', () => {
    const campaignKeysOf = (...columns: Column[]) => {
      const shape = shapeOf(table(columns, { name: 'marketing_campaigns' }))
      return typeof shape === 'string' ? shape : shape.keys.map(({ name }) => name)
    }
    const unique = { isUnique: true, isRequired: true }
    const tenant = columnOf('tenant', { keyPlace: 1 })
    const slug = columnOf('slug', unique)
    expect(campaignKeysOf(tenant, columnOf('id', { keyPlace: 2 }), slug)).toEqual(['tenant', 'id'])
    expect(campaignKeysOf(tenant, slug, columnOf('id', { keyPlace: 2, ...unique }))).toEqual(['id'])
    expect(campaignKeysOf(slug, columnOf('id', unique))).toEqual(['id'])
    expect(campaignKeysOf(slug, columnOf('id'))).toEqual(['slug'])
    expect(campaignKeysOf(tenant, columnOf('code', { keyPlace: 2 }), slug)).toEqual(['slug'])
  })

  test('nothing else', () => {
    const none = 'broadcasts_messages has no key that names a row: give it a primary key.'
    expect(keysOf()).toBe(none)
    expect(keysOf(columnOf('u', { isUnique: true }))).toBe(none)
    expect(keysOf(columnOf('u', { isRequired: true }))).toBe(none)
    expect(keysOf({ ...KEY, mayRead: false })).toBe(
      'The role may not read broadcasts_messages: grant it SELECT.',
    )
    const all = [columnOf('a', { keyPlace: 1 }), columnOf('b', { keyPlace: 2, mayRead: false })]
    expect(keysOf(...all)).toContain('may not read')
  })
})

test('only tables are linked, partitioned ones among them', () => {
  const of = (kind: string) => shapeOf(table([KEY, ID], { kind }))
  expect([of('r'), of('p')].map((shape) => typeof shape)).toEqual(['object', 'object'])
  expect(of('v')).toBe('broadcasts_messages is not a table: only tables are linked.')
})

test('columns are found by their names, in any spelling, exact ones first', () => {
  const rolesOf = (...columns: Column[]) => {
    const shape = shapeOf(table([KEY, ...columns]))
    return typeof shape === 'string' ? shape : [...shape.roles].map(([role, { name }]) => `${role}=${name}`)
  }
  expect(rolesOf(columnOf('messageId'), columnOf('PhoneNumber'), columnOf('other'))).toEqual([
    'message_id=messageId',
    'phone_number=PhoneNumber',
  ])
  expect(rolesOf(columnOf('messageid'), ID)).toEqual(['message_id=message_id'])
  expect(rolesOf(ID, columnOf('status', { mayRead: false }))).toEqual(['message_id=message_id'])
  expect(rolesOf(columnOf('status'))).toBe(
    'broadcasts_messages has no column message_id that the role may read.',
  )
  expect(shapeOf(table([KEY], { name: 'marketing_campaigns' }))).toMatchObject({
    roles: new Map([['id', KEY]]),
  })
  expect(shapeOf(table([KEY], { name: 'campaign_recipients' }))).toContain('no column campaign_id')
})

describe('what their rows show', () => {
  const formOf = (status: unknown, more: object = {}, name: Shape['name'] = 'broadcasts_messages') =>
    habitsOf(shapeWith(name, { status: more }), [theirs({ status }), theirs({ status: null })]).form

  test('is how a status is held', () => {
    expect(formOf('sent', JSONB)).toBe('word')
    expect(formOf(undefined, JSONB)).toBe('json')
    expect(formOf('sent', { type: 'json', category: 'U' })).toBe('word')
    expect(formOf('sent')).toBe('word')
    expect(formOf(' {"sent":1}')).toBe('json-text')
    expect(formOf(undefined)).toBe('json-text')
    expect(formOf(undefined, { maxCharacters: 100 })).toBe('word')
    expect(formOf(undefined, { maxCharacters: 101 })).toBe('json-text')
    expect(formOf(undefined, { category: 'E', type: 'mood' })).toBe('word')
    expect(formOf(undefined, { words: ['sent'] })).toBe('word')
    expect(formOf('{"sent":1}', {}, 'campaign_recipients')).toBe('word')
  })

  test('is which words they use', () => {
    const habits = habitsOf(shapeWith('campaign_recipients'), [
      theirs({ status: 'SEEN' }),
      theirs({ status: 7 }),
    ])
    expect(habits.words.wordOf.get('read')).toBe('SEEN')
    const without = habitsOf(shapeWith('campaign_recipients', { status: undefined }), [])
    expect(without).toEqual({ words: { wordOf: new Map() }, form: 'word' })
    const json = habitsOf(shapeWith('broadcasts_messages'), [theirs({ status: ' {"SEEN":1}' })])
    expect(json.words.wordOf.get('read')).toBe('read')
  })
})

describe('what linking will do is said', () => {
  const said = (shape: Shape, habits = PLAIN) => findingsOf(shape, habits).map(({ message }) => message)

  test('of a table that fits, in one sentence', () => {
    expect(findingsOf(shapeWith('campaign_recipients'), PLAIN)).toEqual([
      {
        table: 'campaign_recipients',
        state: 'fits',
        message:
          'Its rows are read by id (integer); written back: status, sent_at, delivered_at, read_at, failed_at, failure_code.',
      },
    ])
    expect(said(shapeWith('marketing_campaigns'))).toEqual([
      'Its rows are read by id (integer); written back: messages_sent, messages_delivered, messages_read, messages_failed, messages_pending.',
    ])
    const two = shapeWith('broadcasts_messages')
    expect(said({ ...two, keys: [KEY, ID] })[0]).toBe(
      'Its rows are read by id (text) and message_id (text); written back: status, failure_code.',
    )
  })

  test('of columns that are missing or cannot be written, and why', () => {
    const shape = shapeWith('campaign_recipients', {
      status: NUMBER,
      sent_at: { isGenerated: true },
      delivered_at: { mayUpdate: false },
      read_at: NUMBER,
      failed_at: undefined,
      failure_code: undefined,
    })
    const findings = findingsOf(shape, PLAIN)
    expect(findings.map(({ message }) => message)).toEqual([
      'Its rows are read; nothing is written back.',
      'It has no failed_at: not written.',
      'status is of type integer, which holds no words: not written.',
      'sent_at is generated: left alone.',
      'The role may not update delivered_at: grant it UPDATE, or the column stays as it is.',
      'read_at is of type integer, which holds no times: not written.',
    ])
    expect(
      findings.slice(1).every(({ state, table }) => state === 'limit' && table === 'campaign_recipients'),
    ).toBe(true)
    expect(
      said(shapeWith('marketing_campaigns', { messages_read: { category: 'B', type: 'boolean' } })),
    ).toContain('messages_read is of type boolean, which holds no numbers: not written.')
    expect(
      said(shapeWith('marketing_campaigns', { messages_read: { category: 'S', type: 'text' } })),
    ).toHaveLength(1)
  })

  test('of times without a zone, of short ids, of ids without an index', () => {
    expect(said(shapeWith('campaign_recipients', { sent_at: NAIVE, read_at: NAIVE }))).toContain(
      'sent_at, read_at: without time zone, so UTC is read and written.',
    )
    expect(said(shapeWith('campaign_recipients', { whatsapp_message_id: { maxCharacters: 50 } }))).toContain(
      'whatsapp_message_id holds 50 characters: messages with longer ids are listed as failures.',
    )
    const noIndex = { isIndexed: false }
    expect(said(shapeWith('broadcasts_messages', { message_id: noIndex }))).toContain(
      'message_id has no index: every look for a message reads the whole table.',
    )
    expect(said(shapeWith('campaign_recipients', { whatsapp_message_id: noIndex }))).toHaveLength(1)
    expect(said(shapeWith('campaign_recipients', { whatsapp_message_id: undefined }))).toHaveLength(1)
  })

  test('of columns that will refuse what reports say', () => {
    expect(said(shapeWith('broadcasts_messages', { message_id: { isReferenced: true } }))).toContain(
      'Other tables refer to message_id and do not follow when it changes: of messages whose id changes it stays, which is listed as a failure.',
    )
    expect(said(shapeWith('campaign_recipients', { failure_code: { maxCharacters: 5 } }))).toContain(
      'failure_code holds 5 characters: longer codes are listed as failures.',
    )
    expect(said(shapeWith('campaign_recipients', { failure_code: { maxCharacters: 6 } }))).toHaveLength(1)
    const status = { maxCharacters: 6, otherWords: ['S', 'D'] }
    expect(said(shapeWith('campaign_recipients', { status })).slice(1)).toEqual([
      'status holds 6 characters: pending, delivered are listed as failures.',
      'A check of status names S, D, none of which means a status: what it refuses is listed as a failure.',
    ])
  })

  test('of words that are not ours, and of those that are missing', () => {
    const wordOf = new Map([...PLAIN.words.wordOf, ['sent' as const, 'OUT'], ['read' as const, 'SEEN']])
    wordOf.delete('pending')
    wordOf.delete('failed')
    const habits = { ...PLAIN, words: { wordOf } }
    expect(said(shapeWith('campaign_recipients'), habits).slice(1)).toEqual([
      'status gets OUT for sent, SEEN for read.',
      'status has no word for pending, failed: it then stays as it is.',
    ])
    expect(said(shapeWith('broadcasts_messages'), { ...habits, form: 'json-text' }).slice(1)).toEqual([
      'status is text: JSON is read and written in it.',
    ])
    expect(
      said(shapeWith('broadcasts_messages', { status: JSONB }), { ...habits, form: 'json' }),
    ).toHaveLength(1)
    expect(said(shapeWith('marketing_campaigns'), habits)).toHaveLength(1)
    expect(said(shapeWith('campaign_recipients', { status: undefined }), habits)).toHaveLength(2)
  })
})

describe('from its identity a table', () => {
  const before = shapeWith('campaign_recipients', { status: {} })
  const is = (after: Shape, was = identityOf(before)) => changeBetween(was, identityOf(after))
  const statusAs = (more: Partial<Column>) => shapeWith('campaign_recipients', { status: more })

  test('is what it was, whatever else is said of its columns', () => {
    expect(is(statusAs({ isRequired: true, words: ['sent'], maxCharacters: 9 }))).toBeUndefined()
  })

  test('is another by its oid, and by its key', () => {
    expect(is({ ...before, oid: '2' })).toBe('table')
    expect(is({ ...before, keys: [columnOf('pk', { keyPlace: 1 })] })).toBe('key')
  })

  test('has other columns: of another name or type, no more of them, or such as may not be written', () => {
    const others = [{ name: 'state' }, { type: 'json' }, { mayUpdate: false }, { isGenerated: true }]
    for (const other of others) expect(is(statusAs(other))).toBe('columns')
    expect(is(shapeWith('campaign_recipients', { status: undefined }))).toBe('columns')
  })

  test('is back where there was none, whichever it is', () => {
    expect(is(before, LOST)).toBe('back')
  })

  test('goes on where a former version noted no columns, and is another by what that noted', () => {
    expect(is(before, `["1","id ${before.keys[0].type}"]`)).toBeUndefined()
    expect(is(before, `["2","id ${before.keys[0].type}"]`)).toBe('table')
    expect(is(before, '["1","pk text"]')).toBe('key')
  })
})
