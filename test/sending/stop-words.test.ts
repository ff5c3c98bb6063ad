import { describe, expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { createStopWords } from '../../src/domain/account/stop-words.ts'
import { suppressionOf } from '../../src/domain/account/suppression.ts'
import { canonicalId } from '../../src/domain/messages/identity.ts'
import { NOON_MS } from '../support/reports.ts'

const isStop = createStopWords(['STOP', 'no more', 'रोकें'])
const parse = (body: object) => parseBody(Buffer.from(JSON.stringify(body)), NOON_MS, 'IN', isStop)
const meta = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
})
const text = (body: string) =>
  meta({
    messages: [
      { id: 'wamid.in', from: '919812345678', timestamp: '1702207800', type: 'text', text: { body } },
    ],
  })

describe('a stop word', () => {
  test.each(['Stop!', ' STOP. ', 'No  more!', 'रोकें'])(
    'is heard where it is all that was written: %s',
    (word) => {
      const { events, inbound, keptBody } = parse(text(word))
      expect(inbound).toHaveLength(1)
      expect(events).toMatchObject([{ kind: 'opt-out', subject: '+919812345678', value: 'stop-word' }])
      const [event] = events
      expect(event && suppressionOf(event)).toMatchObject({
        reason: 'opt-out',
        source: 'stop-word',
        ends: false,
      })
      // Of what was written nothing is kept but that.
      const kept = Buffer.from(keptBody ?? []).toString()
      expect(kept).toContain('"stop":true')
      expect(kept).not.toContain(word.trim())
      // Read again, it says the same.
      expect(parseBody(Buffer.from(kept), NOON_MS, 'IN').events).toMatchObject(events)
    },
  )

  test.each(['please do not stop', 'stop it now or never, I say', ''])(
    'is not heard in other texts: %s',
    (other) => {
      expect(parse(text(other)).events).toEqual([])
    },
  )

  test('is heard from buttons and from AiSensy, and from nobody where none is configured', () => {
    const button = {
      id: 'wamid.b',
      from: '919812345678',
      timestamp: '1702207800',
      type: 'button',
      button: { text: 'STOP', payload: 'x' },
    }
    expect(parse(meta({ messages: [button] })).events).toHaveLength(1)
    const aisensy = {
      topic: 'message.sender.user',
      data: {
        message: {
          id: 'm',
          messageId: 'wamid.a',
          sender: 'USER',
          phone_number: '919812345678',
          sent_at: NOON_MS,
          message_type: 'TEXT',
          message_content: { text: 'Stop' },
        },
      },
    }
    expect(parse(aisensy).events).toHaveLength(1)
    expect(parseBody(Buffer.from(JSON.stringify(text('stop'))), NOON_MS, 'IN').events).toEqual([])
  })
})

describe('what Bluetick sent along with a message', () => {
  const reference = 'bluetick:6ab27af6-0000-4000-8000-0123456789ab'
  const status = (extra: object) =>
    parse(meta({ statuses: [{ id: 'wamid.X', status: 'sent', timestamp: '1702207800', ...extra }] }))
      .reports[0]?.ids

  test('names the message in its reports, beside the sender’s own id', () => {
    expect(status({ biz_opaque_callback_data: reference })).toEqual(['wamid.X', reference])
    expect(canonicalId(['6ab27af6-0000-4000-8000-0123456789ab', 'AS-1', reference])).toBe(
      '6ab27af6-0000-4000-8000-0123456789ab',
    )
  })

  test('is not taken from others who send something along', () => {
    expect(status({ biz_opaque_callback_data: 'order 17' })).toEqual(['wamid.X'])
    expect(status({ biz_opaque_callback_data: 'bluetick:17' })).toEqual(['wamid.X'])
  })
})
