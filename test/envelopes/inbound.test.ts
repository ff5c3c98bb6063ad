import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inboundLines, NOON_MS, parseJson } from './helpers.ts'

const AT = String(NOON_MS / 1000 + 5)
const SECRET = 'Meet me at the old mill at nine'

const metaBody = (message: object, more: object = {}) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '300220011000',
      changes: [
        {
          field: 'messages',
          value: {
            contacts: [{ profile: { name: SECRET }, wa_id: '919000000710' }],
            messages: [message],
            ...more,
          },
        },
      ],
    },
  ],
})
const inbound = (fields: object) => ({ id: 'in_1', from: '919000000710', timestamp: AT, ...fields })
const read = (fields: object) => inboundLines(parseJson(metaBody(inbound(fields))))

describe("an inbound message of Meta's", () => {
  test.each([
    ['text', { type: 'text', text: { body: SECRET } }, 'text'],
    ['a template button', { type: 'button', button: { payload: SECRET, text: SECRET } }, 'button'],
    [
      'a reply button',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: SECRET } } },
      'button',
    ],
    [
      'a list',
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { title: SECRET } } },
      'list',
    ],
    [
      'a form',
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { body: SECRET } } },
      'form',
    ],
    ['a voice message', { type: 'audio', audio: { id: SECRET, voice: true } }, 'media'],
    ['a picture', { type: 'image', image: { caption: SECRET } }, 'media'],
    ['a place', { type: 'location', location: { name: SECRET } }, 'location'],
    ['a contact', { type: 'contacts', contacts: [{ name: SECRET }] }, 'contact'],
    ['an order', { type: 'order', order: { text: SECRET } }, 'order'],
    ['what this version cannot name', { type: 'poll_vote', poll: { name: SECRET } }, 'other'],
    ['text without a type', { text: { body: SECRET } }, 'text'],
  ])('says that it is %s', (_, fields, type) => {
    expect(read(fields)).toEqual([`in_1 ${type} +5s +919000000710`])
  })

  test('names the message that it quotes', () => {
    const context = { from: '15550100999', id: 'wamid.OUT' }
    expect(read({ type: 'text', context })).toEqual(['in_1 text +5s +919000000710 to wamid.OUT'])
  })

  test('names the message that it reacts to', () => {
    const reaction = { message_id: 'wamid.OUT', emoji: '\u{1F44D}' }
    expect(read({ type: 'reaction', reaction })).toEqual(['in_1 reaction +5s +919000000710 to wamid.OUT'])
  })

  test('names none where it is forwarded, or quotes what the person wrote before', () => {
    expect(read({ type: 'text', context: { forwarded: true } })).toEqual(['in_1 text +5s +919000000710'])
    const context = { from: '919000000710', id: 'in_0' }
    expect(read({ type: 'text', context })).toEqual(['in_1 text +5s +919000000710'])
  })

  test('answers only what it names where it comes from a group or from nobody with a number', () => {
    const context = { from: '15550100999', id: 'wamid.OUT' }
    expect(read({ type: 'text', group_id: 'g1', context })).toEqual(['in_1 text +5s no phone to wamid.OUT'])
    expect(read({ type: 'text', group_id: 'g1' })).toEqual([])
    expect(read({ type: 'text', from: 'US.13491208655302741918', context })).toEqual([
      'in_1 text +5s no phone to wamid.OUT',
    ])
  })

  test.each([
    ['a number that changed', { type: 'system', system: { body: SECRET } }],
    ['a chat that was opened', { type: 'request_welcome' }],
    ['a message that was edited', { type: 'edit', edit: { message: SECRET } }],
    [
      'a reaction that was taken away',
      { type: 'reaction', reaction: { message_id: 'wamid.OUT', emoji: '' } },
    ],
    ['a message without an id', { id: undefined, type: 'text' }],
  ])('is no reply: %s', (_, fields) => {
    expect(parseJson(metaBody(inbound(fields)))).toMatchObject({ inbound: [], rejected: [], ignored: 1 })
  })
})

describe("an inbound message of AiSensy's", () => {
  const body = (topic: string, fields: object) => ({
    topic,
    created_at: '2026-09-27T12:00:06.000Z',
    data: {
      message: {
        id: '7f00c0de00000000000000a4',
        messageId: 'in_2',
        submitted_message_id: '',
        phone_number: '9000000716',
        countryCode: '91',
        userName: SECRET,
        sender: 'USER',
        message_type: 'TEXT',
        message_content: { text: SECRET },
        sent_at: NOON_MS + 5000,
        ...fields,
      },
    },
  })

  test.each(['message.sender.user', 'message.created'])('is read from the topic %s', (topic) => {
    expect(inboundLines(parseJson(body(topic, {})))).toEqual(['in_2 text +5s +919000000716'])
  })

  test('names the message that it answers', () => {
    const fields = { message_type: 'BUTTON', context: { from: '15550100999', id: 'wamid.OUT' } }
    expect(inboundLines(parseJson(body('message.sender.user', fields)))).toEqual([
      'in_2 button +5s +919000000716 to wamid.OUT',
    ])
  })

  test('takes the time of receipt where it gives none', () => {
    expect(inboundLines(parseJson(body('message.sender.user', { sent_at: 0 })))).toEqual([
      'in_2 text estimated +919000000716',
    ])
  })

  test('leaves nothing of what the person wrote', () => {
    const { keptBody } = parseJson(body('message.sender.user', {}))
    expect(textOf(keptBody)).not.toContain(SECRET)
  })
})

describe('what people wrote', () => {
  // Whatever a sender puts where, under names that are known and unknown.
  const anywhere = fc.dictionary(
    fc.constantFrom(
      'text',
      'body',
      'caption',
      'button',
      'payload',
      'title',
      'context',
      'x',
      'reaction',
      'emoji',
    ),
    fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constant(SECRET),
        fc.dictionary(fc.constantFrom('body', 'title', 'name', 'emoji', 'quoted'), tie('node')),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node,
  )

  test('is in nothing that is kept, wherever it stands in an inbound message', () => {
    fc.assert(
      fc.property(anywhere, (fields) => {
        const parsed = parseJson(metaBody(inbound({ type: 'text', ...fields })))
        expect(JSON.stringify({ ...parsed, keptBody: textOf(parsed.keptBody) })).not.toContain(SECRET)
        const flat = parseJson({ messages: [inbound({ type: 'text', ...fields })] })
        expect(JSON.stringify({ ...flat, keptBody: textOf(flat.keptBody) })).not.toContain(SECRET)
      }),
    )
  })

  test('is not in the reject of a piece beside it that cannot be read', () => {
    const parsed = parseJson(
      metaBody(inbound({ type: 'text', text: { body: SECRET } }), { statuses: 'none' }),
    )
    expect(parsed.rejected).toHaveLength(1)
    expect(JSON.stringify(parsed.rejected)).not.toContain(SECRET)
  })

  test('costs the statuses beside it nothing, and the kept body reads the same again', () => {
    const status = { id: 'wamid.OUT', status: 'read', timestamp: AT, recipient_id: '919000000710' }
    const parsed = parseJson(
      metaBody(inbound({ type: 'text', text: { body: SECRET } }), { statuses: [status] }),
    )
    const { keptBody, ...again } = parseJson(JSON.parse(textOf(parsed.keptBody)))
    expect(again).toEqual({ ...parsed, keptBody: undefined })
    expect(parsed.reports).toHaveLength(1)
  })
})

function textOf(body: Uint8Array | undefined): string {
  return new TextDecoder().decode(body)
}

test.each([
  ['text within JSON', (body: object) => ({ body: JSON.stringify(body) })],
  ['a queue', (body: object) => ({ Records: [{ body: JSON.stringify(body) }] })],
  ['a list', (body: object) => [body, body]],
  ['a piece: an entry', (body: object) => (body as { entry: object[] }).entry[0]],
  ['a piece: a change', (body: object) => (body as { entry: { changes: object[] }[] }).entry[0]?.changes[0]],
])('is nowhere where a relay has wrapped the body: %s', (_, wrap) => {
  const parsed = parseJson(wrap(metaBody(inbound({ type: 'text', text: { body: SECRET } }))))
  expect(inboundLines(parsed)[0]).toBe('in_1 text +5s +919000000710')
  expect(textOf(parsed.keptBody)).toContain('in_1')
  expect(JSON.stringify({ ...parsed, keptBody: textOf(parsed.keptBody) })).not.toContain(SECRET)
  expect(parseJson(JSON.parse(textOf(parsed.keptBody))).inbound).toEqual(parsed.inbound)
})
